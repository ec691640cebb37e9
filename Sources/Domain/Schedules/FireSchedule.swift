/// Writes the ticket of one time of a schedule: once, however often it is asked for.
public struct FireSchedule: Command {
    public let schedule: Schedule.ID
    /// The time by the calendar, without jitter: the key by which a second try is known.
    public let due: Instant
    /// Times that came before it and get no ticket of their own.
    public let missed: Int
    /// What clocks in the schedule's zone show at `due`, seconds east of UTC.
    public let offset: Int64

    public init(schedule: Schedule.ID, due: Instant, missed: Int, offset: Int64) {
        self.schedule = schedule
        self.due = due
        self.missed = missed
        self.offset = offset
    }

    public func decide(_ slice: ScheduleSlice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.schedule else { throw .unknown(schedule, known: slice.known) }
        if record.isRetired || slice.hasFired || due <= record.decidedUntil || due > now { return [] }
        if slice.isTicketOpen, !record.definition.overlap {
            return record.isHeldUp ? [] : [.schedule(schedule, .heldUp(due: due))]
        }
        do throws(Rejection) {
            return try record.write(at: due, offset, slice, now) { .fired(due: due, ticket: $0, missed: missed) }
        } catch {
            // Such as an agent that is gone: it is not tried again before the next time, and `skein schedule` says so.
            return [.schedule(schedule, .passed(until: due, note: error.sentence))]
        }
    }
}

/// Writes the ticket of a schedule now, because a person said so.
public struct RunSchedule: Command {
    public let schedule: Schedule.ID
    /// As `FireSchedule.offset`.
    public let offset: Int64

    public init(schedule: Schedule.ID, offset: Int64) {
        self.schedule = schedule
        self.offset = offset
    }

    public func decide(_ slice: ScheduleSlice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.schedule, !record.isRetired else { throw .unknown(schedule, known: slice.known) }
        return try record.write(at: now, offset, slice, now) { .ran(ticket: $0) }
    }
}

/// Lets the times of a schedule up to an instant pass without a ticket. When the clock was set back, later times were
/// decided already: then they come again, and those that had their ticket get no other.
public struct PassSchedule: Command {
    public let schedule: Schedule.ID
    public let until: Instant
    public let note: String

    public init(schedule: Schedule.ID, until: Instant, note: String) {
        self.schedule = schedule
        self.until = until
        self.note = note
    }

    public func decide(_ slice: ScheduleSlice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.schedule else { throw .unknown(schedule, known: slice.known) }
        let isAhead = record.decidedUntil > now + scheduleTolerance
        let isNews = until > record.decidedUntil || isAhead || record.isHeldUp && !slice.isTicketOpen
        return isNews && until <= now ? [.schedule(schedule, .passed(until: until, note: note))] : []
    }
}

/// So late a time is still met, and so far a clock may be set back before anybody minds.
let scheduleTolerance = Span.minutes(1)

/// What the rules on schedules must know.
public struct ScheduleSlice: Sendable {
    public var schedule: Schedule?
    public var known: [Schedule.ID]
    /// Whether the time in question had its ticket.
    public var hasFired: Bool
    /// Whether the last ticket is neither done nor cancelled.
    public var isTicketOpen: Bool
    /// For the ticket; nil when nothing is to be written.
    public var create: CreateTicket.Slice?

    public init(
        schedule: Schedule?, known: [Schedule.ID], hasFired: Bool, isTicketOpen: Bool, create: CreateTicket.Slice?
    ) {
        self.schedule = schedule
        self.known = known
        self.hasFired = hasFired
        self.isTicketOpen = isTicketOpen
        self.create = create
    }
}

extension Schedule {
    fileprivate func write(
        at instant: Instant, _ offset: Int64, _ slice: ScheduleSlice, _ now: Instant,
        _ event: (Ticket.ID) -> Event
    ) throws(Rejection) -> [Domain.Event] {
        guard let create = slice.create else { throw .unknown(id, known: slice.known) }
        let content = content(at: CivilTime(seconds: instant.milliseconds.floored(by: 1000) + offset))
        return try CreateTicket(content: content).decide(create, at: now) + [.schedule(id, event(create.next))]
    }

    /// What the ticket says that is written at a time of the schedule's zone.
    public func content(at time: CivilTime) -> Ticket.Content {
        let date = time.date
        let words = [
            "schedule": id.name, "date": date.iso, "year": "\(date.year)", "month": String(date.iso.dropLast(3)),
            "week": date.isoWeek, "weekday": Self.weekdays[date.weekday],
            "time": "\((time.minute / 60).twoDigits):\((time.minute % 60).twoDigits)",
        ]
        // The files' check gives every schedule a project.
        return definition.ticket.content(words, project: definition.ticket.project ?? Project.ID(name: ""))
    }

    /// What a schedule's ticket may hold in braces.
    public static let places = ["schedule", "date", "time", "year", "month", "week", "weekday"]

    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
}
