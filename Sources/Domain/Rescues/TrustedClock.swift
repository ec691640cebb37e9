/// Whether the wall clock can be believed enough to delete what is old.
///
/// A machine without a clock of its own wakes up in another year, a virtual one leaps; both are set right within
/// minutes. So nothing counts as old before the clock has gone on for an hour as time does.
public struct TrustedClock: Sendable {
    /// The first look, or the first one after the clock was set.
    private var anchor: (now: Instant, uptime: Instant)?

    public init() {}

    /// How long it takes until the clock is believed; zero: it is.
    ///
    /// - Parameter uptime: the same moment on a clock that nobody can set.
    public mutating func wait(at now: Instant, uptime: Instant) -> Span {
        let first = anchor ?? (now, uptime)
        let strayed = (now - first.now).milliseconds.bounded(subtracting: (uptime - first.uptime).milliseconds)
        let start = abs(strayed) > Self.slack.milliseconds ? (now: now, uptime: uptime) : first
        anchor = start
        return max(start.uptime + Self.trial - uptime, .seconds(0))
    }

    private static let trial = Span.hours(1)
    /// So far clocks stray while they are kept right.
    private static let slack = Span.minutes(5)
}
