/// What should happen to agents that have mail.
public enum WakeAction: Hashable, Sendable {
    /// Says it into the turn of a run.
    case tell(Run.ID)
    case wake(Agent.ID)
    case close(Ticket.ID)
    case expireMessages
    case expireRequest
}

/// What the reconciler of wakes sees. Without mail there is nothing in it, and nothing to do.
public struct WakesSnapshot: Sendable {
    /// An agent that has mail which no run has got.
    public struct Waiting: Hashable, Sendable {
        public var agent: Agent
        public var oldest: Instant
        /// When the first of its messages dies.
        public var expiry: Instant
        /// Its latest run's start.
        public var lastRunAt: Instant?
        /// A run of it that hears what is said in its turn.
        public var listening: Run.ID?
        public var hasWakeTicket: Bool

        public init(
            agent: Agent, oldest: Instant, expiry: Instant, lastRunAt: Instant? = nil, listening: Run.ID? = nil,
            hasWakeTicket: Bool = false
        ) {
            self.agent = agent
            self.oldest = oldest
            self.expiry = expiry
            self.lastRunAt = lastRunAt
            self.listening = listening
            self.hasWakeTicket = hasWakeTicket
        }
    }

    public var waiting: [Waiting]
    /// Tickets for mail that nobody has begun, of agents that have none.
    public var needless: [Ticket.ID]
    /// When the next request that nobody answers is past its time.
    public var requestExpiry: Instant?

    public init(waiting: [Waiting], needless: [Ticket.ID] = [], requestExpiry: Instant? = nil) {
        self.waiting = waiting
        self.needless = needless
        self.requestExpiry = requestExpiry
    }
}

/// Mail goes into a turn where one listens; else it wakes its agent, at its next heartbeat when it has one.
///
/// No model is called here, and without mail nothing happens: a heartbeat that finds nothing new costs nothing.
public func reconcileWakes(_ snapshot: WakesSnapshot, at now: Instant) -> (actions: [WakeAction], nextAt: Instant?) {
    var actions: [WakeAction] = snapshot.needless.map { .close($0) }
    var next: [Instant] = []
    if let expiry = snapshot.requestExpiry {
        if expiry <= now { actions.append(.expireRequest) } else { next.append(expiry) }
    }
    if snapshot.waiting.contains(where: { $0.expiry <= now }) { actions.append(.expireMessages) }
    for box in snapshot.waiting where !box.agent.isRetired {
        next.append(box.expiry)
        if let run = box.listening {
            actions.append(.tell(run))
        } else if !box.hasWakeTicket, !box.agent.isPaused {
            if box.dueAt <= now { actions.append(.wake(box.agent.id)) } else { next.append(box.dueAt) }
        }
    }
    return (actions, next.filter { $0 > now }.min())
}

extension WakesSnapshot.Waiting {
    /// The first beat after the mail came; without a heartbeat at once.
    fileprivate var dueAt: Instant {
        guard let heartbeat = agent.definition.heartbeat, let lastRunAt else { return oldest }
        return max(oldest, lastRunAt + heartbeat)
    }
}
