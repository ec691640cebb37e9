/// One thing that an agent did or said, as a line of a run's `events` log. What a type does not use is not there.
public struct RunEventBody: Codable, Hashable, Sendable {
    /// When it was seen.
    public var at: Int64
    /// `session_started`, `turn_started`, `text`, `reasoning`, `tool_started`, `tool_finished`, `file_changed`, `plan`,
    /// `used`, `asked`, `permitted`, `answered`, `retrying`, `said`, `turn_ended` or `warning`.
    public var type: String
    /// The session, the tool call or the request.
    public var id: String?
    /// The model of a session, or the name of a tool.
    public var name: String?
    /// What a tool works on.
    public var target: String?
    /// Words: of the agent, of a person, of a request, of a failure.
    public var text: String?
    public var isError: Bool?
    /// The size of a tool's result.
    public var bytes: Int?
    public var steps: [PlanStepBody]?
    public var usage: UsageBody?
    /// What a request is about: `edit`, `execute`, `read`, `fetch`, `other` or `question`; of a failure its class.
    public var kind: String?
    /// What can be answered.
    public var options: [String]?
    /// `allow`, `allow_always`, `deny` or `reply`; nothing when the agent took its request back.
    public var answer: String?
    /// `same_turn`, `next_turn` or `new_turn`.
    public var delivery: String?
    /// `completed`, `interrupted` or `failed`.
    public var outcome: String?
    /// When a limit is lifted.
    public var until: Int64?

    public init(at: Int64, type: String) {
        self.at = at
        self.type = type
    }
}

/// One entry of an agent's plan.
public struct PlanStepBody: Codable, Hashable, Sendable {
    public var text: String
    /// `pending`, `active` or `done`.
    public var state: String

    public init(text: String, state: String) {
        self.text = text
        self.state = state
    }
}

/// What a run has used of its model.
public struct UsageBody: Codable, Hashable, Sendable {
    /// Tokens that were read anew; those from a cache are not among them.
    public var inputTokens: Int64
    public var outputTokens: Int64
    public var cacheReadTokens: Int64
    public var cacheWriteTokens: Int64
    public var costUSD: Double?

    public init(
        inputTokens: Int64, outputTokens: Int64, cacheReadTokens: Int64, cacheWriteTokens: Int64, costUSD: Double?
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cacheReadTokens = cacheReadTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.costUSD = costUSD
    }
}
