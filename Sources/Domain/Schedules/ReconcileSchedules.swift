/// What should be done about a schedule's times.
public enum ScheduleAction: Hashable, Sendable {
    case fire(Schedule.ID, due: Instant, missed: Int)
    case pass(Schedule.ID, until: Instant, note: String)
}

/// A schedule as the reconciler sees it.
public struct ScheduleStanding: Hashable, Sendable {
    public var schedule: Schedule
    /// Whether its last ticket is neither done nor cancelled.
    public var isTicketOpen: Bool
    /// When that ticket was closed, or anything was said of it since.
    public var ticketChangedAt: Instant?
    /// Times beyond those decided that had their ticket, before the clock was set back.
    public var fired: Set<Instant>
    public var zone: ZoneOffsets
    /// When what the schedule's condition asks for happened first; nil when it did not.
    public var newsAt: Instant?

    public init(
        schedule: Schedule, isTicketOpen: Bool, ticketChangedAt: Instant?, fired: Set<Instant>, zone: ZoneOffsets,
        newsAt: Instant? = nil
    ) {
        self.schedule = schedule
        self.isTicketOpen = isTicketOpen
        self.ticketChangedAt = ticketChangedAt
        self.fired = fired
        self.zone = zone
        self.newsAt = newsAt
    }

    /// The times that come after an instant, whatever becomes of their tickets, in order; fewer when none comes for
    /// years.
    public func next(_ count: Int, after instant: Instant) -> [Instant] {
        let times = Occurrences(schedule.definition.cron, in: zone)
        var found: [Instant] = []
        var last = instant
        while found.count < count, let next = times.next(after: last) {
            if !fired.contains(next) { found.append(next) }
            last = next
        }
        return found
    }
}

/// Decides which tickets of schedules are due; also says when to look again.
///
/// At most one action a schedule, but for `catch_up: all`: the next look sees what became of it.
public func reconcileSchedules(
    _ snapshot: [ScheduleStanding], at now: Instant
) -> (actions: [ScheduleAction], nextAt: Instant?) {
    let plans = snapshot.filter { !$0.schedule.isRetired }.map { $0.plan(at: now) }
    return (plans.flatMap(\.actions), plans.compactMap(\.nextAt).min())
}

/// Times that are caught up with when all are; what is older passes.
let catchUpLimit = 24

extension ScheduleStanding {
    fileprivate func plan(at now: Instant) -> (actions: [ScheduleAction], nextAt: Instant?) {
        let id = schedule.id
        if schedule.decidedUntil > now + scheduleTolerance {
            return ([.pass(id, until: now, note: "the clock was set back")], nil)
        }
        let isHeldUp = isTicketOpen && !schedule.definition.overlap
        if schedule.isHeldUp {
            if isHeldUp { return ([], nil) }
            // Times between the end of its ticket and now were missed by the server, not held up.
            let end = min(now, max(ticketChangedAt ?? now, schedule.decidedUntil))
            return ([.pass(id, until: end, note: schedule.note)], nil)
        }
        guard let begin = begin else {
            // Nothing to do before the first time after now, however many went by.
            return ([], next(1, after: now).first.map(schedule.start(of:)))
        }
        guard let next = next(1, after: begin).first else { return ([], nil) }
        if schedule.start(of: next) > now { return ([], schedule.start(of: next)) }
        if isHeldUp { return ([.fire(id, due: next, missed: 0)], nil) }
        return (due(from: next, at: now), nil)
    }

    /// Times after it are to be decided; nil while the schedule's condition is not met.
    private var begin: Instant? {
        switch schedule.definition.onlyIf {
        case .always: schedule.decidedUntil
        case .agentNews, .projectNews: newsAt.map { max($0, schedule.decidedUntil) }
        }
    }

    /// What becomes of the times from `first` on that have come.
    private func due(from first: Instant, at now: Instant) -> [ScheduleAction] {
        let past = past(from: first, at: now)
        let last = past[past.count - 1]
        switch schedule.definition.catchUp {
        case .none where now - schedule.start(of: last) > scheduleTolerance:
            return [.pass(schedule.id, until: last, note: "no server was there at its time")]
        case .none, .one: return [.fire(schedule.id, due: last, missed: past.count - 1)]
        case .all: return past.map { .fire(schedule.id, due: $0, missed: 0) }
        }
    }

    /// Times from `first` on that have come, the latest ones, in order; at least one.
    private func past(from first: Instant, at now: Instant) -> [Instant] {
        let times = Occurrences(schedule.definition.cron, in: zone)
        var found: [Instant] = []
        var until = now
        while found.count < catchUpLimit, until > first {
            guard let time = times.latest(until: until, after: first) else { break }
            if schedule.start(of: time) <= now, !fired.contains(time) { found.append(time) }
            until = Instant(milliseconds: time.milliseconds - 1)
        }
        if found.count < catchUpLimit { found.append(first) }
        return found.reversed()
    }
}
