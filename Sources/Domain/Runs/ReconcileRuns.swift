/// What should happen to runs next.
public enum RunAction: Hashable, Sendable {
    case start(Ticket.ID)
    /// A live run that nobody supervises: the server came back.
    case adopt(Run.ID)
    /// A supervised run that was asked to stop; safe to repeat.
    case stop(Run.ID)
}

/// What the reconciler of runs sees.
public struct RunsSnapshot: Sendable {
    public var capacity: Capacity
    public var live: [Run]
    /// Live runs that this server supervises.
    public var supervised: Set<Run.ID>
    /// Tickets that may be ready, the earliest rank first, enough of each agent's and project's to fill the capacity.
    public var candidates: [Ticket]
    /// When the next parked ticket may be tried again.
    public var nextRetry: Instant?

    public init(
        capacity: Capacity, live: [Run], supervised: Set<Run.ID>, candidates: [Ticket], nextRetry: Instant?
    ) {
        self.capacity = capacity
        self.live = live
        self.supervised = supervised
        self.candidates = candidates
        self.nextRetry = nextRetry
    }
}

/// Starts ready tickets by rank as far as the limits go, and adopts what runs without a supervisor.
///
/// Idempotent: with the actions applied there is nothing left to do. `nextAt` is when it wants to be called again
/// although nothing happened.
public func reconcileRuns(_ snapshot: RunsSnapshot, at now: Instant) -> (actions: [RunAction], nextAt: Instant?) {
    let adopted = snapshot.live.filter { !snapshot.supervised.contains($0.id) }.map { RunAction.adopt($0.id) }
    let stopping = snapshot.live.compactMap { run in
        if case .stopping = run.state, snapshot.supervised.contains(run.id) { RunAction.stop(run.id) } else { nil }
    }
    var capacity = snapshot.capacity
    var started: [RunAction] = []
    for ticket in snapshot.candidates {
        guard ticket.obstacles(capacity, at: now).isEmpty, let agent = capacity.agent(for: ticket.content) else {
            continue
        }
        capacity.start(agent, on: ticket.content.project)
        started.append(.start(ticket.id))
    }
    return (adopted + stopping + started, snapshot.nextRetry)
}
