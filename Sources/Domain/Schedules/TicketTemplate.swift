/// A ticket that a schedule or a rule writes, with places that are filled in.
public struct TicketTemplate: Hashable, Sendable, Codable {
    public var title: String
    public var body: String
    /// Nil: the project of the ticket that it is about.
    public var project: Project.ID?
    public var assignee: Agent.ID?
    public var priority: Ticket.Priority
    public var labels: [String]

    public init(
        title: String, body: String = "", project: Project.ID? = nil, assignee: Agent.ID? = nil,
        priority: Ticket.Priority = .normal, labels: [String] = []
    ) {
        self.title = title
        self.body = body
        self.project = project
        self.assignee = assignee
        self.priority = priority
        self.labels = labels
    }

    /// The ticket's content, with `{name}` replaced by what `words` has for it.
    public func content(_ words: [String: String], project other: Project.ID) -> Ticket.Content {
        Ticket.Content(
            title: title.filled(with: words).asTitle, body: body.filled(with: words).cut(toBytes: TicketLimits.text),
            project: project ?? other, assignee: assignee, priority: priority, labels: labels)
    }
}

extension String {
    /// Every `{name}` that `words` has, replaced once: what is filled in is never read for further places.
    func filled(with words: [String: String]) -> String {
        var filled = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            rest = rest[open...]
            if let close = rest.firstIndex(of: "}"), let word = words[String(rest[rest.index(after: open)..<close])] {
                filled += word.withoutNull
                rest = rest[rest.index(after: close)...]
            } else {
                filled.append(rest.removeFirst())
            }
        }
        return filled + rest
    }

    /// On one line without control characters, as long as a title may be.
    fileprivate var asTitle: String {
        let line = String(map { String($0).hasControlCharacters ? " " : $0 })
        return line.cut(toBytes: TicketLimits.title)
    }

    /// At most so many bytes, the last character whole.
    func cut(toBytes bytes: Int) -> String {
        if utf8.count <= bytes { return self }
        var size = "…".utf8.count
        let kept = prefix { character in
            size += character.utf8.count
            return size <= bytes
        }
        return kept + "…"
    }
}
