/// Writes down a unit of work.
public struct CreateTicket: Command {
    public let content: Ticket.Content
    /// Not to be worked on until somebody reopens it.
    public let isBacklog: Bool
    /// The agents whose runs led to it.
    public let chain: [Agent.ID]

    public init(content: Ticket.Content, isBacklog: Bool = false, chain: [Agent.ID] = []) {
        self.content = content
        self.isBacklog = isBacklog
        self.chain = chain
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var next: Ticket.ID
        public var context: TicketContext

        public init(next: Ticket.ID, context: TicketContext) {
            self.next = next
            self.context = context
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        let content = content.withoutRepeats
        try content.check(slice.context)
        let open = try content.openBlockers(of: slice.next, slice.context)
        return [
            .ticket(
                slice.next, .created(content: content, openBlockers: open, isBacklog: isBacklog, chain: chain))
        ]
    }
}
