import Testing

@testable import Domain

@Suite("Rules on events")
struct RuleTests {
    private static let check = Rule.ID(name: "check")

    private func rule(
        _ action: Rule.Action = .ticket(TicketTemplate(title: "Check {ticket}: {title}", body: "{summary}")),
        event: Occasion.Kind = .ticketDone, filter: Rule.Filter = Rule.Filter(), depth: Int = 3, perHour: Int = 60
    ) -> Rule {
        var rule = Rule(id: Self.check)
        let definition = Rule.Definition(
            event: event, filter: filter, action: action, depth: depth, perHour: perHour)
        rule.apply(.configured(definition: definition), at: Given.now)
        return rule
    }

    private func occasion(
        _ summary: String = "did it", isByPerson: Bool = false, title: String = "Mend the gate"
    )
        -> Occasion
    {
        var content = Ticket.Content(title: title, project: Given.web, assignee: Given.ada, labels: ["bug"])
        content.body = "{summary} of {ticket}"
        return Occasion(
            position: 9, kind: .ticketDone, ticket: Given.ticket(content: content), agent: Given.ada, summary: summary,
            isByPerson: isByPerson)
    }

    private func standing(
        _ rule: Rule, depth: Int = 0, inLastHour: Int = 0, hasStopped: Bool = false
    )
        -> FollowRules.Standing
    {
        let context = TicketContext(
            project: Given.project(), assignee: nil, knownProjects: [Given.web], knownAgents: [])
        return .init(rule: rule, depth: depth, inLastHour: inLastHour, hasStopped: hasStopped, context: context)
    }

    private func decide(_ standings: [FollowRules.Standing], _ occasion: Occasion) throws -> [Event] {
        let slice = FollowRules.Slice(
            occasion: occasion, isDecided: false, rules: standings, next: Ticket.ID(number: 5))
        return try FollowRules(position: 9).decide(slice, at: Given.now)
    }

    @Test("what others wrote is filled in as it stands, and never read for places")
    func words() throws {
        let events = try decide([standing(rule())], occasion("{title} {agent} \u{0}$(rm) {"))
        guard case .ticket(_, .created(let content, _, _, _, _))? = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(content.title == "Check T-1: Mend the gate")
        #expect(content.body == "{title} {agent} $(rm) {")
        #expect(
            events.last
                == .rule(
                    Self.check, .fired(position: 9, ticket: Given.one, wrote: .ticket(id: .init(number: 5)), depth: 1)))
    }

    @Test("a long summary with line breaks becomes a title that may be")
    func longTitle() throws {
        let long = String(repeating: "ü\n", count: 2000)
        let template = TicketTemplate(title: "{summary}")
        let events = try decide([standing(rule(.ticket(template)))], occasion(long))
        guard case .ticket(_, .created(let content, _, _, _, _))? = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(content.title.utf8.count <= 500 && content.title.hasSuffix("…") && !content.title.contains("\n"))
    }

    @Test("two rules write two tickets with identifiers of their own")
    func two() throws {
        var other = rule()
        other = Rule(id: Rule.ID(name: "announce"))
        other.apply(.configured(definition: rule().definition), at: Given.now)
        let events = try decide([standing(other), standing(rule())], occasion())
        #expect(events.map(\.name) == ["ticket.created", "rule.fired", "ticket.created", "rule.fired"])
        let ids = events.compactMap { if case .ticket(let id, _) = $0 { id.number } else { nil } }
        #expect(ids == [5, 6])
    }

    @Test("at its limits a rule stops, says so at the ticket, once")
    func limits() throws {
        let names = { (standing: FollowRules.Standing) in try decide([standing], occasion()).map(\.name) }
        #expect(try names(standing(rule(), depth: 2)) == ["ticket.created", "rule.fired"])
        #expect(try names(standing(rule(), depth: 3)) == ["ticket.commented", "rule.stopped"])
        #expect(try names(standing(rule(), depth: 3, hasStopped: true)) == [])
        #expect(try names(standing(rule(), inLastHour: 59)) == ["ticket.created", "rule.fired"])
        let events = try decide([standing(rule(), inLastHour: 60)], occasion())
        #expect(events.map(\.name) == ["ticket.commented", "rule.stopped"])
        var stopped = rule()
        for case .rule(_, let event) in events { stopped.apply(event, at: Given.now) }
        #expect(stopped.note.contains("60 times within an hour"))
        #expect(try names(standing(stopped, inLastHour: 61)) == [])
    }

    @Test("a person's act begins a chain of its own")
    func person() throws {
        let events = try decide([standing(rule(), depth: 3)], occasion(isByPerson: true))
        #expect(events.map(\.name) == ["ticket.created", "rule.fired"])
    }

    @Test("a ticket that cannot be written is told once")
    func refused() throws {
        var standing = standing(rule())
        standing.context = TicketContext(project: nil, assignee: nil, knownProjects: [], knownAgents: [])
        let events = try decide([standing], occasion())
        #expect(events.map(\.name) == ["ticket.commented", "rule.stopped"])
        for case .rule(_, let event) in events { standing.rule.apply(event, at: Given.now) }
        #expect(standing.rule.note.contains("There is no project web"))
        #expect(try decide([standing], occasion()) == [])
    }

    @Test("an entry that had its answer gets no other")
    func decided() throws {
        let slice = FollowRules.Slice(
            occasion: occasion(), isDecided: true, rules: [standing(rule())], next: Ticket.ID(number: 5))
        #expect(try FollowRules(position: 9).decide(slice, at: Given.now) == [])
    }

    @Test(arguments: [
        (Rule.Filter(), true), (.init(project: Given.web), true), (.init(project: .init(name: "docs")), false),
        (.init(agent: Given.ada), true), (.init(agent: .init(name: "bob")), false), (.init(label: "bug"), true),
        (.init(label: "bu"), false), (.init(title: "mend*"), true), (.init(title: "mend"), false),
        (.init(title: "*GATE"), true), (.init(title: "m*d*e g*te"), true), (.init(title: "*fence*"), false),
        (.init(title: "*"), true), (.init(project: Given.web, label: "other"), false),
    ])
    func filters(filter: Rule.Filter, isMet: Bool) {
        #expect(rule(filter: filter).isAbout(occasion()) == isMet)
        #expect(!rule(event: .ticketBlocked, filter: filter).isAbout(occasion()))
    }

    @Test("a ticket that only brings mail is no rule's matter, and a chain of causes goes on through a rule")
    func mail() throws {
        var content = occasion().ticket
        content.purpose = .wake
        let mail = Occasion(
            position: 9, kind: .ticketDone, ticket: content, agent: Given.ada, summary: "", isByPerson: false)
        #expect(try decide([standing(rule())], mail) == [])
        content.purpose = .work
        content.chain = [Agent.ID(name: "bob")]
        let work = Occasion(
            position: 9, kind: .ticketDone, ticket: content, agent: Given.ada, summary: "", isByPerson: false)
        guard case .ticket(_, .created(_, _, _, _, let chain))? = try decide([standing(rule())], work).first else {
            Issue.record("nothing was written")
            return
        }
        #expect(chain.map(\.name) == ["bob", "ada"])
    }

    @Test("a pattern takes no longer for a hostile text")
    func pattern() {
        let text = String(repeating: "a", count: 500)
        #expect(!text.matches(pattern: String(repeating: "*a", count: 100) + "b"))
        #expect("".matches(pattern: "") && "".matches(pattern: "**") && !"a".matches(pattern: ""))
    }
}
