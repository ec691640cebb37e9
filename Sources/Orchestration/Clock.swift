import Domain
import Foundation

/// The time, so that tests can advance it.
public protocol WallClock: Sendable {
    var now: Instant { get }

    /// Returns at `instant`, or throws `CancellationError`.
    func sleep(until instant: Instant) async throws
}

/// The machine's own clock.
public struct SystemClock: WallClock {
    public init() {}

    public var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    public func sleep(until instant: Instant) async throws {
        let wait = instant - now
        if wait.milliseconds > 0 { try await Task.sleep(for: .milliseconds(wait.milliseconds)) }
    }
}
