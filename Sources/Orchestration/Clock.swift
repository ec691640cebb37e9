import Domain
import Foundation

/// The time, so that tests can advance it.
public protocol WallClock: Sendable {
    var now: Instant { get }

    /// The same moment on a clock that nobody can set: two looks tell whether this one was set between them.
    var uptime: Instant { get }

    /// Returns at `instant`, or throws `CancellationError`.
    func sleep(until instant: Instant) async throws
}

extension WallClock {
    /// Of a clock that is never set.
    public var uptime: Instant { now }
}

/// The machine's own clock.
public struct SystemClock: WallClock {
    public init() {}

    public var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    public var uptime: Instant {
        Instant(milliseconds: Int64((ContinuousClock.now - Self.origin) / .milliseconds(1)))
    }

    private static let origin = ContinuousClock.now

    public func sleep(until instant: Instant) async throws {
        let wait = instant - now
        if wait.milliseconds > 0 { try await Task.sleep(for: .milliseconds(wait.milliseconds)) }
    }
}
