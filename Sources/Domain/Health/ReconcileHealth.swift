/// What should happen to keep the workspace well.
public enum HealthAction: Hashable, Sendable {
    /// The time of a freeze is over.
    case thaw
    case halfOpen(Breaker.Subject)
    case record(DiskSpace)
    case raise(Alarm, Run.ID)
    /// Looks for processes that no live run owns.
    case sweep
    case recordLag(Span)
}

/// What the tables say.
public struct HealthSnapshot: Sendable {
    public var workspace: Workspace
    public var live: [Run]
    /// Live runs that wait for a person's answer.
    public var asking: Set<Run.ID>
    /// Until when something else explains that a run stands still: an answer came, its ticket was edited.
    public var stood: [Run.ID: Instant]
    /// Whether any ticket is to be worked on.
    public var isWaiting: Bool
    /// The run that was claimed last.
    public var latest: Run.ID?

    public init(
        workspace: Workspace, live: [Run], asking: Set<Run.ID>, stood: [Run.ID: Instant], isWaiting: Bool,
        latest: Run.ID? = nil
    ) {
        self.workspace = workspace
        self.live = live
        self.asking = asking
        self.stood = stood
        self.isWaiting = isWaiting
        self.latest = latest
    }
}

/// What the world shows.
public struct HealthObservation: Sendable {
    /// Of the runs that were looked at: those that something may be due for.
    public var pulses: [Run.ID: Pulse] = [:]
    public var disk: DiskSpace?
    /// When this server began.
    public var servesSince: Instant
    /// When processes were looked for last; nil: this server never did.
    public var sweptAt: Instant?
    /// Whether a run has ended since the last look.
    public var hasEnded = false
    /// The worst that was measured since it was last asked for.
    public var lag: Span?

    public init(servesSince: Instant) {
        self.servesSince = servesSince
    }
}

/// What to do, and when to look again although nothing happened.
public struct HealthPlan: Sendable {
    public var actions: [HealthAction] = []
    public var nextAt: Instant?
    /// When to look at each run again, of those that were looked at; nothing: when something happens to it.
    public var runs: [Run.ID: Instant] = [:]

    fileprivate mutating func look(at instant: Instant) { nextAt = min(nextAt ?? instant, instant) }
}

/// Compares what the workspace wants with what the world shows. Idempotent: with the actions applied there is nothing
/// left to do at the same instant. With no live run and nothing waiting it asks for no instant.
public func reconcileHealth(
    _ desired: HealthSnapshot, _ observed: HealthObservation, at now: Instant
) -> HealthPlan {
    var plan = HealthPlan()
    let policy = desired.workspace.settings.health
    if let until = desired.workspace.condition.freeze?.until {
        if until <= now { plan.actions.append(.thaw) } else { plan.look(at: until) }
    }
    if let disk = observed.disk, !RecordDisk(disk).decide(desired.workspace, at: now).isEmpty {
        plan.actions.append(.record(disk))
    }
    for breaker in desired.workspace.condition.breakers {
        guard case .open(let until) = breaker.state else { continue }
        if until <= now { plan.actions.append(.halfOpen(breaker.subject)) } else { plan.look(at: until) }
    }
    // Nobody says when a disk has room again.
    if desired.workspace.condition.fullDisk != nil, desired.isWaiting { plan.look(at: now + .minutes(1)) }
    if let lag = observed.lag, !RecordLag(lag).decide(desired.workspace, at: now).isEmpty {
        plan.actions.append(.recordLag(lag))
    }
    plan.sweep(desired, observed, every: policy.sweep, at: now)
    for run in desired.live { plan.watch(run, desired, observed, at: now) }
    return plan
}

extension HealthPlan {
    fileprivate mutating func sweep(
        _ desired: HealthSnapshot, _ observed: HealthObservation, every span: Span, at now: Instant
    ) {
        guard let last = observed.sweptAt else { return actions.append(.sweep) }
        if desired.live.isEmpty {
            if observed.hasEnded { actions.append(.sweep) }
        } else if last + span <= now {
            actions.append(.sweep)
            look(at: now + span)
        } else {
            look(at: last + span)
        }
    }

    fileprivate mutating func watch(
        _ run: Run, _ desired: HealthSnapshot, _ observed: HealthObservation, at now: Instant
    ) {
        guard var pulse = observed.pulses[run.id] else { return }
        if desired.asking.contains(run.id) { pulse.waits = .person }
        let isOwned = run.lease.epoch == desired.workspace.epoch
        let watching = run.watching(
            pulse, policy: desired.workspace.settings.health, stood: desired.stood[run.id],
            unowned: isOwned ? nil : observed.servesSince, at: now)
        actions += watching.alarms.map { .raise($0, run.id) }
        runs[run.id] = watching.nextAt
        if let next = watching.nextAt { look(at: next) }
    }
}

/// The server came much too late to what it had set itself; noted at most once in ten minutes.
public struct RecordLag: Command {
    public let lag: Span

    public init(_ lag: Span) {
        self.lag = lag
    }

    public func decide(_ workspace: Workspace, at now: Instant) -> [Event] {
        guard lag >= workspace.settings.health.lag else { return [] }
        if let last = workspace.condition.laggedAt, now < last + .minutes(10) { return [] }
        return [.workspace(.lagged(by: lag))]
    }
}
