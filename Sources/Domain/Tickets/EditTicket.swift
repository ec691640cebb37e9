/// Changes what a ticket says; a field that is nil stays as it is.
public struct EditTicket: Command {
    public let ticket: Ticket.ID
    public var title: String?
    public var body: String?
    public var assignee: Edit<Agent.ID>
    public var priority: Ticket.Priority?
    public var labels: [String]?
    public var parent: Edit<Ticket.ID>
    public var blockers: [Ticket.ID]?
    public var model: Edit<String>
    public var effort: Edit<String>

    public init(
        ticket: Ticket.ID, title: String? = nil, body: String? = nil, assignee: Edit<Agent.ID> = .keep,
        priority: Ticket.Priority? = nil, labels: [String]? = nil, parent: Edit<Ticket.ID> = .keep,
        blockers: [Ticket.ID]? = nil, model: Edit<String> = .keep, effort: Edit<String> = .keep
    ) {
        self.ticket = ticket
        self.title = title
        self.body = body
        self.assignee = assignee
        self.priority = priority
        self.labels = labels
        self.parent = parent
        self.blockers = blockers
        self.model = model
        self.effort = effort
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var ticket: Ticket?
        public var context: TicketContext

        public init(ticket: Ticket?, context: TicketContext) {
            self.ticket = ticket
            self.context = context
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.ticket else { throw .unknown(ticket) }
        if record.state.isClosed { throw .closed(record) }
        let content = edited(record.content)
        try content.check(slice.context, before: record.content)
        let open = try content.openBlockers(of: ticket, slice.context, before: record.content)
        if content == record.content { return [] }
        return [.ticket(ticket, .edited(content: content, openBlockers: open))]
    }

    /// The content as it would be.
    public func edited(_ content: Ticket.Content) -> Ticket.Content {
        var content = content
        content.title = title ?? content.title
        content.body = body ?? content.body
        content.assignee = assignee.applied(to: content.assignee)
        content.priority = priority ?? content.priority
        content.labels = labels ?? content.labels
        content.parent = parent.applied(to: content.parent)
        content.blockers = blockers ?? content.blockers
        content.model = model.applied(to: content.model)
        content.effort = effort.applied(to: content.effort)
        return content.withoutRepeats
    }
}

/// What becomes of a field that may say nothing.
public enum Edit<Value: Hashable & Sendable>: Hashable, Sendable {
    case keep
    case set(Value)
    case clear

    func applied(to value: Value?) -> Value? {
        switch self {
        case .keep: value
        case .set(let new): new
        case .clear: nil
        }
    }
}

extension Rejection {
    static func closed(_ ticket: Ticket) -> Rejection {
        Rejection(
            .ticketClosed, "\(ticket.id) is \(ticket.state.word) and stays so: create a new ticket for more work.")
    }
}
