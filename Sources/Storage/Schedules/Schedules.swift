import Domain

private let knownDefinitions = Remembered<Schedule.Definition>()

extension Schedule: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Schedule? {
        try transaction.schedules(where: "name = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO schedule (name, definition, is_retired, decided_until, ticket, is_held_up, note)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (name) DO UPDATE SET definition = ?2, is_retired = ?3, decided_until = ?4, ticket = ?5,
                is_held_up = ?6, note = ?7
            """,
            [
                .id(id), .text(try JSON.text(definition)), .bool(isRetired), .instant(decidedUntil),
                .optional(ticket) { .id($0) }, .bool(isHeldUp), .text(note),
            ])
    }
}

extension Transaction {
    /// All that there ever were, by name.
    public func schedules() throws -> [Schedule] { try schedules(where: "1", []) }

    fileprivate func schedules(where condition: String, _ arguments: [Value]) throws -> [Schedule] {
        try rows(
            """
            SELECT name, definition, is_retired, decided_until, ticket, is_held_up, note FROM schedule
            WHERE \(condition) ORDER BY name
            """, arguments
        ).map { row in
            var schedule = Schedule(id: Schedule.ID(name: row.text(0)))
            schedule.definition = try knownDefinitions.value(row.text(1))
            schedule.isRetired = row.bool(2)
            schedule.decidedUntil = row.instant(3)
            schedule.ticket = row.optionalInteger(4).map(Ticket.ID.init(number:))
            schedule.isHeldUp = row.bool(5)
            schedule.note = row.text(6)
            return schedule
        }
    }

    func insertFiring(_ schedule: Schedule.ID, _ due: Instant, _ ticket: Ticket.ID) throws {
        try run(
            "INSERT INTO schedule_firing (schedule, due, ticket) VALUES (?, ?, ?)",
            [.id(schedule), .instant(due), .id(ticket)])
    }

    /// What the reconciler of schedules sees; the zones' offsets are the caller's.
    ///
    /// - Parameters:
    ///   - zone: nil for a zone that nobody knows: its schedules are left out.
    ///   - isQuiet: whether nobody asks yet whether the schedule has news.
    public func scheduleStandings(
        _ zone: (Schedule) -> ZoneOffsets?, isQuiet: (Schedule.ID) -> Bool = { _ in true }
    ) throws -> [ScheduleStanding] {
        try schedules(where: "is_retired = 0", []).compactMap { schedule in
            guard let zone = zone(schedule) else { return nil }
            let ticket = try schedule.ticket.flatMap { try self.ticket($0) }
            let fired = try rows(
                "SELECT due FROM schedule_firing WHERE schedule = ? AND due > ?",
                [.id(schedule.id), .instant(schedule.decidedUntil)])
            return ScheduleStanding(
                schedule: schedule, isTicketOpen: ticket.map { !$0.state.isClosed } ?? false,
                ticketChangedAt: ticket?.updatedAt, fired: Set(fired.map { $0.instant(0) }), zone: zone,
                newsAt: isQuiet(schedule.id) ? nil : try newsAt(for: schedule))
        }
    }

    fileprivate func slice(_ id: Schedule.ID, due: Instant?, writes: Bool) throws -> ScheduleSlice {
        let schedule = try Schedule.load(id, self)
        let known = try rows("SELECT name FROM schedule WHERE is_retired = 0 ORDER BY name", [])
        let firings = try number(
            "SELECT count(*) FROM schedule_firing WHERE schedule = ? AND due = ?",
            [.id(id), .optional(due) { .instant($0) }])
        let ticket = try schedule?.ticket.flatMap { try self.ticket($0) }
        // Project and assignee, which are all that the slice depends on, are the same at any time.
        let content = writes ? schedule?.content(at: CivilTime(day: 0, minute: 0)) : nil
        return ScheduleSlice(
            schedule: schedule, known: known.map { Schedule.ID(name: $0.text(0)) }, hasFired: firings > 0,
            isTicketOpen: ticket.map { !$0.state.isClosed } ?? false,
            create: try content.map { try CreateTicket(content: $0).slice(self) })
    }
}

extension FireSchedule: Performable {
    public func slice(_ transaction: any Transaction) throws -> ScheduleSlice {
        try transaction.slice(schedule, due: due, writes: true)
    }
}

extension RunSchedule: Performable {
    public func slice(_ transaction: any Transaction) throws -> ScheduleSlice {
        try transaction.slice(schedule, due: nil, writes: true)
    }
}

extension PassSchedule: Performable {
    public func slice(_ transaction: any Transaction) throws -> ScheduleSlice {
        try transaction.slice(schedule, due: nil, writes: false)
    }
}
