// Bodies of the REST API, version 1: plain values, every instant in milliseconds since 1970.

/// A ticket as the API shows it; on the board `body` and `summary` are empty.
public struct TicketBody: Codable, Hashable, Sendable {
    public var id: String
    public var title: String
    public var body: String
    public var project: String
    public var assignee: String?
    /// In the place of the agent's own.
    public var model: String?
    public var effort: String?
    public var priority: String
    public var labels: [String]
    public var parent: String?
    public var blockers: [String]
    /// The blockers that are still in the way.
    public var waitsFor: [String]
    /// `backlog`, `todo`, `in_progress`, `merging`, `done`, `blocked` or `cancelled`.
    public var state: String
    /// A sentence about the state: who works on it, what blocks it.
    public var note: String
    public var run: String?
    public var change: String?
    public var branch: String
    public var failures: Int
    public var returns: Int
    public var retryAt: Int64?
    public var comments: Int
    public var summary: String
    public var createdAt: Int64
    public var updatedAt: Int64

    public init(
        id: String, title: String, body: String, project: String, assignee: String? = nil, model: String? = nil,
        effort: String? = nil, priority: String,
        labels: [String], parent: String? = nil, blockers: [String], waitsFor: [String], state: String, note: String,
        run: String? = nil, change: String? = nil, branch: String, failures: Int, returns: Int, retryAt: Int64? = nil,
        comments: Int,
        summary: String, createdAt: Int64, updatedAt: Int64
    ) {
        self.id = id
        self.title = title
        self.body = body
        self.project = project
        self.assignee = assignee
        self.model = model
        self.effort = effort
        self.priority = priority
        self.labels = labels
        self.parent = parent
        self.blockers = blockers
        self.waitsFor = waitsFor
        self.state = state
        self.note = note
        self.run = run
        self.change = change
        self.branch = branch
        self.failures = failures
        self.returns = returns
        self.retryAt = retryAt
        self.comments = comments
        self.summary = summary
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A remark on a ticket.
public struct CommentBody: Codable, Hashable, Sendable {
    public var author: String
    public var text: String
    public var at: Int64

    public init(author: String, text: String, at: Int64) {
        self.author = author
        self.text = text
        self.at = at
    }
}

/// A ticket with all that belongs to it.
public struct TicketDetailBody: Codable, Hashable, Sendable {
    public var ticket: TicketBody
    public var comments: [CommentBody]
    public var runs: [RunBody]
    public var changes: [ChangeBody]
    public var why: WhyBody

    public init(
        ticket: TicketBody, comments: [CommentBody], runs: [RunBody], changes: [ChangeBody], why: WhyBody
    ) {
        self.ticket = ticket
        self.comments = comments
        self.runs = runs
        self.changes = changes
        self.why = why
    }
}

/// Why a ticket is where it is.
public struct WhyBody: Codable, Hashable, Sendable {
    public var ticket: String
    public var state: String
    /// One sentence each; empty when it starts this moment.
    public var reasons: [ReasonBody]

    public init(ticket: String, state: String, reasons: [ReasonBody]) {
        self.ticket = ticket
        self.state = state
        self.reasons = reasons
    }
}

/// One reason: a stable word and a sentence.
public struct ReasonBody: Codable, Hashable, Sendable {
    public var code: String
    public var sentence: String

    public init(code: String, sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}
