import Domain
import Logging
import Storage
import TestKit
import Testing

@testable import Orchestration

@Suite("Rules over a real store")
struct RulesFollowerTests {
    private func office(_ rules: [String: Rule.Definition]) async throws -> Office {
        let office = try await Office()
        try await configure(office, rules)
        return office
    }

    private func configure(_ office: Office, _ rules: [String: Rule.Definition]) async throws {
        var configuration = office.configuration
        configuration.rules = Dictionary(uniqueKeysWithValues: rules.map { (Rule.ID(name: $0), $1) })
        try await office.store.perform(ApplyConfiguration(configuration), by: .person("test"), at: office.clock.now)
    }

    private func follower(_ office: Office) -> RulesFollower {
        RulesFollower(
            engine: Engine(
                store: office.store, clock: office.clock, feed: JournalFeed(store: office.store),
                logger: Logger(label: "test"), stateFolder: "/none"))
    }

    private func follow(_ office: Office) async { #expect(await follower(office).follow() == nil) }

    private func titles(_ office: Office) async throws -> [String] {
        try await office.store.read { try $0.tickets(states: [], before: nil, limit: 500).map(\.content.title) }
            .reversed()
    }

    private func comments(_ office: Office, _ ticket: Int64) async throws -> [Storage.Comment] {
        try await office.store.read { try $0.comments(of: Ticket.ID(number: ticket)) }
    }

    /// Ends a ticket's run as an agent that found nothing to do.
    private func finish(_ office: Office, _ ticket: Ticket.ID) async throws {
        let actor = Actor.server("test")
        try await office.store.perform(StartRun(ticket: ticket), by: actor, at: office.clock.now)
        let run = try #require(try await office.store.read { try $0.runs(of: ticket).last })
        try await office.store.perform(
            EndRun(run: run.id, token: run.lease.token, result: .nothingToDo(summary: "fine")), by: actor,
            at: office.clock.now)
    }

    private let announce = Rule.Definition(
        event: .ticketDone, filter: .init(title: "Build*"),
        action: .ticket(TicketTemplate(title: "Announce {title}: {summary} by {agent}", assignee: .init(name: "grace")))
    )

    @Test("an event has its ticket, once, with its cause, and why says where it comes from")
    func fires() async throws {
        let office = try await office(["announce": announce])
        let first = try await office.create("Build it", assignee: "ada")
        try await finish(office, try await office.create("Other", assignee: "ada"))
        try await finish(office, first)
        await follow(office)
        await follow(office)
        #expect(try await titles(office) == ["Build it", "Other", "Announce Build it: fine by ada"])
        #expect(try await office.journal().faults == [])
        let entries = try await office.store.read { try $0.journal(after: 0, limit: 200) }
        let done = try #require(entries.first { if case .ticket(first, .done) = $0.event { true } else { false } })
        #expect(entries.last?.cause == done.position && entries.last?.actor == "server:rules")
        let engine = Engine(
            store: office.store, clock: office.clock, feed: JournalFeed(store: office.store),
            logger: Logger(label: "test"), stateFolder: "/none")
        let why = try await engine.explain(Ticket.ID(number: 3))
        #expect(why.reasons.last?.sentence == "Rule announce wrote it about T-1.")
    }

    @Test("two servers that follow at once fire once")
    func race() async throws {
        let office = try await office(["announce": announce])
        for number in 1...10 { try await finish(office, try await office.create("Build \(number)", assignee: "ada")) }
        async let one: Void = follow(office)
        async let two: Void = follow(office)
        _ = await (one, two)
        #expect(try await titles(office).count == 20)
        #expect(try await office.journal().faults == [])
    }

    @Test("killed before any statement of the decision, nothing is lost and nothing happens twice", arguments: 1...30)
    func crash(call: Int) async throws {
        let both = ["announce": announce, "note": Rule.Definition(event: .ticketDone, action: .comment("Thanks."))]
        let office = try await office(both)
        try await finish(office, try await office.create("Build it", assignee: "ada"))
        let position = try await office.store.read { try $0.revision() }
        let now = office.clock.now
        // It fails, unless the decision takes fewer statements: then the server dies right after.
        do {
            try await office.store.write { transaction in
                let failing = FailingTransaction(transaction, at: call)
                try failing.perform(FollowRules(position: position), by: RuleFollowing.actor, at: now)
            }
        } catch is FailingTransaction.Broken {}
        await follow(office)
        #expect(try await titles(office) == ["Build it", "Announce Build it: fine by ada"])
        #expect(try await comments(office, 1).map(\.text) == ["Thanks."])
        #expect(try await office.journal().faults == [])
    }

    @Test("a rule that answers its own tickets stops after three, and says so where people look")
    func loop() async throws {
        let loop = Rule.Definition(event: .ticketCreated, action: .ticket(TicketTemplate(title: "More of {ticket}")))
        let office = try await office(["more": loop])
        try await office.create("First")
        await follow(office)
        #expect(try await titles(office) == ["First", "More of T-1", "More of T-2", "More of T-3"])
        let said = try await comments(office, 4)
        #expect(said.count == 1 && said[0].author == "rule more" && said[0].text.contains("`depth: 3` allows no more"))
        let rule = try #require(try await office.store.read { try $0.rules().first })
        #expect(rule.firings == 3 && rule.note == said[0].text)
        try await office.create("Second")
        await follow(office)
        #expect(try await titles(office).count == 8, "a person's ticket begins a chain of its own")
        #expect(try await office.journal().faults == [])
    }

    @Test("two rules that answer each other stop as well")
    func pingPong() async throws {
        let office = try await office([
            "ping": .init(
                event: .ticketCreated, filter: .init(label: "pong"),
                action: .ticket(TicketTemplate(title: "ping", labels: ["ping"])), depth: 2),
            "pong": .init(
                event: .ticketCreated, filter: .init(label: "ping"),
                action: .ticket(TicketTemplate(title: "pong", labels: ["pong"]))),
        ])
        try await office.create("start", labels: ["ping"])
        await follow(office)
        #expect(try await titles(office) == ["start", "pong", "ping", "pong", "ping", "pong"])
    }

    @Test("an agent that comments on every comment of a rule is answered three times")
    func thanks() async throws {
        let office = try await office(["thanks": .init(event: .ticketCommented, action: .comment("You are welcome."))])
        let ticket = try await office.create("Be kind", assignee: "ada")
        try await office.store.perform(StartRun(ticket: ticket), by: .server("test"), at: office.clock.now)
        for _ in 1...10 {
            let comment = CommentOnTicket(ticket: ticket, author: "ada", text: "Thank you!")
            let actor = Actor.agent(Agent.ID(name: "ada"), run: Run.ID(number: 1))
            try await office.store.perform(comment, by: actor, at: office.clock.now)
            await follow(office)
        }
        let said = try await comments(office, 1).filter { $0.author == "rule thanks" }
        #expect(said.count == 4 && said.last?.text.contains("allows no more") == true)
    }

    @Test("a message reaches its agent's box with the event's ticket, two of them at one event too")
    func message() async throws {
        let tell = { (name: String) in
            Rule.Definition(event: .ticketDone, action: .message(to: Agent.ID(name: name), text: "{title}: {summary}"))
        }
        let office = try await office(["one": tell("grace"), "two": tell("linus")])
        try await finish(office, try await office.create("Build it", assignee: "ada"))
        await follow(office)
        await follow(office)
        let sent = try await office.store.read { try $0.journal(after: 0, limit: 100) }.compactMap { entry in
            if case .message(_, .sent(let content)) = entry.event { content } else { nil }
        }
        #expect(sent.map(\.to.name) == ["grace", "linus"] && sent.allSatisfy { $0.text == "Build it: fine" })
        #expect(sent.allSatisfy { $0.chain.map(\.name) == ["ada"] && $0.ticket == Ticket.ID(number: 1) })
        #expect(try await office.journal().faults == [])
    }

    @Test("more than an hour allows is dropped and said once; the next hour goes on")
    func perHour() async throws {
        let office = try await office([
            "note": .init(event: .ticketCreated, action: .comment("Noted."), perHour: 5)
        ])
        for number in 1...20 { try await office.create("t\(number)") }
        await follow(office)
        let texts = try await office.store.read { transaction in
            try (1...20).flatMap { try transaction.comments(of: Ticket.ID(number: $0)).map(\.text) }
        }
        #expect(texts.count { $0 == "Noted." } == 5)
        #expect(texts.count { $0.contains("all that `perHour` allows") } == 1)
        office.clock.advance(by: .hours(2))
        let late = try await office.create("late")
        await follow(office)
        #expect(try await comments(office, late.number).map(\.text) == ["Noted."])
    }

    @Test("a rule is not about what happened before it was written, and what happens while none serves is not lost")
    func since() async throws {
        let office = try await office([:])
        try await finish(office, try await office.create("Build old", assignee: "ada"))
        await follow(office)
        try await configure(office, ["announce": announce])
        try await finish(office, try await office.create("Build new", assignee: "ada"))
        // Edited before anybody followed: the same rule still.
        var edited = announce
        edited.perHour = 7
        try await configure(office, ["announce": edited])
        await follow(office)
        #expect(try await titles(office) == ["Build old", "Build new", "Announce Build new: fine by ada"])
        try await configure(office, [:])
        try await finish(office, try await office.create("Build late", assignee: "ada"))
        try await configure(office, ["announce": announce])
        await follow(office)
        #expect(try await titles(office).count == 4)
    }

    @Test("entries that no rule is about are not read again by the next server")
    func cursor() async throws {
        let office = try await office(["announce": announce])
        for number in 1...510 { try await office.create("t\(number)") }
        await follow(office)
        let after = try await office.store.read { try $0.rulesToFollow().after }
        #expect(after >= 500)
        #expect(try await titles(office).count == 500)
    }
}
