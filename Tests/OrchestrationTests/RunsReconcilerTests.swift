import Domain
import Orchestration
import Storage
import TestKit
import Testing

@Suite("Runs: what starts, what waits, what is tried again")
struct RunsReconcilerTests {
    @Test("an idle hour starts zero runs and leaves no alarm")
    func idleHour() async throws {
        let office = try await Office()
        for number in 1...5 { try await office.create("ticket \(number)") }
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) && office.world.worktrees.isEmpty }
            let revision = try await office.store.read { try $0.revision() }
            let steps = office.world.steps
            for _ in 1...60 {
                office.clock.advance(by: .minutes(1))
                engine.feed.wake()
                await Task.yield()
            }
            #expect(try await office.runs().count == 5)
            #expect(try await office.store.read { try $0.revision() } == revision)
            #expect(office.world.steps == steps)
            #expect(office.clock.nextAlarm == nil)
        }
    }

    @Test("no more runs are live than the workspace allows, and each agent has one")
    func limits() async throws {
        let office = try await Office(maxRuns: 2) { _ in nil }
        for number in 1...6 { try await office.create("ticket \(number)") }
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().count { $0.state == .running } == 2 }
            let live = try await office.store.read { try $0.liveRuns() }
            #expect(Set(live.map(\.agent)).count == 2)
            office.world.end(live[0].id, .finished(summary: "done"))
            try await TestServer.wait(engine) { try $0.runs(before: nil, limit: 10).count == 3 }
            #expect(try await office.store.read { try $0.liveRuns() }.count == 2)
        }
    }

    @Test("a failed run is tried again after its back-off, not before, and then a person is asked")
    func backOff() async throws {
        let office = try await Office { _ in .failed(.exitStatus(3)) }
        let ticket = try await office.create("always fails")
        try await office.server().during { engine in
            for attempt in 1...3 {
                try await TestServer.wait(engine) {
                    try $0.ticket(ticket)?.failures == min(attempt, 2)
                        && $0.runs(of: ticket).filter { !$0.state.isLive }.count == attempt
                }
                if attempt == 3 { break }
                let retry = try #require(try await office.ticket(ticket).retryAt)
                #expect(retry > office.clock.now)
                office.clock.advance(by: Span(milliseconds: (retry - office.clock.now).milliseconds - 1))
                #expect(try await office.runs().count == attempt)
                try await alarm(office)
                office.clock.advance(by: Span(milliseconds: 1))
            }
            guard case .blocked(let blockage) = try await office.ticket(ticket).state else {
                Issue.record("a person should be asked")
                return
            }
            #expect(blockage.reason.contains("exited with status 3"))
            #expect(blockage.reason.contains("skein ticket reopen \(ticket)"))
        }
    }

    /// Waits until the reconciler has set its alarm for the parked ticket.
    private func alarm(_ office: Office) async throws {
        for _ in 1...2000 where office.clock.nextAlarm == nil { try await Task.sleep(for: .milliseconds(1)) }
        #expect(office.clock.nextAlarm != nil)
    }

    @Test("cancelling a ticket stops its process")
    func cancel() async throws {
        let office = try await Office { _ in nil }
        let ticket = try await office.create("long work")
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
            try await engine.perform(CancelTicket(ticket: ticket, reason: "not needed"), by: .person("test"))
            try await TestServer.wait(engine) { try $0.liveRuns().isEmpty }
        }
        #expect(office.world.processes.map(\.ending) == [.stopped])
        #expect(try await office.ticket(ticket).state == .cancelled)
    }

    @Test("a frozen workspace starts nothing until it is thawed")
    func freeze() async throws {
        let office = try await Office()
        let ticket = try await office.create("later")
        let freeze = FreezeWorkspace(person: "ada", reason: "night")
        try await office.store.perform(freeze, by: .person("ada"), at: office.clock.now)
        try await office.server().during { engine in
            let explanation = try await engine.explain(ticket)
            #expect(explanation.reasons.map(\.code) == ["frozen"])
            #expect(try await office.runs().isEmpty)
            try await engine.perform(Thaw(), by: .person("test"))
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
    }

    @Test("success without work is a failure")
    func noChange() async throws {
        let office = try await Office()
        let ticket = try await office.create("claims to be done", labels: ["idle"])
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.ticket(ticket)?.failures == 1 }
        }
        #expect(try await office.runs().first?.state == .ended(.failed(.noChange)))
    }
}
