import Domain
import Testing

@Suite("Cron expressions")
struct CronTests {
    /// The first times from 2026-01-01 00:00 UTC, a Thursday, as `MM-DD HH:MM`.
    static func times(_ text: String, _ count: Int = 3) throws -> [String] {
        let occurrences = Occurrences(try Cron(text), in: .utc)
        var instant = Instant(milliseconds: 1_767_225_600_000 - 1)
        return try (0..<count).map { _ in
            instant = try #require(occurrences.next(after: instant))
            let civil = ZoneOffsets.utc.civil(at: instant)
            let (hour, minute) = (civil.minute / 60, civil.minute % 60)
            return "\(civil.date.iso.dropFirst(5)) \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
        }
    }

    @Test(arguments: [
        ("*/20 * * * *", ["01-01 00:00", "01-01 00:20", "01-01 00:40"]),
        ("5,1-3 0 * * *", ["01-01 00:01", "01-01 00:02", "01-01 00:03"]),
        ("50/5 0 * * *", ["01-01 00:50", "01-01 00:55", "01-02 00:50"]),
        ("0 9 * * mon-fri", ["01-01 09:00", "01-02 09:00", "01-05 09:00"]),
        ("0 9 * * MON,7", ["01-04 09:00", "01-05 09:00", "01-11 09:00"]),
        ("0 9 * * fri-sun", ["01-02 09:00", "01-03 09:00", "01-04 09:00"]),
        ("0 0 13 * fri", ["01-02 00:00", "01-09 00:00", "01-13 00:00"]),
        ("0 0 */13 * fri", ["02-27 00:00", "03-27 00:00", "05-01 00:00"]),
        ("0 0 31 feb,apr,jul *", ["07-31 00:00", "07-31 00:00", "07-31 00:00"]),
        ("0 12 29 feb *", ["02-29 12:00", "02-29 12:00", "02-29 12:00"]),
        ("@yearly", ["01-01 00:00", "01-01 00:00", "01-01 00:00"]),
        ("@weekly", ["01-04 00:00", "01-11 00:00", "01-18 00:00"]),
        ("@Hourly", ["01-01 00:00", "01-01 01:00", "01-01 02:00"]),
    ])
    func means(text: String, expected: [String]) throws {
        #expect(try Self.times(text) == expected)
    }

    @Test(arguments: [
        ("", "expected five fields, found 0"), ("* * * *", "expected five fields, found 4"),
        ("* * * * * *", "expected five fields, found 6"), ("@often", "nothing is called @often"),
        ("60 * * * *", "in the field of the minute, 60 is none"),
        ("* 24 * * *", "in the field of the hour, 24 is none"),
        ("* * 0 * *", "in the field of the day of the month, 0 is none"),
        ("* * * 13 *", "in the field of the month, 13 is none"),
        ("* * * * 8", "in the field of the day of the week, 8 is none"),
        ("* * * * frid", "in the field of the day of the week, frid is none"),
        ("5-1 * * * *", "in the field of the minute, the range 5-1 goes backwards"),
        ("*/0 * * * *", "the step of */0 is no number from 1 to 59"),
        ("*/+2 * * * *", "the step of */+2"), ("1,,2 * * * *", "nothing is none"), ("-1 * * * *", "nothing is none"),
        ("1-2-3 * * * *", "1-2-3 is no range"), ("1/2/3 * * * *", "1/2/3 has more than one step"),
        ("0 0 30 feb *", "day 30 comes in none of these months"), ("0 0 31 4,6 *", "day 31 comes in none"),
    ])
    func refuses(text: String, expected: String) {
        let fault = #expect(throws: Cron.Fault.self) { try Cron(text) }
        #expect(fault?.problem.contains(expected) == true, "\(fault?.problem ?? "")")
        #expect(fault?.advice.isEmpty == false)
    }

    @Test("the calendar of 400 years, against counting")
    func calendar() {
        var (year, month, day) = (Int64(1900), 1, 1)
        let lengths = { (year: Int64) in
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        }
        var wrong: [Int64] = []
        for number in Int64(-25_567)..<(146_097 - 25_567) {
            let date = CivilDate(day: number)
            let isRight = date.year == year && date.month == month && date.day == day
            if !isRight || date.weekday != Int((number + 25_567 + 1) % 7) { wrong.append(number) }
            day += 1
            if day > lengths(year)[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(year == 2300)
        #expect(wrong == [])
    }

    @Test(arguments: [
        (20_454, "2026-W01"), (20_457, "2026-W01"), (20_458, "2026-W02"), (18_628, "2020-W53"), (17_896, "2019-W01"),
    ])
    func weeks(day: Int64, expected: String) {
        #expect(CivilDate(day: day).isoWeek == expected)
    }
}
