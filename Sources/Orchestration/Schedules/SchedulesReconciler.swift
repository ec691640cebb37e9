import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Writes the tickets of schedules when their times come; the rules are in `Domain/Schedules`.
public final class SchedulesReconciler: Service {
    private let engine: Engine
    private let zones: ZoneTable
    /// Schedules that had no news at their last time, each with its next one: before that nobody looks for news.
    private let quiet = Mutex<[Schedule.ID: Instant]>([:])

    public init(engine: Engine, zones: ZoneTable) {
        self.engine = engine
        self.zones = zones
    }

    /// Runs until shut down.
    public func run() async throws {
        try await engine.reconcileForever { [self] _ in
            await reconcile()
        } carryOut: { (_: Never) in
        }
    }

    /// One pass; returns when it wants to be called again.
    func reconcile() async -> Instant? {
        let now = engine.clock.now
        do {
            let quiet = quiet.withLock { $0 }
            let snapshot = try await engine.standings(zones, at: now) { id in quiet[id].map { $0 > now } ?? false }
            let (actions, nextAt) = reconcileSchedules(snapshot, at: now)
            let quietUntil = remember(snapshot, at: now)
            let zones = Dictionary(uniqueKeysWithValues: snapshot.map { ($0.schedule.id, $0.zone) })
            for action in actions { try await perform(action, zones) }
            // What was written calls for the next look; so does what another was quicker to do, in a while.
            let soon = actions.isEmpty ? nil : now + .minutes(1)
            return [nextAt, quietUntil, soon].compactMap { $0 }.min()
        } catch {
            engine.logger.error("the schedules could not be looked at, trying again in 5 s: \(error)")
            return now + .seconds(5)
        }
    }

    /// Returns when the first of the schedules without news has its next time.
    private func remember(_ snapshot: [ScheduleStanding], at now: Instant) -> Instant? {
        quiet.withLock { quiet in
            let waiting = snapshot.filter { $0.schedule.definition.onlyIf != .always && $0.newsAt == nil }
            let next = waiting.compactMap { standing -> (Schedule.ID, Instant)? in
                let id = standing.schedule.id
                // A time that came may be put off still, by its jitter.
                if let known = quiet[id], known > now { return (id, known) }
                return standing.next(1, after: now).first.map { (id, standing.schedule.start(of: $0)) }
            }
            quiet = Dictionary(uniqueKeysWithValues: next)
            return quiet.values.min()
        }
    }

    private func perform(_ action: ScheduleAction, _ zones: [Schedule.ID: ZoneOffsets]) async throws {
        switch action {
        case .fire(let id, let due, let missed):
            let command = FireSchedule(
                schedule: id, due: due, missed: missed, offset: zones[id]?.offset(at: due) ?? 0)
            try await engine.perform(command, by: .server("schedule:\(id)"))
        case .pass(let id, let until, let note):
            try await engine.perform(
                PassSchedule(schedule: id, until: until, note: note), by: .server("schedule:\(id)"))
        }
    }
}

extension Engine {
    /// Every schedule that there is, with the clocks of its zone.
    ///
    /// - Parameter isQuiet: whether nobody asks yet whether a schedule has news.
    public func standings(
        _ zones: ZoneTable, at now: Instant, isQuiet: @escaping @Sendable (Schedule.ID) -> Bool = { _ in true }
    ) async throws -> [ScheduleStanding] {
        let logger = logger
        return try await store.read { transaction in
            let zone = { (schedule: Schedule) -> ZoneOffsets? in
                let zone = zones.offsets(of: schedule.definition.zone, at: now)
                if zone == nil { logger.error("schedule \(schedule.id): no zone \(schedule.definition.zone) is known") }
                return zone
            }
            return try transaction.scheduleStandings(zone, isQuiet: isQuiet)
        }
    }

    /// Has a schedule write its ticket now.
    ///
    /// - Throws: `Rejection` when there is no such schedule, or its ticket cannot be written.
    public func run(_ id: Schedule.ID, _ zones: ZoneTable, by actor: Actor) async throws -> Ticket.ID? {
        let now = clock.now
        let standing = try await standings(zones, at: now).first { $0.schedule.id == id }
        let command = RunSchedule(schedule: id, offset: standing?.zone.offset(at: now) ?? 0)
        let entries = try await perform(command, by: actor)
        return entries.lazy.compactMap { if case .ticket(let id, .created) = $0.event { id } else { nil } }.first
    }
}
