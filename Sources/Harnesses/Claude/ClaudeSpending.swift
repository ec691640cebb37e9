import Domain
import Wire

/// What the run has used: `modelUsage` and `total_cost_usd` of a result count everything since the conversation began,
/// over resumes and forks, so what was there before this run is taken off.
struct ClaudeSpending: Hashable, Sendable {
    /// What the totals of the program were before the run; nil until it is known.
    private var before: Usage?
    private var settled = Usage()
    /// What the turn that runs has used so far, as far as its messages tell.
    private var pending = Usage()
    private var messages: Set<String> = []
    /// After so many in one turn the result alone counts.
    private static let limit = 10_000

    init(isFresh: Bool) {
        before = isFresh ? Usage(costUSD: 0) : nil
    }

    /// Counts an answer of the model when its first part comes. Its number of output tokens is not known yet: what
    /// the message says is where the stream began.
    ///
    /// - Returns: all that the run has used, or nil when the message was counted before.
    mutating func note(_ message: JSONValue) -> Usage? {
        guard let id = message.id?.text, let usage = message.usage, messages.count < Self.limit,
            messages.insert(id).inserted
        else { return nil }
        let tokens = Usage(
            inputTokens: usage.input_tokens.tokens, outputTokens: usage.output_tokens.tokens,
            cacheReadTokens: usage.cache_read_input_tokens.tokens,
            cacheWriteTokens: usage.cache_creation_input_tokens.tokens)
        guard tokens != Usage() else { return nil }
        pending = pending.adding(tokens, 1)
        return settled.adding(pending, 1)
    }

    /// Counts a result, which knows better than all messages before it.
    ///
    /// - Returns: all that the run has used, or nil when the result tells nothing.
    mutating func settle(_ result: JSONValue) -> Usage? {
        pending = Usage()
        messages = []
        guard let models = result.modelUsage?.members else { return nil }
        let total = Usage(models: models, costUSD: result.total_cost_usd.dollars)
        let spent = before ?? carriedOver(total, result)
        before = spent
        settled = total.adding(spent, -1)
        return settled
    }

    /// The conversation was replaced by an empty one, and the program's totals begin at nothing again.
    mutating func reset() {
        before = Usage(costUSD: 0).adding(settled, -1)
    }

    private func carriedOver(_ total: Usage, _ result: JSONValue) -> Usage {
        if let models = result.model_usage_since_last_result?.members {
            return total.adding(Usage(models: models, costUSD: nil), -1)
        }
        // An older program: the tokens of this result, and no way to tell what they cost.
        let usage = result.usage
        let spent = Usage(
            inputTokens: usage?.input_tokens.tokens ?? 0, outputTokens: usage?.output_tokens.tokens ?? 0,
            cacheReadTokens: usage?.cache_read_input_tokens.tokens ?? 0,
            cacheWriteTokens: usage?.cache_creation_input_tokens.tokens ?? 0, costUSD: 0)
        return total.adding(spent, -1)
    }
}

extension Usage {
    /// The sum over the models of a result. Without `costUSD` the cost is the sum of what the models cost.
    fileprivate init(models: [String: JSONValue], costUSD total: Double?) {
        self.init(costUSD: total ?? 0)
        for model in models.sorted(by: { $0.key < $1.key }).map(\.value) {
            let one = Usage(
                inputTokens: model.inputTokens.tokens, outputTokens: model.outputTokens.tokens,
                cacheReadTokens: model.cacheReadInputTokens.tokens,
                cacheWriteTokens: model.cacheCreationInputTokens.tokens,
                costUSD: total == nil ? model.costUSD.dollars : nil)
            self = adding(one, 1)
        }
    }

    /// The sum with `other`, or the difference when `sign` is -1.
    fileprivate func adding(_ other: Usage, _ sign: Int64) -> Usage {
        Usage(
            inputTokens: inputTokens &+ sign &* other.inputTokens,
            outputTokens: outputTokens &+ sign &* other.outputTokens,
            cacheReadTokens: cacheReadTokens &+ sign &* other.cacheReadTokens,
            cacheWriteTokens: cacheWriteTokens &+ sign &* other.cacheWriteTokens,
            costUSD: costUSD.map { $0 + Double(sign) * (other.costUSD ?? 0) } ?? other.costUSD.map { $0 * Double(sign) }
        )
    }
}

extension JSONValue? {
    /// A number of tokens; what is none, or cannot be, counts as nothing.
    fileprivate var tokens: Int64 {
        guard let count = self?.count, count > 0, count < 1 << 50 else { return 0 }
        return count
    }

    fileprivate var dollars: Double? {
        guard let amount = self?.decimal, amount >= 0, amount < 1e9 else { return nil }
        return amount
    }
}
