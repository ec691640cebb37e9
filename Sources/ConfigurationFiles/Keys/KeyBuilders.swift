import Domain

typealias Path<Target, Value> = WritableKeyPath<Target, Value> & Sendable

/// The kinds of keys; each takes its default from the blank draft, so that the documentation cannot differ.
extension Key where Target: Draft {
    static func count(
        _ name: String, _ path: Path<Target, Int>, _ range: ClosedRange<Int>, example: Int, _ meaning: String
    ) -> Key {
        let page = KeyPage(
            type: "a number", standard: "`\(Target.blank[keyPath: path])`",
            bounds: "\(range.lowerBound) to \(range.upperBound)", example: "\(name): \(example)", meaning: meaning)
        return Key(name, page) { value, target, reading in
            if let count = reading.count(value, range) { target[keyPath: path] = count }
        }
    }

    static func duration(
        _ name: String, _ path: Path<Target, Span>, _ range: ClosedRange<Span>, example: String, _ meaning: String
    ) -> Key {
        let page = KeyPage(
            type: "a duration", standard: "`\(Target.blank[keyPath: path].written)`",
            bounds: "\(range.lowerBound.written) to \(range.upperBound.written)", example: "\(name): \(example)",
            meaning: meaning)
        return Key(name, page) { value, target, reading in
            if let span = reading.duration(value, range) { target[keyPath: path] = span }
        }
    }

    static func flag(_ name: String, _ path: Path<Target, Bool>, _ meaning: String) -> Key {
        let standard = Target.blank[keyPath: path]
        let page = KeyPage(
            type: "true or false", standard: "`\(standard)`", bounds: "", example: "\(name): \(!standard)",
            meaning: meaning)
        return Key(name, page) { value, target, reading in
            if let flag = reading.flag(value) { target[keyPath: path] = flag }
        }
    }

    static func line(_ name: String, _ path: Path<Target, String>, example: String, _ meaning: String) -> Key {
        let standard = Target.blank[keyPath: path]
        let page = KeyPage(
            type: "a text", standard: "`\(standard)`", bounds: "one line, 1 to \(TextLimits.line) bytes",
            example: "\(name): \(example)", meaning: meaning)
        return Key(name, page) { value, target, reading in
            if let line = reading.line(value) { target[keyPath: path] = line }
        }
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ path: Path<Target, Choice>, example: Choice, _ meaning: String
    ) -> Key {
        let known = Choice.allCases.map(\.rawValue)
        let page = KeyPage(
            type: known.joined(separator: " or "), standard: "`\(Target.blank[keyPath: path].rawValue)`", bounds: "",
            example: "\(name): \(example.rawValue)", meaning: meaning)
        return Key(name, page) { value, target, reading in
            let choice = reading.choice(value, among: known).flatMap { Choice(rawValue: $0) }
            if let choice { target[keyPath: path] = choice }
        }
    }

    static func command(_ path: Path<Target, [String]>, example: String, _ meaning: String) -> Key {
        let page = KeyPage(
            type: "a program and its arguments", standard: "must be written",
            bounds: "at least the program; up to \(TextLimits.items) words", example: "command: \(example)",
            meaning: meaning)
        return Key("command", page, isRequired: true) { value, target, reading in
            if let words = reading.command(value) { target[keyPath: path] = words }
        }
    }

    static func list(_ name: String, _ path: Path<Target, [String]>, _ page: KeyPage) -> Key {
        Key(name, page) { value, target, reading in
            if let texts = reading.texts(value) { target[keyPath: path] = texts }
        }
    }

    static func section<Inner: Sendable>(
        _ name: String, _ path: Path<Target, Inner>, _ table: [Key<Inner>], example: String, _ meaning: String
    ) -> Key {
        let page = KeyPage(
            type: "a map", standard: "the defaults of its keys", bounds: "see `\(name)` below",
            example: "\(name): \(example)", meaning: meaning)
        return Key(name, page) { value, target, reading in
            reading.section(value, table, name, into: &target[keyPath: path])
        }
    }
}
