/// A schedule and how it stands.
public struct ScheduleBody: Codable, Hashable, Sendable {
    public var name: String
    public var cron: String
    public var zone: String
    /// Title of the ticket that it writes, places not filled in.
    public var title: String
    public var assignee: String?
    /// When its next tickets are due, in milliseconds since 1970; jitter included.
    public var next: [Int64]
    /// The last ticket that it wrote.
    public var ticket: String?
    /// Why the last time passed without one; empty when it had one.
    public var note: String

    public init(
        name: String, cron: String, zone: String, title: String, assignee: String?, next: [Int64], ticket: String?,
        note: String
    ) {
        self.name = name
        self.cron = cron
        self.zone = zone
        self.title = title
        self.assignee = assignee
        self.next = next
        self.ticket = ticket
        self.note = note
    }
}

/// A rule and what it did.
public struct RuleBody: Codable, Hashable, Sendable {
    public var name: String
    /// `ticket.done` and the like.
    public var event: String
    /// What it does, in words.
    public var action: String
    public var firings: Int
    /// In milliseconds since 1970; nil when it never did.
    public var firedAt: Int64?
    /// Why it last did nothing though its event came; empty when it did something since.
    public var note: String

    public init(name: String, event: String, action: String, firings: Int, firedAt: Int64?, note: String) {
        self.name = name
        self.event = event
        self.action = action
        self.firings = firings
        self.firedAt = firedAt
        self.note = note
    }
}
