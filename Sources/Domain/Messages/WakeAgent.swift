/// An agent has mail and nothing to do that would bring it: it gets a ticket for that.
public struct WakeAgent: Command {
    public let agent: Agent.ID

    public init(agent: Agent.ID) {
        self.agent = agent
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var agent: Agent?
        /// The oldest message to it that no run has got.
        public var oldest: Message?
        /// Its ticket for mail, when there is one that is not closed.
        public var open: Ticket.ID?
        public var next: Ticket.ID
        /// Where it may work, the most fitting first.
        public var projects: [Project.ID]

        public init(agent: Agent?, oldest: Message?, open: Ticket.ID?, next: Ticket.ID, projects: [Project.ID]) {
            self.agent = agent
            self.oldest = oldest
            self.open = open
            self.next = next
            self.projects = projects
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.agent else { throw .unknown(agent, known: []) }
        let project = slice.projects.first { record.definition.accepts($0) }
        guard slice.oldest != nil, slice.open == nil, !record.isRetired, let project else { return [] }
        let content = Ticket.Content(title: "Mail for \(agent)", body: Self.text, project: project, assignee: agent)
        return [.ticket(slice.next, .created(content: content, openBlockers: [], isBacklog: false, purpose: .wake))]
    }

    private static let text = """
        Something is new for you: see below. Do what it asks of you, no more, and end your turn. Nobody waits for an \
        answer that says nothing; thanks need none.
        """
}

/// A ticket for mail whose mail another run got meanwhile is done.
public struct CloseWake: Command {
    public let ticket: Ticket.ID

    public init(ticket: Ticket.ID) {
        self.ticket = ticket
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var ticket: Ticket?
        /// Messages to its agent that no run has got.
        public var waiting: Int

        public init(ticket: Ticket?, waiting: Int) {
            self.ticket = ticket
            self.waiting = waiting
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.ticket else { throw .unknown(ticket) }
        guard record.purpose == .wake, record.state == .todo, slice.waiting == 0 else { return [] }
        return [.ticket(ticket, .done(summary: "another run got the mail"))]
    }
}
