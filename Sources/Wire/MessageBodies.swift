/// Mail to an agent.
public struct MessageBody: Codable, Hashable, Sendable {
    public var id: String
    /// `letter`, `comment` or `request`.
    public var kind: String
    public var from: String
    public var to: String
    /// What it is about.
    public var ticket: String?
    public var text: String
    /// `sent`, `delivered`, `read`, `acted` or `dead`.
    public var state: String
    /// Why it is dead.
    public var reason: String?
    /// The run that has it.
    public var run: String?
    public var sentAt: Int64
    public var expiresAt: Int64

    public init(
        id: String, kind: String, from: String, to: String, ticket: String? = nil, text: String, state: String,
        reason: String? = nil, run: String? = nil, sentAt: Int64, expiresAt: Int64
    ) {
        self.id = id
        self.kind = kind
        self.from = from
        self.to = to
        self.ticket = ticket
        self.text = text
        self.state = state
        self.reason = reason
        self.run = run
        self.sentAt = sentAt
        self.expiresAt = expiresAt
    }
}

/// A person writes to an agent.
public struct SendBody: Codable, Hashable, Sendable {
    public var to: String
    public var text: String
    public var ticket: String?
    /// Sent again with the same key it is the same message.
    public var key: String?

    public init(to: String, text: String, ticket: String? = nil, key: String? = nil) {
        self.to = to
        self.text = text
        self.ticket = ticket
        self.key = key
    }
}
