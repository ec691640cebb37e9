/// A minute as a clock on a wall shows it, with its place in the proleptic Gregorian calendar.
public struct CivilTime: Hashable, Sendable {
    /// Days since 1970-01-01.
    public let day: Int64
    /// Minutes since midnight, 0 to 1439.
    public let minute: Int

    public init(day: Int64, minute: Int) {
        self.day = day
        self.minute = minute
    }

    /// - Parameter seconds: since 1970-01-01T00:00 on that clock; what is no whole minute is cut off.
    public init(seconds: Int64) {
        let minutes = seconds.floored(by: 60)
        day = minutes.floored(by: 1440)
        minute = Int(minutes - day * 1440)
    }

    /// Seconds since 1970-01-01T00:00 on that clock.
    public var seconds: Int64 { day * 86_400 + Int64(minute) * 60 }

    public var date: CivilDate { CivilDate(day: day) }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Hashable, Sendable {
    public let year: Int64
    /// 1 to 12.
    public let month: Int
    /// 1 to 31.
    public let day: Int
    /// 0 is Sunday.
    public let weekday: Int
    private let number: Int64

    /// - Parameter number: days since 1970-01-01; Howard Hinnant's `civil_from_days`.
    public init(day number: Int64) {
        let shifted = number + 719_468
        let era = shifted.floored(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let index = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * index + 2) / 5 + 1)
        month = Int(index < 10 ? index + 3 : index - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        weekday = Int(number + 4 - (number + 4).floored(by: 7) * 7)
        self.number = number
    }

    /// `2026-11-21`
    public var iso: String { "\(year)-\(month.twoDigits)-\(day.twoDigits)" }

    /// `2026-W47`: weeks begin on Monday, and the first one has the year's first Thursday (ISO 8601).
    public var isoWeek: String {
        let thursday = CivilDate(day: number - Int64((weekday + 6) % 7) + 3)
        let week = (thursday.number - thursday.firstOfYear) / 7 + 1
        return "\(thursday.year)-W\(Int(week).twoDigits)"
    }

    /// The first of January, in days since 1970-01-01.
    private var firstOfYear: Int64 {
        let before = year - 1
        let leaps = before.floored(by: 4) - before.floored(by: 100) + before.floored(by: 400)
        return before * 365 + leaps - 719_162
    }
}

extension Int {
    /// At least two digits.
    var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}

extension Int64 {
    /// The quotient towards minus infinity.
    func floored(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
