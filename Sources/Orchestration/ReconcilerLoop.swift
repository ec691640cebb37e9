import Domain
import ServiceLifecycle

/// Calls `step` at the start, after every wake-up, and at the instant it asked for, until shut down.
///
/// Between calls nothing happens at all: an idle workspace costs nothing.
func reconcileForever(
    wakeups: AsyncStream<Void>, clock: any WallClock, step: @escaping @Sendable () async throws -> Instant?
) async throws {
    let (alarms, alarm) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            for await _ in wakeups.cancelOnGracefulShutdown() { alarm.yield() }
            alarm.finish()
        }
        let timer = Timer(clock: clock, ring: alarm)
        for await _ in alarms {
            if let next = try await step() { timer.set(next) }
        }
        timer.cancel()
        group.cancelAll()
    }
}
