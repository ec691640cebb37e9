// Bodies of the REST API, version 1: what people say to agents at work, and what those ask.

/// Something to say to the agent of a run.
public struct SayBody: Codable, Hashable, Sendable {
    public var text: String

    public init(text: String) {
        self.text = text
    }
}

/// What the copy of a run's session answered.
public struct SessionAnswerBody: Codable, Hashable, Sendable {
    public var text: String

    public init(text: String) {
        self.text = text
    }
}

/// What became of a word to an agent.
public struct DeliveryBody: Codable, Hashable, Sendable {
    /// `in_turn`: the harness takes it into the turn that runs; `next_turn`: when that has ended; `next_run`: the run
    /// cannot hear it, and it is a comment on the ticket now.
    public var delivery: String
    /// Why only the next run is told.
    public var reason: String?

    public init(delivery: String, reason: String? = nil) {
        self.delivery = delivery
        self.reason = reason
    }
}

/// Something that a run waits for an answer to.
public struct RequestBody: Codable, Hashable, Sendable {
    public var id: String
    public var run: String
    public var ticket: String
    public var ticketTitle: String
    public var agent: String
    /// The agent that may answer beside people.
    public var to: String?
    /// What permission is asked for: `edit`, `execute`, `read`, `fetch` or `other`; or `question`, `choice`, `loop`,
    /// `hire` or `watchdog`.
    public var kind: String
    /// One line: what the agent wants to do, or its question.
    public var title: String
    /// More of it, such as a command or a patch; on the board only its beginning.
    public var detail: String
    /// What the agent offers; a permission is answered `allow`, `always` or `deny` whatever stands here.
    public var options: [String]
    /// `open`, `answered`, `expired` or `withdrawn`.
    public var state: String
    /// When it closes without an answer, and what holds then.
    public var expiresAt: Int64?
    public var fallback: String?
    /// `allow`, `always`, `deny`, or the words.
    public var answer: String?
    /// Who answered.
    public var answeredBy: String?
    public var askedAt: Int64
    public var closedAt: Int64?

    public init(
        id: String, run: String, ticket: String, ticketTitle: String, agent: String, to: String? = nil, kind: String,
        title: String, detail: String, options: [String], state: String, expiresAt: Int64? = nil,
        fallback: String? = nil, answer: String? = nil, answeredBy: String? = nil, askedAt: Int64,
        closedAt: Int64? = nil
    ) {
        self.id = id
        self.run = run
        self.ticket = ticket
        self.ticketTitle = ticketTitle
        self.agent = agent
        self.to = to
        self.kind = kind
        self.title = title
        self.detail = detail
        self.options = options
        self.state = state
        self.expiresAt = expiresAt
        self.fallback = fallback
        self.answer = answer
        self.answeredBy = answeredBy
        self.askedAt = askedAt
        self.closedAt = closedAt
    }
}

/// The answer to a request.
public struct AnswerBody: Codable, Hashable, Sendable {
    /// `allow`, `always` or `deny` to a permission; words, or one of the options, to a question.
    public var answer: String
    /// What an agent that is denied something is told.
    public var reason: String?

    public init(answer: String, reason: String? = nil) {
        self.answer = answer
        self.reason = reason
    }
}

/// A line of a conversation that somebody looked for.
public struct SessionMatchBody: Codable, Hashable, Sendable {
    public var run: String
    public var ticket: String
    public var ticketTitle: String
    public var agent: String
    /// The harness's own conversation, once it said which.
    public var session: String?
    public var at: Int64
    public var line: String

    public init(
        run: String, ticket: String, ticketTitle: String, agent: String, session: String? = nil, at: Int64,
        line: String
    ) {
        self.run = run
        self.ticket = ticket
        self.ticketTitle = ticketTitle
        self.agent = agent
        self.session = session
        self.at = at
        self.line = line
    }
}
