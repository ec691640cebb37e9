import Domain
import Wire

/// What the run has used: Codex counts for the life of a thread, a run counts from where it began.
struct CodexTokens {
    /// What one thread has used, ours or a sub-agent's.
    private struct Thread {
        /// The last turn that began while we listened.
        var turn: String?
        /// What was used before.
        var before: Usage?
        var used = Usage()
    }

    /// More sub-agents than this are not counted.
    private static let limit = 256
    private var threads: [String: Thread] = [:]
    private var last: Usage?

    mutating func began(turn: String, thread: String) {
        guard threads[thread] != nil || threads.count < Self.limit else { return }
        threads[thread, default: Thread()].turn = turn
    }

    /// Takes in a `thread/tokenUsage/updated`; the usage of the run if that changed.
    ///
    /// `total` is the thread's, over all its processes. One that is resumed or forked tells its total once with the
    /// turn that was last before: that is where this run begins. If it did not, the first call to the model (`last`)
    /// is the only one of `total` that is ours.
    mutating func update(_ parameters: JSONValue) -> Usage? {
        guard let id = parameters.threadId?.text, let counts = parameters.tokenUsage, counts.total?.members != nil,
            threads[id] != nil || threads.count < Self.limit
        else { return nil }
        var thread = threads[id] ?? Thread()
        let total = Usage(codex: counts.total)
        if thread.turn == nil || thread.turn != parameters.turnId?.text {
            if thread.used == Usage() { thread.before = total }
        } else {
            let before = thread.before ?? total.less(Usage(codex: counts.last))
            thread.before = before
            thread.used = total.less(before)
        }
        threads[id] = thread
        let sum = threads.values.reduce(Usage()) { $0.plus($1.used) }
        guard sum != last, sum != Usage() else { return nil }
        last = sum
        return sum
    }
}

extension Usage {
    /// A `TokenUsageBreakdown`: its input includes what was read from the cache and what was written to it.
    fileprivate init(codex counts: JSONValue?) {
        func count(_ name: String) -> Int64 { min(max(counts?[name]?.count ?? 0, 0), 1 << 50) }
        let read = count("cachedInputTokens")
        let written = count("cacheWriteInputTokens")
        self.init(
            inputTokens: max(0, count("inputTokens") - read - written), outputTokens: count("outputTokens"),
            cacheReadTokens: read, cacheWriteTokens: written)
    }

    fileprivate func less(_ other: Usage) -> Usage {
        Usage(
            inputTokens: max(0, inputTokens - other.inputTokens),
            outputTokens: max(0, outputTokens - other.outputTokens),
            cacheReadTokens: max(0, cacheReadTokens - other.cacheReadTokens),
            cacheWriteTokens: max(0, cacheWriteTokens - other.cacheWriteTokens))
    }

    fileprivate func plus(_ other: Usage) -> Usage {
        Usage(
            inputTokens: inputTokens + other.inputTokens, outputTokens: outputTokens + other.outputTokens,
            cacheReadTokens: cacheReadTokens + other.cacheReadTokens,
            cacheWriteTokens: cacheWriteTokens + other.cacheWriteTokens)
    }
}
