import Domain
import Orchestration
import Synchronization

/// A clock that stands still until a test advances it.
public final class ManualClock: WallClock {
    private struct State {
        var now: Instant
        /// How far the clock was set.
        var leap = Span(milliseconds: 0)
        var sleepers: [Int: (until: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
        var nextSleeper = 0
    }

    private let state: Mutex<State>

    public init(_ start: Instant = Instant(milliseconds: 1_700_000_000_000)) {
        state = Mutex(State(now: start))
    }

    public var now: Instant { state.withLock { $0.now } }
    public var uptime: Instant {
        state.withLock { $0.now + Span(milliseconds: -$0.leap.milliseconds) }
    }

    /// The instant of the next alarm that somebody waits for.
    public var nextAlarm: Instant? { alarms.min() }
    private var alarms: [Instant] { state.withLock { $0.sleepers.values.map(\.until) } }

    /// Waits until somebody has set an alarm for `instant`, at most ten seconds of real time.
    public func waitForAlarm(at instant: Instant) async throws {
        for _ in 1...2000 {
            if alarms.contains(instant) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw NoAlarm(expected: instant, alarms: alarms.sorted(), now: now)
    }

    /// Nobody set the alarm that was waited for.
    public struct NoAlarm: Error {
        public let expected: Instant
        public let alarms: [Instant]
        public let now: Instant
    }

    /// Sets the clock, while no time passes, and wakes whoever slept until then.
    public func leap(by span: Span) {
        advance(by: span, leaping: true)
    }

    /// Moves the time and wakes whoever slept until then.
    public func advance(by span: Span) { advance(by: span, leaping: false) }

    private func advance(by span: Span, leaping: Bool) {
        let woken = state.withLock { state in
            state.now = state.now + span
            if leaping { state.leap = Span(milliseconds: state.leap.milliseconds + span.milliseconds) }
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for sleeper in woken { sleeper.resume() }
    }

    public func sleep(until instant: Instant) async throws {
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(id, until: instant, continuation)
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func enter(_ id: Int, until instant: Instant, _ continuation: CheckedContinuation<Void, any Error>) {
        let answer: Result<Void, any Error>? = state.withLock { state in
            if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
            if instant <= state.now { return .success(()) }
            state.sleepers[id] = (instant, continuation)
            return nil
        }
        if let answer { continuation.resume(with: answer) }
    }

    private func cancel(_ id: Int) {
        let sleeper: CheckedContinuation<Void, any Error>? = state.withLock { state in
            if let sleeper = state.sleepers.removeValue(forKey: id) { return sleeper.continuation }
            state.cancelled.insert(id)
            return nil
        }
        sleeper?.resume(throwing: CancellationError())
    }
}
