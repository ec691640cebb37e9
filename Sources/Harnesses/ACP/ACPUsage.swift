import Domain
import Wire

/// Counts what a run used, out of numbers that agents count in different ways.
struct ACPUsage: Hashable, Sendable {
    let counting: ACPPreset.Counting
    /// What the session had used before this run, and what numbers were before they fell.
    private var before = Usage()
    private var carried = Usage()
    private var latest = Usage()
    private var reported: Usage?

    init(_ counting: ACPPreset.Counting) { self.counting = counting }

    /// The session is there: what was counted so far belongs to the runs before.
    mutating func begin() {
        before = latest
        reported = nil
    }

    /// The answer to a prompt.
    mutating func ended(_ result: JSONValue) -> [AgentEvent] {
        guard let usage = Self.tokens(result._meta?.usage ?? result.usage) else { return metrics(result) }
        switch counting {
        case .wholeSession: take(usage)
        case .turn: latest = latest + usage
        }
        return metrics(result) + report()
    }

    /// A `usage_update`: the cost, and in some agents the tokens. `used` is how full the window is, which is no use.
    mutating func update(_ update: JSONValue) -> [AgentEvent] {
        var usage = Self.tokens(update._meta)
        let isDollar = update.cost?.currency?.text.map { $0 == "USD" } ?? true
        if isDollar, let cost = update.cost?.amount?.decimal, (0...1e15).contains(cost) {
            usage = usage ?? latest
            usage?.costUSD = cost
        }
        guard let usage else { return [] }
        take(usage)
        return report()
    }

    /// The numbers that OpenHands puts beside its messages.
    mutating func metrics(_ parameters: JSONValue) -> [AgentEvent] {
        guard let metrics = parameters._meta?.field_meta?["openhands.dev/metrics"],
            var usage = Self.tokens(metrics)
        else { return [] }
        // Zero stands for a model whose price it does not know.
        if let cost = metrics.cost?.decimal, cost > 0, cost < 1e15 { usage.costUSD = cost }
        take(usage)
        return report()
    }

    private mutating func take(_ usage: Usage) {
        var usage = usage
        usage.costUSD = usage.costUSD ?? latest.costUSD
        // An agent that gives up a turn early may say that nothing was used.
        guard usage.total > 0 || latest.total == 0 else { return }
        // Hermes starts to count anew with another model.
        if usage.total < latest.total { carried = carried + latest }
        latest = usage
    }

    private mutating func report() -> [AgentEvent] {
        let sum = carried + latest - before
        guard sum != reported, sum.total > 0 || (sum.costUSD ?? 0) > 0 else { return [] }
        reported = sum
        return [.used(sum)]
    }

    private static func tokens(_ value: JSONValue?) -> Usage? {
        guard let value else { return nil }
        func number(_ names: String...) -> Int64? {
            names.lazy.compactMap { value[$0]?.count }.first.map { min(max(0, $0), 1 << 50) }
        }
        guard let input = number("inputTokens", "promptTokens", "input_tokens"),
            let output = number("outputTokens", "completionTokens", "output_tokens")
        else { return nil }
        let read = number("cachedReadTokens", "cachedTokens", "cache_read_tokens") ?? 0
        let written = number("cachedWriteTokens", "cache_write_tokens") ?? 0
        // Agents differ in whether the input includes what came from the cache; their own sum tells.
        let isSeparate = (number("totalTokens") ?? input + output) >= input + output + read + written
        let fresh = isSeparate ? input : max(0, input - read - written)
        return Usage(inputTokens: fresh, outputTokens: output, cacheReadTokens: read, cacheWriteTokens: written)
    }
}

extension Usage {
    fileprivate var total: Int64 { inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens }

    /// What an agent says must not overflow anything, however often it says it.
    fileprivate static func + (left: Usage, right: Usage) -> Usage {
        func sum(_ tokens: KeyPath<Usage, Int64>) -> Int64 {
            min(left[keyPath: tokens] + right[keyPath: tokens], 1 << 56)
        }
        return Usage(
            inputTokens: sum(\.inputTokens), outputTokens: sum(\.outputTokens),
            cacheReadTokens: sum(\.cacheReadTokens), cacheWriteTokens: sum(\.cacheWriteTokens),
            costUSD: left.costUSD.map { min($0 + (right.costUSD ?? 0), 1e15) } ?? right.costUSD)
    }

    fileprivate static func - (left: Usage, right: Usage) -> Usage {
        Usage(
            inputTokens: max(0, left.inputTokens - right.inputTokens),
            outputTokens: max(0, left.outputTokens - right.outputTokens),
            cacheReadTokens: max(0, left.cacheReadTokens - right.cacheReadTokens),
            cacheWriteTokens: max(0, left.cacheWriteTokens - right.cacheWriteTokens),
            costUSD: left.costUSD.map { max(0, $0 - (right.costUSD ?? 0)) })
    }
}
