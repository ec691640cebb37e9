/// Ends a ticket without result: its live run is stopped and its change leaves the queue.
public struct CancelTicket: Command {
    public let ticket: Ticket.ID
    public let reason: String

    public init(ticket: Ticket.ID, reason: String) {
        self.ticket = ticket
        self.reason = reason
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var ticket: Ticket?
        public var run: Run?
        public var change: Change?
        /// Whether the ticket that it is a part of waits for it.
        public var isAwaited: Bool
        /// Requests that it waits for.
        public var requests: [Request]

        public init(
            ticket: Ticket?, run: Run?, change: Change?, isAwaited: Bool = false, requests: [Request] = []
        ) {
            self.ticket = ticket
            self.run = run
            self.change = change
            self.isAwaited = isAwaited
            self.requests = requests
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.ticket else { throw .unknown(ticket) }
        if record.state == .cancelled { return [] }
        if record.state.isClosed { throw .closed(record) }
        var events: [Event] = []
        if let change = slice.change {
            if case .publishing = change.state {
                throw Rejection(
                    .changeMoved,
                    "\(change.id) of \(ticket) is being published this moment: it can be cancelled no more.")
            }
            if change.state.isActive || change.state.isHeld { events.append(.change(change.id, .withdrawn)) }
        }
        if let run = slice.run, run.state.isLive {
            events.append(.run(run.id, .stopRequested(reason: .cancelled)))
        }
        events += slice.requests.map { .request($0.id, .withdrawn) }
        events.append(.ticket(ticket, .cancelled(reason: reason)))
        // Who divided the work hears of it and decides; others that wait for this ticket wait for a person.
        if slice.isAwaited, let parent = record.content.parent {
            events.append(.ticket(parent, .blockerFinished(blocker: ticket)))
        }
        return events
    }
}

extension Change.State {
    var isHeld: Bool {
        if case .held = self { true } else { false }
    }
}
