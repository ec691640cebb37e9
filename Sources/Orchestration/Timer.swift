import Domain
import Synchronization

/// Rings once at the instant it was last set to.
final class Timer: Sendable {
    private let clock: any WallClock
    private let bell: AsyncStream<Void>.Continuation
    private let pending = Mutex<(instant: Instant, task: Task<Void, Never>)?>(nil)

    init(clock: any WallClock, ring bell: AsyncStream<Void>.Continuation) {
        self.clock = clock
        self.bell = bell
    }

    /// Rings at `instant` instead of any instant set before; the same instant again changes nothing.
    func set(_ instant: Instant) {
        pending.withLock { pending in
            if pending?.instant == instant { return }
            pending?.task.cancel()
            let task = Task { [clock, bell] in
                do {
                    try await clock.sleep(until: instant)
                    bell.yield()
                } catch {
                    // Cancelled: another instant was set, or the loop ended.
                }
            }
            pending = (instant, task)
        }
    }

    func cancel() {
        pending.withLock { pending in
            pending?.task.cancel()
            pending = nil
        }
    }
}
