/// The instants that a cron expression means in a time zone.
///
/// A time that does not exist, because clocks were set forward, is the next instant that does; one that exists twice is
/// meant once, the first time. Where the hour is `*` the expression goes by elapsed time: both of two equal hours are
/// meant, and nothing stands for an hour that does not exist.
public struct Occurrences: Sendable {
    public let cron: Cron
    public let zone: ZoneOffsets
    private let minutes: [Int]

    /// How many days are looked at: the 29th of February comes after eight years at the latest.
    private static let horizon: Int64 = 366 * 9

    public init(_ cron: Cron, in zone: ZoneOffsets) {
        self.cron = cron
        self.zone = zone
        minutes = cron.minutesOfDay
    }

    /// The first one after `instant`; nil when none comes for nine years.
    public func next(after instant: Instant) -> Instant? {
        let today = zone.civil(at: instant).day
        // What does not exist on one day may be an instant of the next.
        for day in (today - 2)...(today + Self.horizon) {
            if let found = on(day).first(where: { $0 > instant }) { return found }
        }
        return nil
    }

    /// The last one that is not after `instant` and is after `limit`.
    public func latest(until instant: Instant, after limit: Instant) -> Instant? {
        let first = zone.civil(at: limit).day - 2
        var day = zone.civil(at: instant).day + 1
        while day >= first {
            if let found = on(day).last(where: { $0 <= instant }) { return found > limit ? found : nil }
            day -= 1
        }
        return nil
    }

    /// Those of one day on the wall's calendar, in order.
    private func on(_ day: Int64) -> [Instant] {
        guard cron.matches(CivilDate(day: day)) else { return [] }
        if let offset = zone.offset(throughout: day) {
            let midnight = day * 86_400 - offset
            return minutes.map { Instant(milliseconds: (midnight + Int64($0) * 60) * 1000) }
        }
        var found: Set<Instant> = []
        for minute in minutes {
            let time = CivilTime(day: day, minute: minute)
            let instants = zone.instants(of: time)
            if cron.goesByElapsedTime {
                found.formUnion(instants)
            } else if let instant = instants.first ?? zone.end(ofGapAt: time) {
                found.insert(instant)
            }
        }
        return found.sorted()
    }
}
