import Domain
import Foundation
import Logging
import Storage
import TestKit
import Testing

@testable import Orchestration

@Suite("Schedules over a real store")
struct SchedulesReconcilerTests {
    private static let zones = ZoneTable()

    private func office(_ definition: Schedule.Definition) async throws -> Office {
        let office = try await Office()
        var configuration = office.configuration
        configuration.schedules = [Schedule.ID(name: "news"): definition]
        try await office.store.perform(ApplyConfiguration(configuration), by: .person("test"), at: office.clock.now)
        return office
    }

    private func engine(_ office: Office) -> Engine {
        Engine(
            store: office.store, clock: office.clock, feed: JournalFeed(store: office.store),
            logger: Logger(label: "test"), stateFolder: "/none")
    }

    private func pass(_ office: Office) async -> Instant? {
        await SchedulesReconciler(engine: engine(office), zones: Self.zones).reconcile()
    }

    private func titles(_ office: Office) async throws -> [String] {
        try await office.store.read { try $0.tickets(states: [], before: nil, limit: 100).map(\.content.title) }
    }

    private func definition(_ cron: String) throws -> Schedule.Definition {
        Schedule.Definition(
            cron: try Cron(cron), zone: "Europe/Berlin",
            ticket: TicketTemplate(
                title: "News of {date} {time}", project: Office.web, assignee: Agent.ID(name: "ada"), labels: ["news"]))
    }

    @Test("a ticket is written at its time in its zone, however many servers look, and the journal verifies")
    func writes() async throws {
        let office = try await office(try definition("0 9 * * *"))
        // 2023-11-14 22:13:20 UTC; the next 09:00 in Berlin is 08:00 UTC.
        let next = Instant(milliseconds: 1_700_035_200_000)
        #expect(await pass(office) == next)
        office.clock.advance(by: next - office.clock.now)
        async let one = pass(office)
        async let two = pass(office)
        _ = await (one, two)
        #expect(try await titles(office) == ["News of 2023-11-15 09:00"])
        let ticket = try await office.ticket(Ticket.ID(number: 1))
        #expect(ticket.content.labels == ["news"] && ticket.content.assignee == Agent.ID(name: "ada"))
        #expect(try await office.journal().faults == [])
        let actors = try await office.store.read { try $0.journal(after: 0, limit: 100).suffix(2).map(\.actor) }
        #expect(actors == ["server:schedule:news", "server:schedule:news"])
    }

    @Test("a failing write leaves nothing behind, and the next look makes up for it", arguments: 1...12)
    func crash(call: Int) async throws {
        let office = try await office(try definition("@hourly"))
        office.clock.advance(by: .hours(2))
        let now = office.clock.now
        let due = try #require(
            Occurrences(try Cron("@hourly"), in: .utc).latest(until: now, after: Instant(milliseconds: 0)))
        let command = FireSchedule(schedule: Schedule.ID(name: "news"), due: due, missed: 0, offset: 3600)
        struct Crash: Error {}
        await #expect(throws: (any Error).self) {
            try await office.store.write { transaction in
                let counting = FailingTransaction(transaction, at: call)
                try counting.perform(command, by: .server("test"), at: now)
                // The process dies before the transaction is committed.
                throw Crash()
            }
        }
        #expect(try await titles(office).isEmpty)
        _ = await pass(office)
        _ = await pass(office)
        #expect(try await titles(office).count == 1)
        #expect(try await office.journal().faults == [])
    }

    @Test("a person has a schedule write at once, and its times stay as they are")
    func run() async throws {
        let office = try await office(try definition("0 9 * * *"))
        let next = await pass(office)
        let id = try await engine(office).run(Schedule.ID(name: "news"), Self.zones, by: .person("mara"))
        #expect(id == Ticket.ID(number: 1))
        #expect(try await titles(office) == ["News of 2023-11-14 23:13"])
        #expect(await pass(office) == next)
        let rejection = await #expect(throws: Rejection.self) {
            try await engine(office).run(Schedule.ID(name: "newz"), Self.zones, by: .person("mara"))
        }
        #expect(rejection?.code == .unknownSchedule && rejection?.sentence.contains("did you mean news") == true)
    }

    @Test("twelve agents idle for a week with a heartbeat every ten minutes; a comment has one of them look, once")
    func heartbeats() async throws {
        let office = try await Office()
        let names = (1...12).map { "agent-\($0)" }
        var configuration = office.configuration
        for name in names {
            let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
            configuration.agents[Agent.ID(name: name)] = Agent.Definition(harness: harness)
            configuration.schedules[Schedule.ID(name: name)] = Schedule.Definition(
                cron: try Cron("*/10 * * * *"), onlyIf: .agentNews,
                ticket: TicketTemplate(title: "Look around", project: Office.web, assignee: Agent.ID(name: name)))
        }
        try await office.store.perform(ApplyConfiguration(configuration), by: .person("test"), at: office.clock.now)
        let ticket = try await office.create("Old", assignee: "agent-7")
        let reconciler = SchedulesReconciler(engine: engine(office), zones: Self.zones)
        // Its run is what the agent knows of.
        let actor = Actor.server("test")
        try await office.store.perform(StartRun(ticket: ticket), by: actor, at: office.clock.now)
        let run = try #require(try await office.store.read { try $0.runs(of: ticket).last })
        try await office.store.perform(
            EndRun(run: run.id, token: run.lease.token, result: .nothingToDo(summary: "fine")), by: actor,
            at: office.clock.now)
        let before = try await office.store.read { try $0.revision() }
        for _ in 1...(6 * 24 * 7) {
            let next = try #require(await reconciler.reconcile())
            #expect(next > office.clock.now && next <= office.clock.now + .minutes(10))
            office.clock.advance(by: next - office.clock.now)
        }
        #expect(try await office.store.read { try $0.revision() } == before, "nothing was written in a week")
        office.clock.advance(by: .minutes(3))
        let comment = CommentOnTicket(ticket: ticket, author: "mara", text: "One more thing.")
        try await office.store.perform(comment, by: .person("mara"), at: office.clock.now)
        _ = await reconciler.reconcile()
        #expect(try await titles(office) == ["Old"], "not before its time")
        for _ in 1...20 {
            office.clock.advance(by: .minutes(10))
            _ = await reconciler.reconcile()
        }
        #expect(try await titles(office) == ["Look around", "Old"])
        let written = try await office.ticket(Ticket.ID(number: 2))
        #expect(written.content.assignee?.name == "agent-7")
    }

    @Test(
        "what an agent does itself is no news to it, what one with a name like its own does is",
        arguments: [
            ("agent_1", 0), ("agent-1", 1), ("agent_12", 1),
        ])
    func whoseNews(author: String, expected: Int) async throws {
        let office = try await Office()
        var configuration = office.configuration
        for name in ["agent_1", "agent-1", "agent_12"] {
            configuration.agents[Agent.ID(name: name)] = Agent.Definition(
                harness: .command(CommandHarness(argv: ["true"])))
        }
        configuration.schedules[Schedule.ID(name: "look")] = Schedule.Definition(
            cron: try Cron("@hourly"), onlyIf: .agentNews,
            ticket: TicketTemplate(title: "Look", project: Office.web, assignee: Agent.ID(name: "agent_1")))
        let ticket = try await office.create("Old")
        let actor = Actor.agent(Agent.ID(name: author), run: Run.ID(number: 1))
        try await office.store.perform(ApplyConfiguration(configuration), by: .person("test"), at: office.clock.now)
        let assign = EditTicket(ticket: ticket, assignee: .set(Agent.ID(name: "agent_1")))
        try await office.store.perform(assign, by: .server("test"), at: office.clock.now)
        let comment = CommentOnTicket(ticket: ticket, author: author, text: "Well.")
        try await office.store.perform(comment, by: actor, at: office.clock.now)
        office.clock.advance(by: .hours(1))
        _ = await pass(office)
        #expect(try await titles(office).count == 1 + expected)
    }

    @Test("with projectNews the schedule's own tickets are no news to it")
    func projectNews() async throws {
        var definition = try definition("@hourly")
        definition.onlyIf = .projectNews
        let office = try await office(definition)
        let reconciler = SchedulesReconciler(engine: engine(office), zones: Self.zones)
        let hours = { (count: Int) in
            for _ in 0..<count {
                office.clock.advance(by: .hours(1))
                _ = await reconciler.reconcile()
            }
        }
        await hours(5)
        #expect(try await titles(office).isEmpty)
        try await office.create("Something")
        await hours(3)
        #expect(try await titles(office).count == 2)
        try await office.store.perform(
            CancelTicket(ticket: Ticket.ID(number: 2), reason: ""), by: .server("test"), at: office.clock.now)
        await hours(5)
        #expect(try await titles(office).count == 2)
        try await office.store.perform(
            CancelTicket(ticket: Ticket.ID(number: 1), reason: ""), by: .person("mara"), at: office.clock.now)
        await hours(2)
        #expect(try await titles(office).count == 3)
    }

    @Test("a schedule that is taken out of the files writes nothing more, and one that comes back begins anew")
    func retired() async throws {
        let definition = try definition("@hourly")
        let office = try await office(definition)
        try await office.store.perform(
            ApplyConfiguration(office.configuration), by: .person("test"), at: office.clock.now)
        office.clock.advance(by: .hours(30))
        #expect(await pass(office) == nil)
        var configuration = office.configuration
        configuration.schedules = [Schedule.ID(name: "news"): definition]
        try await office.store.perform(ApplyConfiguration(configuration), by: .person("test"), at: office.clock.now)
        let next = try #require(await pass(office))
        #expect(next > office.clock.now && next <= office.clock.now + .hours(1))
        #expect(try await titles(office).isEmpty)
    }

    @Test(
        "the table of zones is that of the system", arguments: ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"])
    func zones(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let now = Instant(milliseconds: 1_790_000_000_000)
        let offsets = try #require(Self.zones.offsets(of: name, at: now))
        let wrong = stride(from: Int64(-9000), to: 80_000, by: 7).map { now + .hours($0) }.filter { instant in
            let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
            return offsets.offset(at: instant) != Int64(zone.secondsFromGMT(for: date))
        }
        #expect(wrong == [])
        #expect(Self.zones.offsets(of: "Europe/Atlantis", at: now) == nil)
    }
}
