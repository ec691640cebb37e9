import Domain
import Testing

@Suite("Times of a schedule in a zone")
struct OccurrencesTests {
    private static let spring = Instant(milliseconds: 1_774_746_000_000)
    private static let autumn = Instant(milliseconds: 1_792_890_000_000)
    /// Clocks go from 02:00 to 03:00 on 2026-03-29, and from 03:00 to 02:00 on 2026-10-25.
    static let berlin = ZoneOffsets(
        first: 3600, transitions: [.init(at: spring, offset: 7200), .init(at: autumn, offset: 3600)])
    /// Half an hour of daylight saving, and a whole day left out, as Lord Howe and Samoa had them.
    private static let odd = ZoneOffsets(
        first: -39_600,
        transitions: [
            .init(at: spring, offset: -37_800), .init(at: spring + .hours(240), offset: 48_600),
            .init(at: autumn, offset: 46_800),
        ])

    private func times(_ text: String, around instant: Instant, _ count: Int) throws -> [Int64] {
        let occurrences = Occurrences(try Cron(text), in: Self.berlin)
        var last = Instant(milliseconds: instant.milliseconds - 7_200_000)
        return try (0..<count).map { _ in
            last = try #require(occurrences.next(after: last))
            return (last.milliseconds - instant.milliseconds) / 60_000
        }
    }

    @Test("a time that clocks skip is the next one that exists")
    func gap() throws {
        #expect(try times("30 2 * * *", around: Self.spring, 2) == [0, 23 * 60 + 30])
        #expect(try times("0,20,40 2,3 * * *", around: Self.spring, 4) == [0, 20, 40, 23 * 60])
    }

    @Test("a time that clocks show twice is meant once, the first time")
    func twice() throws {
        #expect(try times("30 2 * * *", around: Self.autumn, 2) == [-30, 24 * 60 + 30])
    }

    @Test("where the hour is free, hours that pass are meant")
    func elapsed() throws {
        #expect(try times("30 * * * *", around: Self.autumn, 4) == [-90, -30, 30, 90])
        #expect(try times("30 * * * *", around: Self.spring, 4) == [-90, -30, 30, 90])
    }

    /// Every minute of a stretch, looked at one by one with nothing but the offset.
    private func scan(_ cron: String, _ zone: ZoneOffsets, from start: Instant, minutes: Int) throws -> [Instant] {
        let words = cron.split(separator: " ").map(String.init)
        let allowed = words.map { word in
            (0...59).map { value in
                word == "*"
                    || word.split(separator: ",").contains { item in
                        if item.hasPrefix("*/") { return value % (Int(item.dropFirst(2)) ?? 1) == 0 }
                        return Int(item) == value
                    }
            }
        }
        let isEither = !words[2].hasPrefix("*") && !words[4].hasPrefix("*")
        let matches = { (civil: CivilTime) in
            guard allowed[0][civil.minute % 60], allowed[1][civil.minute / 60] else { return false }
            let (day, week) = (allowed[2][civil.date.day], allowed[4][civil.date.weekday])
            return isEither ? day || week : day && week
        }
        var (shown, found): (Set<Int64>, [Instant]) = ([], [])
        var last = zone.civil(at: Instant(milliseconds: start.milliseconds - 60_000)).seconds
        for minute in 0..<minutes {
            let instant = start + .minutes(Int64(minute))
            let now = zone.civil(at: instant).seconds
            let skipped = now > last + 60 ? Array(stride(from: last + 60, to: now, by: 60)) : []
            let isMet = ([now] + (words[1] == "*" ? [] : skipped)).contains {
                (words[1] == "*" || !shown.contains($0)) && matches(CivilTime(seconds: $0))
            }
            if isMet { found.append(instant) }
            shown.insert(now)
            last = now
        }
        return found
    }

    private func field(_ seed: inout Seed, _ range: ClosedRange<Int>) -> String {
        switch seed.next(0...3) {
        case 0: "*"
        case 1: "*/\(seed.next(2...7))"
        default: (0...seed.next(0...2)).map { _ in "\(seed.next(range))" }.joined(separator: ",")
        }
    }

    @Test("the next times are those of a scan of every minute", arguments: 0..<24)
    func property(number: Int) throws {
        var seed = Seed(UInt64(number) &* 7919 &+ 3)
        let hour = seed.chance(50) ? "\(seed.next(1...3))" : field(&seed, 0...23)
        // Days and months count from one: a step there is not that of the scan.
        let day = seed.chance(30) ? "\(seed.next(1...31)),29,25" : "*"
        let cron = "\(field(&seed, 0...59)) \(hour) \(day) * \(seed.chance(40) ? "\(seed.next(0...6)),0" : "*")"
        let zone = seed.pick([Self.berlin, Self.odd, .utc])
        let start = seed.pick([Self.spring, Self.autumn, Self.spring + .hours(200)])
        let from = Instant(milliseconds: start.milliseconds - 86_400_000 * 3)
        let expected = try scan(cron, zone, from: from, minutes: 1440 * 6).filter { $0 >= from + .hours(30) }
        let occurrences = Occurrences(try Cron(cron), in: zone)
        let end = from + .hours(24 * 6)
        var (found, last) = ([Instant](), from + Span(milliseconds: 30 * 3_600_000 - 1))
        while let next = occurrences.next(after: last), next < end {
            found.append(next)
            last = next
        }
        #expect(found == expected, "\(cron) in \(zone)")
        for (index, instant) in expected.enumerated() where index % 17 == 0 {
            let limit = from + Span(milliseconds: 30 * 3_600_000 - 1)
            #expect(occurrences.latest(until: instant, after: limit) == instant, "\(cron)")
            let before = index == 0 ? nil : expected[index - 1]
            let justBefore = Instant(milliseconds: instant.milliseconds - 1)
            #expect(occurrences.latest(until: justBefore, after: limit) == before, "\(cron)")
        }
    }
}
