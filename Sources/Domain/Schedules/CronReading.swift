extension Cron {
    /// What is wrong with a text that is no cron expression.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, for the middle of a sentence.
        public let problem: String
        public let advice: String
        public var description: String { "\(problem): \(advice)" }
    }

    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    /// Reads five fields, or a name such as `@daily`.
    public init(_ text: String) throws(Fault) {
        let words = text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
        if words.count == 1, let name = words.first, name.hasPrefix("@") {
            guard let meaning = Self.nicknames[name] else {
                throw Fault(
                    problem: "nothing is called \(name.prefix(20))",
                    advice: "the names are \(Self.nicknames.keys.sorted().joined(separator: ", "))")
            }
            try self.init(text, meaning.split(separator: " ").map(String.init))
            return
        }
        guard words.count == 5 else {
            throw Fault(
                problem: "expected five fields, found \(words.count)",
                advice: "write minute, hour, day of the month, month and day of the week, such as `0 9 * * mon-fri`")
        }
        try self.init(text, words)
    }

    private init(_ text: String, _ words: [String]) throws(Fault) {
        let minutes = try FieldReader.minute.read(words[0])
        let hours = try FieldReader.hour.read(words[1])
        let days = try FieldReader.day.read(words[2])
        let months = try FieldReader.month.read(words[3])
        var weekdays = try FieldReader.weekday.read(words[4])
        if weekdays.values.remove(7) != nil { weekdays.values.insert(0) }
        self.init(text: text, minutes: minutes, hours: hours, days: days, months: months, weekdays: weekdays)
        try checkDays()
    }

    /// The 30th of February never comes.
    private func checkDays() throws(Fault) {
        let longest = months.values.map { [4, 6, 9, 11].contains($0) ? 30 : $0 == 2 ? 29 : 31 }.max() ?? 31
        let isByWeekday = !days.isStar && !weekdays.isStar
        if let first = days.values.min(), first > longest, !isByWeekday {
            throw Fault(
                problem: "day \(first) comes in none of these months", advice: "choose a day that they have")
        }
    }
}

/// Reads one field of a cron expression.
private struct FieldReader {
    let name: String
    let range: ClosedRange<Int>
    /// Words in the place of numbers, the first for the range's lower bound.
    var words: [String] = []

    static let minute = FieldReader(name: "minute", range: 0...59)
    static let hour = FieldReader(name: "hour", range: 0...23)
    static let day = FieldReader(name: "day of the month", range: 1...31)
    static let month = FieldReader(
        name: "month", range: 1...12,
        words: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
    static let weekday = FieldReader(
        name: "day of the week", range: 0...7, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    func read(_ text: String) throws(Cron.Fault) -> Cron.Field {
        var values: Set<Int> = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            values.formUnion(try read(item: String(item)))
        }
        return Cron.Field(values: values, isStar: text.hasPrefix("*"))
    }

    /// `*`, `5`, `1-5`, each perhaps with `/2`.
    private func read(item: String) throws(Cron.Fault) -> [Int] {
        let parts = item.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2 else { throw fault("\(item) has more than one step") }
        let step = parts.count == 2 ? Int(digits: parts[1]) : 1
        guard let step, (1...range.upperBound).contains(step) else {
            throw fault("the step of \(item) is no number from 1 to \(range.upperBound)")
        }
        let values = try span(parts[0], hasStep: parts.count == 2)
        return Array(stride(from: values.lowerBound, through: values.upperBound, by: step))
    }

    private func span(_ text: String, hasStep: Bool) throws(Cron.Fault) -> ClosedRange<Int> {
        // 7 is Sunday once more: `*` means each day once.
        let last = words.count == 7 ? 6 : range.upperBound
        if text == "*" { return range.lowerBound...last }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count <= 2 else { throw fault("\(text) is no range") }
        let from = try number(ends[0])
        guard ends.count == 2 else { return from...(hasStep ? max(from, last) : from) }
        // `fri-sun`: here Sunday is the last day.
        var to = try number(ends[1])
        if words.count == 7, to == 0, from > 0 { to = 7 }
        guard from <= to else { throw fault("the range \(text) goes backwards") }
        return from...to
    }

    private func number(_ text: String) throws(Cron.Fault) -> Int {
        if let place = words.firstIndex(of: text) { return range.lowerBound + place }
        guard let number = Int(digits: text), range.contains(number) else {
            throw fault("\(text.isEmpty ? "nothing" : String(text.prefix(20))) is none")
        }
        return number
    }

    private func fault(_ problem: String) -> Cron.Fault {
        let names = words.isEmpty ? "" : " or \(words[0]) to \(words[words.count - 1])"
        return Cron.Fault(
            problem: "in the field of the \(name), \(problem)",
            advice: "write `*`, numbers from \(range.lowerBound) to \(range.upperBound)\(names), ranges such as "
                + "\(range.lowerBound)-\(range.lowerBound + 4), steps such as */2, and lists of these with commas")
    }
}

extension Int {
    /// Digits and nothing else: `Int` would read a sign as well.
    fileprivate init?(digits text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        self.init(text)
    }
}
