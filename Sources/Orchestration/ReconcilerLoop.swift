import Domain
import ServiceLifecycle

extension Engine {
    /// Calls `pass` at the start, after every wake-up, and at the instant it asked for; carries out each order that a
    /// pass begins, beside the others. Returns when shut down: what is under way then is cancelled.
    ///
    /// Between calls nothing happens at all: an idle workspace costs nothing.
    func reconcileForever<Order: Sendable>(
        _ pass: @escaping @Sendable (_ begin: @escaping @Sendable (Order) -> Void) async throws -> Instant?,
        carryOut: @escaping @Sendable (Order) async -> Void
    ) async throws {
        let (orders, order) = AsyncStream<Order>.makeStream()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                defer { order.finish() }
                try await callForever { try await pass { order.yield($0) } }
            }
            for await order in orders {
                group.addTask { await carryOut(order) }
            }
            group.cancelAll()
        }
    }

    private func callForever(_ step: @escaping @Sendable () async throws -> Instant?) async throws {
        let (alarms, alarm) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let wakeups = feed.wakeups()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in wakeups.cancelOnGracefulShutdown() { alarm.yield() }
                alarm.finish()
            }
            let timer = Timer(clock: clock, ring: alarm)
            for await _ in alarms {
                if let next = try await step() { timer.set(next) } else { timer.cancel() }
            }
            timer.cancel()
            group.cancelAll()
        }
    }
}
