import Domain

/// What runs write: the port that reads their logs.
public protocol RunOutput: Sendable {
    /// A piece of a run's log from a byte offset, at most `limit` bytes, cut at a line's end where one is in reach.
    ///
    /// A negative offset counts from the end of the log; such a piece begins at the next line's beginning.
    func read(_ run: Run.ID, _ stream: LogStream, from offset: Int64, limit: Int) throws -> OutputPiece

    /// The last lines that the run has written, oldest first.
    func lastLines(_ run: Run.ID, count: Int) -> [String]

    /// What matches `text` in what the run's agent did and said, the latest first, at most `limit` lines.
    func search(_ run: Run.ID, for text: String, limit: Int) throws -> (matches: [OutputMatch], bytes: Int)

    /// What the run's agent said and was told, without what its tools did, in pieces of a few thousand bytes: the end
    /// of it, of at most `limit` bytes of its log. Nothing when nothing is left of it.
    func transcript(_ run: Run.ID, limit: Int) throws -> [String]
}

/// A line of a conversation that somebody looked for.
public struct OutputMatch: Hashable, Sendable {
    public let at: Instant
    public let line: String

    public init(at: Instant, line: String) {
        self.at = at
        self.line = line
    }
}

/// What is kept of what a run writes.
public enum LogStream: String, Sendable, CaseIterable {
    /// What its process writes, as it stands.
    case stdout, stderr
    /// What its agent did and said, in our words: `RunEventBody`, one a line; nothing when it is a program of its own.
    case events
}

/// A piece of a log.
public struct OutputPiece: Hashable, Sendable {
    public let text: String
    /// Where `text` begins, from the beginning of the log.
    public let start: Int64
    public let next: Int64
    /// Whether anything follows `next` now.
    public let hasMore: Bool

    public init(text: String, start: Int64, next: Int64, hasMore: Bool) {
        self.text = text
        self.start = start
        self.next = next
        self.hasMore = hasMore
    }
}

/// Tells followers which live runs have written something; a hint, coalesced for each follower.
public final class OutputFeed: Sendable {
    private let followers = Followers<Set<Run.ID>>()

    public init() {}

    public func note(_ run: Run.ID) { followers.wake { $0.insert(run) } }

    /// How many follow it now.
    var followerCount: Int { followers.count }

    /// A stream that yields when some run wrote, and the function that takes the set of those runs.
    public func follow() -> (signals: AsyncStream<Void>, take: @Sendable () -> Set<Run.ID>) {
        let (id, signals) = followers.follow(from: [])
        return (signals, { [weak followers] in followers?.take(id, leaving: []) ?? [] })
    }
}
