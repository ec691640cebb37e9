/// A server that came back takes a live run over: a new token, so that the old server's writes are stale.
public struct AdoptRun: Command {
    public let run: Run.ID
    /// That of the server that takes it over.
    public let epoch: Int64

    public init(run: Run.ID, epoch: Int64) {
        self.run = run
        self.epoch = epoch
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var run: Run?
        /// That of the server which started last.
        public var epoch: Int64
        public var lastToken: Int64

        public init(run: Run?, epoch: Int64, lastToken: Int64) {
            self.run = run
            self.epoch = epoch
            self.lastToken = lastToken
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.run else { throw .unknown(run) }
        if !record.state.isLive { throw Rejection(.runEnded, "\(run) has ended already.") }
        guard epoch == slice.epoch else {
            throw Rejection(
                .staleToken,
                "\(run) is not this server's to take over: another has started since (\(slice.epoch), not \(epoch)).")
        }
        return [.run(run, .adopted(lease: Run.Lease(token: slice.lastToken + 1, epoch: epoch)))]
    }
}

/// The agent's process runs, in a worktree that started from `base`.
public struct RecordProcessStart: Command {
    public let run: Run.ID
    public let token: Int64
    public let base: String

    public init(run: Run.ID, token: Int64, base: String) {
        self.run = run
        self.token = token
        self.base = base
    }

    public func decide(_ record: Run?, at now: Instant) throws(Rejection) -> [Event] {
        guard let record else { throw .unknown(run) }
        try record.check(token: token)
        return record.processStartedAt == nil ? [.run(run, .processStarted(base: base))] : []
    }
}
