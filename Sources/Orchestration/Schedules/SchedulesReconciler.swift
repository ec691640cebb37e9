import Domain
import Logging
import ServiceLifecycle
import Storage

/// Writes the tickets of schedules when their times come; the rules are in `Domain/Schedules`.
public final class SchedulesReconciler: Service {
    private let engine: Engine
    private let zones: ZoneTable

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
            let snapshot = try await engine.standings(zones, at: now)
            let (actions, nextAt) = reconcileSchedules(snapshot, at: now)
            let zones = Dictionary(uniqueKeysWithValues: snapshot.map { ($0.schedule.id, $0.zone) })
            for action in actions { try await perform(action, zones) }
            // What was written calls for the next look; so does what another was quicker to do, in a while.
            return actions.isEmpty ? nextAt : min(nextAt ?? now + .minutes(1), now + .minutes(1))
        } catch {
            engine.logger.error("the schedules could not be looked at, trying again in 5 s: \(error)")
            return now + .seconds(5)
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
    public func standings(_ zones: ZoneTable, at now: Instant) async throws -> [ScheduleStanding] {
        let logger = logger
        return try await store.read { transaction in
            try transaction.scheduleStandings { schedule in
                let zone = zones.offsets(of: schedule.definition.zone, at: now)
                if zone == nil { logger.error("schedule \(schedule.id): no zone \(schedule.definition.zone) is known") }
                return zone
            }
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
