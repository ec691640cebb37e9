/// A person sets a ticket going: from the backlog, from blocked, or at once instead of after its back-off.
public struct ReopenTicket: Command {
    public let ticket: Ticket.ID

    public init(ticket: Ticket.ID) {
        self.ticket = ticket
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var ticket: Ticket?
        /// The ticket's change that is held, when there is one.
        public var held: Change?

        public init(ticket: Ticket?, held: Change?) {
            self.ticket = ticket
            self.held = held
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.ticket else { throw .unknown(ticket) }
        switch record.state {
        case .backlog, .blocked: return [.ticket(ticket, .reopened)]
        case .todo: return record.retryAt == nil ? [] : [.ticket(ticket, .reopened)]
        case .merging:
            guard let held = slice.held else { throw notWaiting(record) }
            return [.change(held.id, .requeued(reason: "released by a person"))]
        case .inProgress: throw notWaiting(record)
        case .done, .cancelled: throw .closed(record)
        }
    }

    private func notWaiting(_ record: Ticket) -> Rejection {
        Rejection(
            .ticketNotWaiting,
            "\(ticket) is \(record.state.word), nothing holds it up: `skein why \(ticket)` says what it does.")
    }
}
