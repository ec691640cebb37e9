import Domain
import Synchronization

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
    private struct Follower {
        var runs: Set<Run.ID> = []
        let signal: AsyncStream<Void>.Continuation
    }

    private let followers = Mutex<[Int: Follower]>([:])

    public init() {}

    public func note(_ run: Run.ID) {
        // Woken outside of the lock: who is woken may be just leaving, in a handler that waits for the lock.
        let signals = followers.withLock { followers in
            for id in followers.keys { followers[id]?.runs.insert(run) }
            return followers.values.map(\.signal)
        }
        for signal in signals { signal.yield() }
    }

    /// How many follow it now.
    var followerCount: Int { followers.withLock { $0.count } }

    /// A stream that yields when some run wrote, and the function that takes the set of those runs.
    public func follow() -> (signals: AsyncStream<Void>, take: @Sendable () -> Set<Run.ID>) {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = followers.withLock { followers in
            let id = (followers.keys.max() ?? 0) + 1
            followers[id] = Follower(signal: continuation)
            return id
        }
        continuation.onTermination = { [weak self] _ in
            self?.followers.withLock { _ = $0.removeValue(forKey: id) }
        }
        let take: @Sendable () -> Set<Run.ID> = { [weak self] in
            self?.followers.withLock { followers in
                let runs = followers[id]?.runs ?? []
                followers[id]?.runs = []
                return runs
            } ?? []
        }
        return (stream, take)
    }
}
