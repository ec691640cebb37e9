import Domain
import Synchronization

/// How late the server comes to what it set itself: a measure of how busy or blocked it is.
public final class LagMeter: Sendable {
    private struct State {
        var latest: Span?
        var worst: Span?
    }

    private let state = Mutex(State())

    public init() {}

    /// The last that was measured; nil: nothing was yet.
    public var latest: Span? { state.withLock { $0.latest } }

    /// The worst since it was last taken.
    func takeWorst() -> Span? {
        state.withLock { state in
            defer { state.worst = nil }
            return state.worst
        }
    }

    /// Sleeps until the instant of `clock`, and measures how late that ended.
    ///
    /// - Returns: the lag.
    @discardableResult
    func sleep(until instant: Instant, _ clock: any WallClock) async throws -> Span {
        // Measured by another clock: whoever sets the time back or forth delays nothing.
        let wait = max(0, (instant - clock.now).milliseconds)
        let start = ContinuousClock.now
        try await clock.sleep(until: instant)
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let lag = Span(milliseconds: max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000 - wait))
        state.withLock { state in
            state.latest = lag
            state.worst = max(state.worst ?? lag, lag)
        }
        return lag
    }

    /// Measures now: what a status shows when nothing else has slept lately.
    public func measure() async -> Span {
        do {
            let clock = SystemClock()
            return try await sleep(until: clock.now + Span(milliseconds: 5), clock)
        } catch {
            return latest ?? Span(milliseconds: 0)  // cancelled: nobody waits for it
        }
    }
}
