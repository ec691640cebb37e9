import Domain

extension Reading {
    /// A text of 1 to `limit` bytes on one line.
    func line(_ value: Value, limit: Int = TextLimits.line) -> String? {
        guard let text = text(value, limit: limit) else { return nil }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            report(value, "expected one line of text, found control characters in \(quoted(text))")
            return nil
        }
        return text
    }

    /// A text of 1 to `limit` bytes that can be handed to a program.
    func text(_ value: Value, limit: Int = TextLimits.word) -> String? {
        guard let text = value.text else {
            expected("a text", at: value)
            return nil
        }
        guard (1...limit).contains(text.utf8.count) else {
            report(value, "expected a text of 1 to \(limit) bytes, found \(text.utf8.count)")
            return nil
        }
        guard !text.utf8.contains(0) else {
            report(value, "expected a text, found a NUL character in it", "remove `\\0`")
            return nil
        }
        return text
    }

    func count(_ value: Value, _ range: ClosedRange<Int>) -> Int? {
        let what = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let bare = value.bare, isInteger(bare), let number = Int(bare), range.contains(number) else {
            expected(what, at: value)
            return nil
        }
        return number
    }

    func flag(_ value: Value) -> Bool? {
        switch value.bare {
        case "true": return true
        case "false": return false
        default:
            expected("true or false", at: value)
            return nil
        }
    }

    func duration(_ value: Value, _ range: ClosedRange<Span>) -> Span? {
        guard let bare = value.text, let span = Span(written: bare) else {
            expected("a duration such as 500ms, 30s, 10m, 4h or 1d", at: value)
            return nil
        }
        guard range.contains(span) else {
            report(value, "expected \(range.lowerBound.written) to \(range.upperBound.written), found \(bare)")
            return nil
        }
        return span
    }

    /// One of a few words.
    func choice(_ value: Value, among known: [String]) -> String? {
        if let text = value.text, known.contains(text) { return text }
        let near = value.text.flatMap { Spelling.nearest(to: $0, among: known) }
        report(
            value, "expected \(known.joined(separator: " or ")), found \(value.found)",
            near.map { "did you mean `\($0)`?" })
        return nil
    }

    /// `-?` and digits as people write them: `010` and `1_000` would mean something else elsewhere.
    private func isInteger(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && (digits.count == 1 || digits.first != "0")
    }
}

/// The bounds of texts in the files, in bytes of UTF-8.
enum TextLimits {
    static let line = 200
    static let word = 4096
    /// Items in one list.
    static let items = 200
}

extension Span {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ]

    /// Reads `500ms`, `30s`, `10m`, `4h` or `1d`; nil for anything else.
    init?(written text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.name) }) else { return nil }
        let digits = text.dropLast(unit.name.count)
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(digits)
        else { return nil }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
        if overflow { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// As it is written in a file: the largest unit that divides it.
    var written: String {
        let unit = Self.units.dropFirst().first { milliseconds % $0.milliseconds == 0 } ?? Self.units[0]
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}
