import Synchronization

/// Whoever waits until something may have happened, each with what was noted for it meanwhile.
///
/// They are woken outside of the lock: who is woken may be just leaving, in a handler that waits for the lock.
final class Followers<Notes: Sendable>: Sendable {
    private struct Follower {
        var notes: Notes
        let signal: AsyncStream<Void>.Continuation
    }

    private struct State {
        var followers: [Int: Follower] = [:]
        var latest = 0
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.followers.count } }

    /// A stream that yields after each `wake`, several at once as one; leaving it ends the following.
    func follow(from notes: Notes) -> (id: Int, signals: AsyncStream<Void>) {
        let (stream, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.latest += 1
            state.followers[state.latest] = Follower(notes: notes, signal: signal)
            return state.latest
        }
        signal.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.followers.removeValue(forKey: id) }
        }
        return (id, stream)
    }

    /// Notes something for everybody, and wakes them.
    func wake(noting note: (inout Notes) -> Void = { _ in }) {
        let signals = state.withLock { state in
            for (id, var follower) in state.followers {
                note(&follower.notes)
                state.followers[id] = follower
            }
            return state.followers.values.map(\.signal)
        }
        for signal in signals { signal.yield() }
    }

    /// Wakes one alone.
    func wake(_ id: Int) {
        let signal = state.withLock { $0.followers[id]?.signal }
        signal?.yield()
    }

    /// What was noted for the follower, which has `notes` from now on; nil when it has left.
    func take(_ id: Int, leaving notes: Notes) -> Notes? {
        state.withLock { state in
            defer { state.followers[id]?.notes = notes }
            return state.followers[id]?.notes
        }
    }

    /// Ends every stream.
    func finish() {
        let signals = state.withLock { $0.followers.values.map(\.signal) }
        for signal in signals { signal.finish() }
    }
}
