import Domain

extension TicketTemplate: Draft {
    static var blank: TicketTemplate { TicketTemplate(title: "") }
}

extension Key<TicketTemplate> {
    /// The keys of a ticket that is written later.
    static let template: [Key] = [
        Key("title", title, isRequired: true) { value, target, reading in
            if let title = reading.line(value, limit: 500) { target.title = title }
        },
        Key("text", body) { value, target, reading in
            if let body = reading.text(value, limit: 65_536) { target.body = body }
        },
        Key("project", project) { value, target, reading in
            target.project = reading.name(value, "project").map(Project.ID.init)
        },
        Key("assignee", assignee) { value, target, reading in
            target.assignee = reading.name(value, "agent").map(Agent.ID.init)
        },
        .choice("priority", \.priority, example: .high, "How soon."),
        Key("labels", labels) { value, target, reading in
            if let labels = reading.labels(value) { target.labels = labels }
        },
    ]

    private static var title: KeyPage {
        KeyPage(
            type: "a text", standard: "must be written", bounds: "one line, 1 to 500 bytes",
            example: "title: \"News of {date}\"", meaning: "The title, with places in braces that are filled in.")
    }

    private static var body: KeyPage {
        KeyPage(
            type: "a text", standard: "none", bounds: "1 to 65536 bytes", example: "text: Read the feeds.",
            meaning: "The text, with the same places.")
    }

    private static var project: KeyPage {
        KeyPage(
            type: "the name of a project", standard: "the only one", bounds: "one of `projects`",
            example: "project: web", meaning: "The project that the ticket is of.")
    }

    private static var assignee: KeyPage {
        KeyPage(
            type: "the name of an agent", standard: "any agent that accepts the project",
            bounds: "a file in `agents/`", example: "assignee: ada", meaning: "Who works on it.")
    }

    private static var labels: KeyPage {
        KeyPage(
            type: "a list of texts", standard: "`[]`", bounds: "at most 32 of 64 bytes each",
            example: "labels: [weekly]", meaning: "The ticket's labels.")
    }
}

extension Reading {
    /// At most 32, each on one line.
    func labels(_ value: Value) -> [String]? {
        guard let items = items(value, expecting: "a list of labels") else { return nil }
        if items.count > 32 { report(value, "expected at most 32 labels, found \(items.count)") }
        let read = items.prefix(32).compactMap { line($0, limit: 64) }
        return read.count == items.count ? read : nil
    }
}
