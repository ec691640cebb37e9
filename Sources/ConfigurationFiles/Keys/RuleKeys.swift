import Domain

/// What `on.NAME` says, before it is known whether it says one thing to do.
struct RuleDraft: Draft {
    var event: Occasion.Kind?
    var filter = Rule.Filter()
    var ticket: TicketTemplate?
    var comment: String?
    var depth = Rule.Definition(event: .ticketDone, action: .comment("")).depth
    var perHour = Rule.Definition(event: .ticketDone, action: .comment("")).perHour

    static var blank: RuleDraft { RuleDraft() }

    /// Nil while something is missing, which was reported.
    var definition: Rule.Definition? {
        guard let event, let action = ticket.map(Rule.Action.ticket) ?? comment.map(Rule.Action.comment) else {
            return nil
        }
        return Rule.Definition(event: event, filter: filter, action: action, depth: depth, perHour: perHour)
    }
}

extension Rule.Filter: Draft {
    static var blank: Rule.Filter { Rule.Filter() }
}

extension Key<RuleDraft> {
    /// The keys of `on.NAME`.
    static let rule: [Key] = [
        Key("event", event, isRequired: true) { value, target, reading in
            let word = reading.choice(value, among: Occasion.Kind.allCases.map(\.rawValue))
            target.event = word.flatMap { Occasion.Kind(rawValue: $0) }
        },
        .section(
            "where", \.filter, Key<Rule.Filter>.filter, example: "{ label: bug, agent: ada }",
            "What the event's ticket must be like; all of it."),
        Key("ticket", ticket) { value, target, reading in
            var template = TicketTemplate.blank
            reading.section(value, Key<TicketTemplate>.template, "a ticket", into: &template)
            target.ticket = template
        },
        Key("comment", comment) { value, target, reading in
            target.comment = reading.text(value, limit: 65_536)
        },
        .count(
            "depth", \.depth, 1...100, example: 1,
            "How often the rule may fire in one chain: for tickets and comments that come from what it wrote itself. A "
                + "person's act begins a new chain."),
        .count(
            "perHour", \.perHour, 1...10_000, example: 10,
            "How often it may fire within an hour; what comes after that is not made up for."),
    ]

    private static var event: KeyPage {
        KeyPage(
            type: Occasion.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "),
            standard: "must be written", bounds: "", example: "event: ticket.done",
            meaning: "What must happen; conflicts are `change.rejected` too.")
    }

    private static var ticket: KeyPage {
        KeyPage(
            type: "a map", standard: "none", bounds: "see `ticket` above; its project is the event's by default",
            example: "ticket: { title: \"Announce {title}\", assignee: ada }",
            meaning: "A ticket that is written then.")
    }

    private static var comment: KeyPage {
        KeyPage(
            type: "a text", standard: "none", bounds: "1 to 65536 bytes", example: "comment: \"Please mind the docs.\"",
            meaning: "A comment on the event's ticket, in the place of a ticket of its own.")
    }
}

extension Key<Rule.Filter> {
    /// The keys of `on.NAME.where`.
    static let filter: [Key] = [
        Key("project", page("project: web", "The ticket is of this project.")) { value, target, reading in
            target.project = reading.name(value, "project").map(Project.ID.init)
        },
        Key("agent", page("agent: ada", "This agent did it; of events that no agent did, who the ticket is of.")) {
            value, target, reading in
            target.agent = reading.name(value, "agent").map(Agent.ID.init)
        },
        Key("label", page("label: bug", "The ticket carries this label.")) { value, target, reading in
            target.label = reading.line(value, limit: 64)
        },
        Key("title", page("title: \"Release *\"", "The title is like this; `*` is any text, case does not matter.")) {
            value, target, reading in
            target.title = reading.line(value)
        },
    ]

    private static func page(_ example: String, _ meaning: String) -> KeyPage {
        KeyPage(type: "a text", standard: "any", bounds: "one line", example: example, meaning: meaning)
    }
}

extension Reading {
    func rules(_ value: Value) -> [Rule.ID: RuleDraft] {
        guard let pairs = pairs(value, expecting: "a map of rules") else { return [:] }
        var found: [Rule.ID: RuleDraft] = [:]
        for (name, child) in pairs where check(name: name, "rule", at: child.place) {
            var draft = RuleDraft.blank
            let example = "\(name): { event: ticket.done, ticket: { title: \"Check {ticket}\" } }"
            section(child.showing(example), Key<RuleDraft>.rule, "rule \(name)", into: &draft)
            found[Rule.ID(name: name)] = draft
        }
        return found
    }
}
