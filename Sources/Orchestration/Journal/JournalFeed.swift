import Domain
import ServiceLifecycle
import Storage
import Synchronization

/// The journal as it grows: read once from the store, shared by everybody who follows it.
///
/// Wake-ups are hints. A follower that falls behind the kept entries reads the store instead; nobody misses an entry.
public final class JournalFeed: Service {
    private struct State {
        var kept: [JournalEntry] = []
        /// Of what is kept.
        var size = 0
    }

    private let store: any Store
    private let state = Mutex(State())
    private let followers = Followers<Void>()
    private let hints: AsyncStream<Void>
    private let hint: AsyncStream<Void>.Continuation
    /// Entries kept in memory for followers; older ones come from the store.
    private let capacity: Int
    /// Bytes of them: an entry may carry a text of 256 KiB.
    private let sizeLimit: Int

    public init(store: any Store, capacity: Int = 4096, sizeLimit: Int = 16 << 20) {
        self.store = store
        self.capacity = capacity
        self.sizeLimit = sizeLimit
        (hints, hint) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says that something was written, or that somebody has become free for more work.
    public func wake() { hint.yield() }

    /// Reads what is new after each hint and wakes the followers, until shut down.
    public func run() async throws {
        var position = try await store.read { try $0.revision() }
        for await _ in hints.cancelOnGracefulShutdown() {
            while true {
                let after = position
                let entries = try await store.read { try $0.journal(after: after, limit: 100) }
                guard let last = entries.last else { break }
                position = last.position
                keep(entries)
            }
            // Also when nothing was written: a reconciler that finished an action may look for the next one.
            followers.wake()
        }
        followers.finish()
    }

    private func keep(_ entries: [JournalEntry]) {
        state.withLock { state in
            state.kept += entries
            state.size += entries.reduce(0) { $0 + $1.size }
            var surplus = max(0, state.kept.count - capacity)
            var size = state.size - state.kept.prefix(surplus).reduce(0) { $0 + $1.size }
            while size > sizeLimit {
                size -= state.kept[surplus].size
                surplus += 1
            }
            state.kept.removeFirst(surplus)
            state.size = size
        }
    }

    /// A stream that yields whenever there may be new entries; at least once for entries written after this call.
    public func wakeups() -> AsyncStream<Void> {
        let (id, signals) = followers.follow(from: ())
        followers.wake(id)
        return signals
    }

    /// What is in memory now.
    var kept: (positions: [Int64], size: Int) { state.withLock { ($0.kept.map(\.position), $0.size) } }

    /// How many follow it now.
    var followerCount: Int { followers.count }

    /// The entries after `position`, at most 100, from memory when they are kept there.
    ///
    /// Not more, because an entry may carry a text of 256 KiB and every follower that catches up holds its own.
    public func entries(after position: Int64) async throws -> [JournalEntry] {
        let kept: [JournalEntry]? = state.withLock { state in
            guard let first = state.kept.first, first.position <= position + 1 else { return nil }
            return Array(state.kept.dropFirst(Int(position + 1 - first.position)).prefix(100))
        }
        if let kept { return kept }
        return try await store.read { try $0.journal(after: position, limit: 100) }
    }

    /// What `pick` finds in all entries after `position`, page by page, and where they end.
    func collect<Found>(
        after position: Int64, _ pick: (JournalEntry) -> Found?
    ) async throws -> (found: [Found], position: Int64) {
        var (found, position) = ([Found](), position)
        while true {
            let entries = try await entries(after: position)
            guard let last = entries.last else { return (found, position) }
            position = last.position
            found += entries.compactMap(pick)
        }
    }
}
