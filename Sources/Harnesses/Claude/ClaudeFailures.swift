import Domain
import Wire

/// What Claude Code told of a failed call before the result that ends its turn.
struct ClaudeTrouble: Hashable, Sendable {
    /// The class of the last failed call, such as `rate_limit`; the result has only the HTTP status.
    var word: String?
    /// A plan's limit rejects calls; `until` is when it is lifted.
    var isLimited = false
    var until: Instant?
}

/// How Claude Code's words for the end of a turn translate into ours.
enum ClaudeFailures {
    /// The end of a turn by its `result`. `is_error` alone does not tell: it is true for an interrupt, and the subtype
    /// is `success` when the model could not be reached.
    static func end(of result: JSONValue, after trouble: ClaudeTrouble, at now: Instant) -> TurnEnd {
        let reason = result.terminal_reason?.text ?? ""
        let isError = result.is_error?.flag ?? (result.subtype?.text != "success")
        let message = self.message(of: result)
        if reason.hasPrefix("aborted") { return .interrupted }
        if result.stop_reason?.text == "refusal" { return .failed(AgentFailure(.refused, message)) }
        if let kind = reasons[reason] ?? subtypes[result.subtype?.text ?? ""] {
            return .failed(AgentFailure(kind, message))
        }
        guard isError else { return .completed }
        let isPlanLimit = isQuota(message) || trouble.word == "billing_error" || trouble.isLimited
        let status = result.api_error_status?.count
        let kind = isPlanLimit ? .quota : self.kind(status: status, word: trouble.word, message: message)
        let isLimit = kind == .quota || kind == .rateLimited
        let until = isLimit ? trouble.until ?? ClaudeLimits.lifted(message, now: now) : nil
        return .failed(AgentFailure(kind, message, until: until))
    }

    /// The class of a failed call: by the HTTP status if there is one, else by the program's own word.
    static func kind(status: Int64?, word: String?, message: String = "") -> AgentFailure.Kind {
        switch status {
        case 401, 403: .auth
        case 402: .quota
        case 408, 409: .transient
        case 413: .contextExhausted
        case 429: .rateLimited
        case 503, 529: .overloaded
        case .some(400..<500): .invalidRequest
        case .some(500...): .transient
        // A conversation that is not there. It comes before any session has started, so a run that resumed one can
        // tell it from other refusals, and begin afresh.
        default: words[word ?? ""] ?? (message.contains("No conversation found") ? .invalidRequest : .transient)
        }
    }

    private static let reasons: [String: AgentFailure.Kind] = [
        "prompt_too_long": .contextExhausted, "blocking_limit": .contextExhausted,
        "rapid_refill_breaker": .contextExhausted, "max_turns": .limitReached, "budget_exhausted": .limitReached,
        "structured_output_retry_exhausted": .toolFailure, "malformed_tool_use_exhausted": .toolFailure,
        "image_error": .invalidRequest,
    ]

    private static let subtypes: [String: AgentFailure.Kind] = [
        "error_max_turns": .limitReached, "error_max_budget_usd": .limitReached,
        "error_max_structured_output_retries": .toolFailure,
    ]

    private static let words: [String: AgentFailure.Kind] = [
        "authentication_failed": .auth, "oauth_org_not_allowed": .auth, "account_on_hold": .auth,
        "verification_required": .auth, "cloud_credential_error": .auth, "billing_error": .quota,
        "rate_limit": .rateLimited, "overloaded": .overloaded, "invalid_request": .invalidRequest,
        "model_not_found": .invalidRequest, "server_error": .transient, "unknown": .transient,
    ]

    private static func isQuota(_ message: String) -> Bool {
        message.contains(
            #/
            (?i)credit\ balance\ is\ too\ low|usage\ limit\ reached|spend\ limit\ reached|out\ of\ (extra\ )?usage
            |You've\ (hit|reached)\ your\ .*limit|usage\ is\ paused
            /#)
    }

    private static func message(of result: JSONValue) -> String {
        let errors = (result.errors?.items ?? []).compactMap(\.text).joined(separator: "\n")
        let text = result.result?.text ?? ""
        if !text.isEmpty { return text.excerpt }
        return errors.isEmpty
            ? result.terminal_reason?.text ?? result.subtype?.text ?? "no reason given" : errors.excerpt
    }
}
