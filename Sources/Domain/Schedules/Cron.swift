/// Five fields that say which minutes are meant, as cron has them.
///
/// A day matches when day of the month and day of the week both do; when neither field begins with `*`, one of the two
/// is enough (POSIX, `crontab`).
public struct Cron: Hashable, Sendable {
    /// As it was written.
    public let text: String
    let minutes: Field
    let hours: Field
    let days: Field
    let months: Field
    let weekdays: Field

    init(text: String, minutes: Field, hours: Field, days: Field, months: Field, weekdays: Field) {
        self.text = text
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = weekdays
    }

    /// The values that one field allows.
    struct Field: Hashable, Sendable {
        var values: Set<Int>
        /// Whether it begins with `*`: it leaves the choice of the day to the other field.
        var isStar: Bool

        static let none = Field(values: [], isStar: false)

        func contains(_ value: Int) -> Bool { values.contains(value) }
    }

    /// Means no time at all.
    public static let never = Cron(
        text: "", minutes: .none, hours: .none, days: .none, months: .none, weekdays: .none)

    func matches(_ date: CivilDate) -> Bool {
        guard months.contains(date.month) else { return false }
        let (day, weekday) = (days.contains(date.day), weekdays.contains(date.weekday))
        return days.isStar || weekdays.isStar ? day && weekday : day || weekday
    }

    /// The minutes of a day that matches, in order.
    var minutesOfDay: [Int] {
        hours.values.sorted().flatMap { hour in minutes.values.sorted().map { hour * 60 + $0 } }
    }

    /// Whether it means hours that pass more than a time of the day: then it fires in both of two equal hours, and not
    /// for an hour that does not exist.
    var goesByElapsedTime: Bool { hours.isStar && hours.values.count == 24 }
}

extension Cron: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(text)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
