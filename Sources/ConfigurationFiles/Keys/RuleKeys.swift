import Domain

/// What `on.NAME` says, before it is known whether it says one thing to do.
struct RuleDraft: Draft {
    var event: Occasion.Kind?
    var filter = Rule.Filter()
    var ticket: TicketTemplate?
    var comment: String?
    var message: RuleMessage?
    var depth = Rule.Definition(event: .ticketDone, action: .comment("")).depth
    var perHour = Rule.Definition(event: .ticketDone, action: .comment("")).perHour

    static var blank: RuleDraft { RuleDraft() }

    /// How many things it says are to be done.
    var actions: Int { [ticket != nil, comment != nil, message != nil].count { $0 } }

    private var action: Rule.Action? {
        if let ticket { return .ticket(ticket) }
        if let comment { return .comment(comment) }
        return message.map { .message(to: Agent.ID(name: $0.to), text: $0.text) }
    }

    /// Nil while something is missing, which was reported.
    var definition: Rule.Definition? {
        guard let event, let action else { return nil }
        return Rule.Definition(event: event, filter: filter, action: action, depth: depth, perHour: perHour)
    }
}

/// What `on.NAME.message` says.
struct RuleMessage: Draft {
    var to = ""
    var text = ""

    static var blank: RuleMessage { RuleMessage() }
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
        Key("message", message) { value, target, reading in
            var message = RuleMessage.blank
            reading.section(value, Key<RuleMessage>.message, "a message", into: &message)
            target.message = message
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

    private static var message: KeyPage {
        KeyPage(
            type: "a map", standard: "none", bounds: "see `message` below",
            example: "message: { to: ada, text: \"{ticket} is done.\" }",
            meaning: "A message to an agent, in the place of a ticket or a comment.")
    }
}

extension Key<RuleMessage> {
    /// The keys of `on.NAME.message`.
    static let message: [Key] = [
        Key("to", page("the name of an agent", "a file in `agents/`", "to: ada", "Who gets it."), isRequired: true) {
            value, target, reading in
            if let name = reading.name(value, "agent") { target.to = name }
        },
        Key(
            "text", page("a text", "1 to 16384 bytes", "text: \"{ticket} is done.\"", "What it says."),
            isRequired: true
        ) { value, target, reading in
            if let text = reading.text(value, limit: 16_384) { target.text = text }
        },
    ]

    private static func page(_ type: String, _ bounds: String, _ example: String, _ meaning: String) -> KeyPage {
        KeyPage(type: type, standard: "must be written", bounds: bounds, example: example, meaning: meaning)
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
