import Domain
import Orchestration
import Storage
import TestKit
import Testing

@Suite("Merges: only proven trees land, and what comes back goes to somebody")
struct MergesReconcilerTests {
    @Test("a red gate sends the change back once, then to a person")
    func redGate() async throws {
        let office = try await Office()
        let ticket = try await office.create("breaks the gate")
        try await office.server(verdict: { _ in .failed }).during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["blocked"]) }
        }
        #expect(try await office.runs().count == 2)
        #expect(try await office.ticket(ticket).returns == 1)
        #expect(office.world.landed == [])
        let changes = try await office.store.read { try $0.changes(of: ticket) }
        #expect(changes.map(\.state.word) == ["rejected", "rejected"])
    }

    @Test("while a change is mended, why says what it came back for")
    func cameBack() async throws {
        let office = try await Office { $0.returns == 0 ? .finished(summary: "did it") : nil }
        let ticket = try await office.create("breaks the gate")
        try await office.server(verdict: { _ in .failed }).during { engine in
            try await TestServer.wait(engine) { transaction in
                guard let found = try transaction.ticket(ticket) else { return false }
                return found.returns == 1 && found.state.word == "in_progress"
            }
            let explanation = try await engine.explain(ticket)
            let reason = try #require(explanation.reasons.last)
            #expect(reason.code == "came_back")
            #expect(reason.sentence == "It came back from the queue: C-1 did not pass gate test.")
        }
    }

    @Test("a gate that cannot run holds the change; the agent is not blamed, and a person releases it")
    func infrastructure() async throws {
        let office = try await Office()
        let ticket = try await office.create("innocent")
        try await office.server(verdict: { $0.candidates == 1 ? .infraError : .passed }).during { engine in
            try await TestServer.wait(engine) { try !$0.heldChanges().isEmpty }
            let explanation = try await engine.explain(ticket)
            #expect(explanation.reasons.last?.code == "change_held")
            try await engine.perform(ReopenTicket(ticket: ticket), by: .person("test"))
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
        #expect(try await office.runs().count == 1)
    }

    @Test("a target that somebody else moved means a new candidate and new gates, not a lost change")
    func movedTarget() async throws {
        let office = try await Office()
        let ticket = try await office.create("unlucky")
        try await office.server(verdict: { change in
            if change.candidates == 1 { office.world.moveTarget() }
            return .passed
        }).during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
        let change = try #require(try await office.store.read { try $0.changes(of: ticket) }.first)
        #expect(change.candidates == 2)
        #expect(office.world.gateRuns == 2)
        #expect(office.world.violations == [])
    }

    @Test("changes land in the order they were submitted, each on top of the one before")
    func order() async throws {
        let office = try await Office(maxRuns: 3)
        for number in 1...9 { try await office.create("ticket \(number)") }
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
        let ended = try await office.store.read { try $0.endedChanges(limit: 100) }
        let landed: [String] = ended.sorted { $0.id < $1.id }.compactMap { change in
            if case .landed(let commit) = change.state { commit } else { nil }
        }
        #expect(landed == office.world.landed)
        #expect(landed.count == 9)
    }
}
