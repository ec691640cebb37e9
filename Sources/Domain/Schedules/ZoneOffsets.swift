/// What a time zone's clocks show, for a while: seconds east of UTC, and when that changes.
public struct ZoneOffsets: Hashable, Sendable {
    /// An instant from which on the clocks show another offset.
    public struct Transition: Hashable, Sendable {
        public let at: Instant
        public let offset: Int64

        public init(at: Instant, offset: Int64) {
            self.at = at
            self.offset = offset
        }
    }

    /// Before the first transition.
    public let first: Int64
    /// In their order; after the last one nothing changes.
    public let transitions: [Transition]

    public static let utc = ZoneOffsets(first: 0, transitions: [])

    public init(first: Int64, transitions: [Transition]) {
        self.first = first
        self.transitions = transitions
    }

    /// Seconds east of UTC at an instant.
    public func offset(at instant: Instant) -> Int64 {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : transitions[low - 1].offset
    }

    /// What the clocks show at an instant.
    public func civil(at instant: Instant) -> CivilTime {
        CivilTime(seconds: instant.milliseconds.floored(by: 1000) + offset(at: instant))
    }

    /// The instants at which the clocks show `time`: none in a gap, two where they were set back; in order.
    func instants(of time: CivilTime) -> [Instant] {
        let near = offsets(around: time)
        return near.map { Instant(milliseconds: (time.seconds - $0) * 1000) }.filter { civil(at: $0) == time }.sorted()
    }

    /// The first instant after the gap that `time` lies in.
    func end(ofGapAt time: CivilTime) -> Instant? {
        var before = first
        for transition in transitions {
            let wall = transition.at.milliseconds.floored(by: 1000)
            if wall + before <= time.seconds, time.seconds < wall + transition.offset { return transition.at }
            before = transition.offset
        }
        return nil
    }

    /// What holds all day on the wall's calendar; nil on a day when it may change.
    func offset(throughout day: Int64) -> Int64? {
        let near = offsets(from: day * 86_400, to: (day + 1) * 86_400)
        return near.count == 1 ? near.first : nil
    }

    private func offsets(around time: CivilTime) -> Set<Int64> { offsets(from: time.seconds, to: time.seconds) }

    /// Each offset that may hold between two times on the wall, once: no clock is more than 30 hours from UTC.
    private func offsets(from: Int64, to: Int64) -> Set<Int64> {
        let span: Int64 = 30 * 3600
        let (start, end) = (Instant(milliseconds: (from - span) * 1000), Instant(milliseconds: (to + span) * 1000))
        let between = transitions.lazy.filter { $0.at > start && $0.at <= end }.map(\.offset)
        return Set([offset(at: start)]).union(between)
    }
}
