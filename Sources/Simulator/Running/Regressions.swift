import Foundation

/// Seeds that failed once: a committed file of lines `SEED STEPS`, each with what was wrong behind a `#`.
public struct Regressions: Sendable {
    /// One of them.
    public struct Entry: Hashable, Sendable {
        public let seed: UInt64
        public let steps: Int
    }

    public let entries: [Entry]
    private let path: String

    public init(path: String) throws {
        self.path = path
        entries = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.prefix { $0 != "#" }.split(separator: " ")
            if words.isEmpty { return nil }
            guard words.count == 2, let seed = UInt64(words[0]), let steps = Int(words[1]) else {
                throw Unreadable(line: String(line))
            }
            return Entry(seed: seed, steps: steps)
        }
    }

    /// Adds a seed that failed, unless it is there.
    public func keep(_ outcome: Outcome, steps: Int) throws {
        guard let violation = outcome.violation,
            !entries.contains(Entry(seed: outcome.seed, steps: steps))
        else { return }
        let line = "\(outcome.seed) \(steps)  # rule \(violation.rule.rawValue): \(violation.sentence)\n"
        try (String(contentsOfFile: path, encoding: .utf8) + line).write(
            toFile: path, atomically: true, encoding: .utf8)
    }

    /// A line that is none.
    public struct Unreadable: Error, CustomStringConvertible {
        let line: String
        public var description: String { "not a seed and a number of steps: \(line)" }
    }
}
