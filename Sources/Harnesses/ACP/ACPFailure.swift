import Domain
import Wire

/// Says what class of failure an agent's error is: by its code, by an HTTP status that it names, by its words last.
enum ACPFailure {
    /// An error that answers a request.
    static func of(_ error: RPCError, at now: Instant) -> AgentFailure {
        let ways = (error.data.authMethods?.items ?? []).compactMap { $0["description"]?.text ?? $0.name?.text }
        let given = ways.isEmpty ? nil : ways.joined(separator: " ")
        let details = given ?? error.data.text ?? error.data.details?.text ?? error.data.message?.text
        let other = error.data.members == nil ? "" : String(decoding: error.data.line, as: UTF8.self)
        let message = [error.message, details ?? other].filter { !$0.isEmpty }.joined(separator: ": ")
        let text = String(message.prefix(messageLimit))
        if error.code == -32000 { return AgentFailure(.auth, text) }
        var failure = of(text, at: now)
        if failure.kind == .transient, [-32600, -32601, -32602, -32002].contains(error.code) {
            failure.kind = .invalidRequest
        }
        if let seconds = (error.data.retryAfter ?? error.data.retry_after)?.decimal { failure.wait(seconds, from: now) }
        return failure
    }

    /// The same for words alone. What nothing is known of is transient: the same again may work.
    static func of(_ whole: String, at now: Instant) -> AgentFailure {
        let text = whole.excerpt
        let lower = text.lowercased()
        var failure = AgentFailure(status(lower) ?? words(lower) ?? .transient, String(text.prefix(messageLimit)))
        let pattern = #/(?:try again|retry) (?:in|after) (\d{1,7}) ?s/#
        if failure.kind == .rateLimited || failure.kind == .quota, let match = lower.firstMatch(of: pattern) {
            failure.wait(Double(match.output.1) ?? 0, from: now)
        }
        return failure
    }

    private static let messageLimit = 2000

    private static func status(_ text: String) -> AgentFailure.Kind? {
        let pattern = #/(?:status|http|code|error)[ :=]*\(?([45]\d\d)\b|\(([45]\d\d)\)/#
        guard let match = text.firstMatch(of: pattern) else { return nil }
        switch (match.output.1 ?? match.output.2).flatMap({ Int($0) }) ?? 0 {
        case 401, 403: return .auth
        case 402: return .quota
        case 429: return words(text) == .quota ? .quota : .rateLimited
        case 503, 529: return .overloaded
        case 413: return .contextExhausted
        case 408, 500...599: return .transient
        case 400...499: return words(text) == .contextExhausted ? .contextExhausted : .invalidRequest
        default: return nil
        }
    }

    private static func words(_ text: String) -> AgentFailure.Kind? {
        table.first { $0.words.contains { text.contains($0) } }?.kind
    }

    private static let table: [(kind: AgentFailure.Kind, words: [String])] = [
        (
            .contextExhausted,
            ["context length", "context window", "maximum context", "prompt is too long", "too many tokens"]
        ),
        (.quota, ["quota", "insufficient", "billing", "out of credit", "usage limit", "spending limit"]),
        (.rateLimited, ["rate limit", "rate_limit", "ratelimit", "too many requests"]),
        (.overloaded, ["overloaded", "over capacity", "unavailable"]),
        (
            .auth,
            [
                "api key", "api_key", "unauthorized", "authenticat", "credential", "not logged in", "log in", "login",
                "forbidden",
            ]
        ),
        (.invalidRequest, ["model not found", "unknown model", "no such model", "model does not exist"]),
    ]
}

extension AgentFailure {
    fileprivate mutating func wait(_ seconds: Double, from now: Instant) {
        guard seconds > 0, seconds < 10_000_000 else { return }
        until = now + Span(milliseconds: Int64(seconds * 1000))
    }
}
