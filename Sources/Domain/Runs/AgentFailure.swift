/// Why an agent could not go on, as far as its harness tells.
public struct AgentFailure: Hashable, Sendable, Codable {
    public var kind: Kind
    /// The harness's own words.
    public var message: String
    /// When a limit is lifted, if the harness says so.
    public var until: Instant?

    public init(_ kind: Kind, _ message: String, until: Instant? = nil) {
        self.kind = kind
        self.message = message
        self.until = until
    }

    /// Harnesses quote what they like; a database would cut at U+0000, and a screen is small.
    mutating func clean() -> AgentFailure {
        message = String(message.withoutNull.prefix(2000))
        return self
    }

    /// What happened, as the end of "R-1 …".
    public var sentence: String {
        let words = message.isEmpty ? "" : ": \(message)"
        return switch kind {
        case .transient: "lost its model\(words)"
        case .rateLimited: "was limited by its provider\(words)"
        case .overloaded: "found its provider overloaded\(words)"
        case .auth: "is not logged in to its provider\(words)"
        case .quota: "has no quota left at its provider\(words)"
        case .contextExhausted: "ran out of context\(words)"
        case .invalidRequest: "sent what its provider does not take\(words)"
        case .refused: "was refused by its model\(words)"
        case .toolFailure: "has a broken tool\(words)"
        case .limitReached: "reached a limit of its own\(words)"
        case .unfinished: "ended without having finished its turn\(words)"
        }
    }

    /// The classes that something different follows from.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A dropped connection, a server error: the same again may work.
        case transient
        /// Too many calls for now (HTTP 429).
        case rateLimited = "rate_limited"
        /// The provider has too much to do (HTTP 529, 503).
        case overloaded
        /// Not logged in, a wrong or expired key.
        case auth
        /// No credit or plan limit left.
        case quota
        /// The conversation is longer than the model's window.
        case contextExhausted = "context_exhausted"
        /// The provider does not take the request as it is: unknown model, wrong parameter.
        case invalidRequest = "invalid_request"
        /// The model declines to do it.
        case refused
        /// A tool of the agent is broken.
        case toolFailure = "tool_failure"
        /// A limit of turns or money that the harness itself was given.
        case limitReached = "limit_reached"
        /// The process ended with success but never said that its turn had ended.
        case unfinished
    }
}
