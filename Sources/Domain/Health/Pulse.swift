/// What can be seen of a live run from outside: its logs and its files.
public struct Pulse: Hashable, Sendable {
    /// Whether its harness tells what the agent does and can tell it something; else only its output is known.
    public var converses: Bool
    /// When its process wrote something last; nil when it never did.
    public var lastOutputAt: Instant?
    /// The tool call that it waits for.
    public var tool: Call?
    /// The first of its latest tool calls, when these are all the same.
    public var repeated: Call?
    /// What it declares itself to be waiting for.
    public var waits: Waiting?
    /// The content of its files, as far as it was looked at.
    public var tree: String?

    public init(converses: Bool, lastOutputAt: Instant? = nil) {
        self.converses = converses
        self.lastOutputAt = lastOutputAt
    }

    /// What a run can wait for without standing still.
    public enum Waiting: Hashable, Sendable {
        /// Its provider holds it up until then.
        case limited(until: Instant)
        /// It was asked for an answer, or interrupted, and it is a person's turn.
        case person
    }

    /// A tool that the agent called.
    public struct Call: Hashable, Sendable {
        public let name: String
        public let target: String
        public let at: Instant

        public init(name: String, target: String, at: Instant) {
            self.name = name
            self.target = target
            self.at = at
        }

        /// `Bash make test`, short enough for a line.
        var shown: String { target.isEmpty ? name : "\(name) \(target.prefix(80))" }

        /// Whether it asks for the same, whenever it did.
        func isSame(as other: Call) -> Bool { name == other.name && target == other.target }
    }

    /// So many tool calls that are the same are a repetition.
    public static let repetition = 5

    /// Takes in a series of tool calls, in their order.
    ///
    /// - Parameter open: the one that has not ended.
    public mutating func take(calls: [Call], open: Call?) {
        tool = open
        let same = calls.last.map { last in Array(calls.reversed().prefix { $0.isSame(as: last) }) } ?? []
        repeated = same.count >= Self.repetition ? same.last : nil
    }
}
