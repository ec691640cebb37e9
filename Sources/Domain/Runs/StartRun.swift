/// Claims a ready ticket for an agent: the one way a run begins.
public struct StartRun: Command {
    public let ticket: Ticket.ID

    public init(ticket: Ticket.ID) {
        self.ticket = ticket
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var ticket: Ticket?
        public var capacity: Capacity
        public var next: Run.ID
        /// Runs the ticket had before.
        public var earlier: Int
        /// The latest of them.
        public var previous: Run?
        /// The highest token ever given.
        public var lastToken: Int64
        /// Messages to its agent that no run has got, the oldest first.
        public var mail: [Message]

        public init(
            ticket: Ticket?, capacity: Capacity, next: Run.ID, earlier: Int, previous: Run? = nil, lastToken: Int64,
            mail: [Message] = []
        ) {
            self.ticket = ticket
            self.capacity = capacity
            self.next = next
            self.earlier = earlier
            self.previous = previous
            self.lastToken = lastToken
            self.mail = mail
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.ticket else { throw .unknown(ticket) }
        let obstacles = record.obstacles(slice.capacity, at: now)
        guard obstacles.isEmpty, let agent = slice.capacity.agent(for: record.content) else {
            throw Rejection(
                .ticketNotReady,
                "\(ticket) cannot start: \(obstacles.map { $0.sentence(at: now) }.joined(separator: " "))")
        }
        let lease = Run.Lease(token: slice.lastToken + 1, epoch: slice.capacity.workspace.epoch)
        let choice = slice.capacity.agents[agent]?.definition.choice(
            for: record.content, agent: agent, fallback: record.fallback, previous: slice.previous)
        let claim = Run.Event.claimed(
            ticket: ticket, agent: agent, project: record.content.project, attempt: slice.earlier + 1, lease: lease,
            choice: choice ?? Run.Choice(harness: "command"),
            chain: slice.mail.map(\.content.chain).reduce(record.chain) { $0.longer($1) })
        let harness = slice.capacity.agents[agent]?.definition.harness.name ?? ""
        let probed = slice.capacity.workspace.condition.probed(by: slice.next, of: agent, harness)
        return [.run(slice.next, claim), .ticket(ticket, .checkedOut(run: slice.next))]
            + slice.mail.map { .message($0.id, .delivered(run: slice.next)) }
            + probed.map { .workspace(.breakerTurned(breaker: $0)) }
    }
}
