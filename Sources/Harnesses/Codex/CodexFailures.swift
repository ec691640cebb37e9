import Domain
import Wire

extension AgentFailure {
    /// Why a turn failed (`TurnError`).
    ///
    /// - Parameter until: when the limit that was reached last is lifted.
    init(codex error: JSONValue, until: Instant?) {
        let message = error.message?.text?.excerpt ?? "Codex does not say why"
        let kind = Kind(codex: error.codexErrorInfo ?? .null, message: message)
        self.init(kind, message, until: kind == .quota || kind == .rateLimited ? until : nil)
    }

    /// Why a request was refused.
    init(codex error: RPCError) {
        let fallback: Kind =
            switch error.code {
            case -32001: .overloaded
            case -32603: .transient
            default: .invalidRequest
            }
        let message = error.message.excerpt
        self.init(Kind(words: message) ?? fallback, message)
    }
}

extension AgentFailure.Kind {
    /// By code (`CodexErrorInfo`) first, by text last.
    fileprivate init(codex info: JSONValue, message: String) {
        let status = info.members?.values.compactMap { $0.httpStatusCode?.count }.max()
        if let word = info.text, let kind = Self.codexKinds[word] {
            self = kind
        } else if let status, status >= 500 || [401, 402, 403, 408, 429].contains(status) {
            self = Self(status: status)
        } else if let kind = Self(words: message) {
            self = kind
        } else {
            self = status.map(Self.init(status:)) ?? (info.text == "badRequest" ? .invalidRequest : .transient)
        }
    }

    /// Codes that say enough. `badRequest` and `other` do not: a conversation that is too long comes as either.
    private static let codexKinds: [String: Self] = [
        "contextWindowExceeded": .contextExhausted,
        "sessionBudgetExceeded": .limitReached,
        "usageLimitExceeded": .quota,
        "rateLimitExceeded": .rateLimited,
        "flexUnavailable": .overloaded,
        "serverOverloaded": .overloaded,
        "cyberPolicy": .refused,
        "misalignmentPolicyViolation": .refused,
        "tooManyDenials": .refused,
        "internalServerError": .transient,
        "unauthorized": .auth,
        "threadRollbackFailed": .invalidRequest,
        "activeTurnNotSteerable": .invalidRequest,
        "sandboxError": .toolFailure,
    ]

    private init(status: Int64) {
        switch status {
        case 401, 403: self = .auth
        case 402: self = .quota
        case 429: self = .rateLimited
        case 503, 529: self = .overloaded
        case 400..<500 where status != 408: self = .invalidRequest
        default: self = .transient
        }
    }

    /// Nil when the text says nothing that is known.
    fileprivate init?(words message: String) {
        let text = message.lowercased()
        if let found = Self.words.first(where: { text.contains($0.word) }) {
            self = found.kind
        } else if let status = text.firstMatch(of: /status:? (\d{3})\b/).flatMap({ Int64($0.1) }) {
            self = Self(status: status)
        } else {
            return nil
        }
    }

    /// The first that fits counts.
    private static let words: [(word: String, kind: Self)] = [
        ("context_length_exceeded", .contextExhausted),
        ("context window", .contextExhausted),
        ("maximum context length", .contextExhausted),
        ("insufficient_quota", .quota),
        ("exceeded your current quota", .quota),
        ("usage limit", .quota),
        ("usage_limit", .quota),
        ("rate_limit", .rateLimited),
        ("rate limit", .rateLimited),
        ("too many requests", .rateLimited),
        ("overloaded", .overloaded),
        ("invalid_api_key", .auth),
        ("unauthorized", .auth),
        ("authentication", .auth),
        ("missing environment variable", .auth),
        ("invalid_request_error", .invalidRequest),
        ("model_not_found", .invalidRequest),
    ]
}

/// The limits of the account that are reached.
struct CodexLimits {
    /// An account has a few; what is beyond is not remembered.
    private static let limit = 32
    private var resets: [String: Instant] = [:]

    /// Takes in a `RateLimitSnapshot`. A window that it leaves out stays as it was.
    mutating func update(_ snapshot: JSONValue) {
        let isReached = snapshot.rateLimitReachedType?.text != nil
        for window in ["primary", "secondary"] {
            guard let used = snapshot[window]?.usedPercent?.decimal else { continue }
            let name = (snapshot.limitId?.text ?? "") + " " + window
            resets[name] = nil
            guard used >= 100 || (isReached && window == "primary"), resets.count < Self.limit else { continue }
            let seconds = snapshot[window]?.resetsAt?.count ?? 0
            resets[name] = Instant(milliseconds: 0) + .seconds(seconds)
        }
    }

    /// When the last of them is lifted; nil when none is reached.
    func until(after now: Instant) -> Instant? { resets.values.filter { $0 > now }.max() }
}
