import Domain
import Orchestration
import Storage
import TestKit
import Testing

@Suite("Wakes: who has mail and nothing to do", .timeLimit(.minutes(2)))
struct WakesReconcilerTests {
    /// Twelve agents with a heartbeat of ten minutes, each with a ticket that it has done.
    private func company() async throws -> (Office, tickets: [Ticket.ID]) {
        let office = try await Office { ticket in
            ticket.purpose == .wake ? .nothingToDo(summary: "read") : .finished(summary: "did it")
        }
        var configuration = office.configuration
        let names = (1...12).map { "agent\($0)" }
        configuration.agents = Dictionary(
            uniqueKeysWithValues: names.map { name in
                let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
                return (Agent.ID(name: name), Agent.Definition(harness: harness, heartbeat: .minutes(10)))
            })
        try await office.store.perform(ApplyConfiguration(configuration), by: .person("test"), at: office.clock.now)
        var tickets: [Ticket.ID] = []
        for name in names { tickets.append(try await office.create("work", assignee: name)) }
        return (office, tickets)
    }

    @Test("a company that has nothing to do for a week starts nothing; one comment wakes exactly one agent")
    func week() async throws {
        let (office, tickets) = try await company()
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
            let before = try await office.runs().count
            let revision = try await office.store.read { try $0.revision() }
            for _ in 1...(7 * 24 * 6) { office.clock.advance(by: .minutes(10)) }
            try await Task.sleep(for: .milliseconds(200))
            #expect(try await office.runs().count == before)
            #expect(try await office.store.read { try $0.revision() } == revision, "not even the journal grew")

            let comment = CommentOnTicket(ticket: tickets[4], author: "mara", text: "Why so?")
            try await engine.perform(comment, by: .person("mara"))
            try await TestServer.wait(engine) { transaction in
                try transaction.runs(before: nil, limit: 1).first?.state.word == "ended"
                    && transaction.messages(to: nil, state: "acted", before: nil, limit: 9).count == 1
            }
            let woken = try await office.runs().prefix(office.runs().count - before)
            #expect(woken.map(\.agent.name) == ["agent5"])
            for _ in 1...100 { office.clock.advance(by: .minutes(10)) }
            try await Task.sleep(for: .milliseconds(200))
            #expect(try await office.runs().count == before + 1, "and never again for the same comment")
        }
        #expect(try await office.journal().faults == [])
    }

    @Test("a second comment waits for the next heartbeat")
    func heartbeat() async throws {
        let (office, tickets) = try await company()
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
            let before = try await office.runs().count
            let comment = CommentOnTicket(ticket: tickets[0], author: "mara", text: "And now?")
            try await engine.perform(comment, by: .person("mara"))
            try await office.clock.waitForAlarm(at: office.clock.now + .minutes(10))
            #expect(try await office.runs().count == before)
            office.clock.advance(by: .minutes(10))
            try await TestServer.wait(engine) { try $0.runs(before: nil, limit: 99).count == before + 1 }
        }
    }

    @Test("mail is not lost and wakes nobody twice, wherever the server dies")
    func crashes() async throws {
        for step in 1...60 where try await !deliver(killedAt: step) { return }
        Issue.record("no step was the last")
    }

    /// - Returns: whether the server was killed before everything was done.
    private func deliver(killedAt step: Int) async throws -> Bool {
        let office = try await Office { _ in .nothingToDo(summary: "read") }
        let letter = SendMessage(.person("mara"), to: Agent.ID(name: "ada"), text: "look")
        try await office.store.perform(letter, by: .person("mara"), at: office.clock.now)
        office.world.killServer(at: step)
        let isKilled = try await office.server().during { engine in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await Self.settle(engine)
                    return false
                }
                group.addTask {
                    await office.world.serverDeath()
                    return true
                }
                defer { group.cancelAll() }
                return try await group.next() ?? false
            }
        }
        office.world.beginNewServer()
        try await office.server().during { try await Self.settle($0) }
        #expect(try await office.runs().count == 1, "killed at step \(step)")
        #expect(office.world.violations == [], "killed at step \(step)")
        #expect(try await office.journal().faults == [], "killed at step \(step)")
        return isKilled
    }

    private static func settle(_ engine: Engine) async throws {
        try await TestServer.wait(engine) { transaction in
            try transaction.messages(to: nil, state: "acted", before: nil, limit: 9).count == 1
                && transaction.allTickets(are: ["done"])
        }
    }
}
