/// What an agent did or said: the same words for every harness.
public enum AgentEvent: Hashable, Sendable {
    /// The harness's own conversation; `id` resumes it later.
    case sessionStarted(id: String, model: String?)
    case turnStarted
    /// Words for people: whole lines or whole blocks, never half a word.
    case text(String)
    case reasoning(String)
    /// `target` is what it works on: a path, a command, an address; empty when the tool has none.
    case toolStarted(id: String, name: String, target: String)
    /// `size` is the length of the result in bytes, as far as it is known.
    case toolFinished(id: String, isError: Bool, size: Int)
    /// The agent changed a file; the path as it gives it.
    case fileChanged(path: String)
    case plan([PlanStep])
    /// All that the run has used so far; a later one replaces it.
    case used(Usage)
    /// A permission or a question; the turn waits for the answer.
    case asked(AgentRequest)
    /// A permission that the agent's own settings gave at once.
    case permitted(AgentRequest)
    /// The answer that was given to `request`, or nil when the agent took its request back.
    case answered(request: String, answer: AgentAnswer?)
    /// The harness tries a failed call to its model again on its own.
    case retrying(attempt: Int, failure: AgentFailure)
    /// A word of a person went to the agent.
    case said(String, delivery: Delivery)
    case turnEnded(TurnEnd)
    /// Something that a person may want to know and that changes nothing: an unknown message, a warning of the CLI.
    case warning(String)
}

/// One entry of an agent's plan.
public struct PlanStep: Hashable, Sendable {
    /// How far it is.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case pending, active, done
    }

    public let text: String
    public let state: State

    public init(_ text: String, _ state: State) {
        self.text = text
        self.state = state
    }
}

/// How a turn ended.
public enum TurnEnd: Hashable, Sendable {
    case completed
    case interrupted
    case failed(AgentFailure)
}

/// How a word reaches an agent that is at work.
public enum Delivery: String, Hashable, Sendable, Codable, CaseIterable {
    /// Into the turn that runs, after the tool that runs.
    case sameTurn = "same_turn"
    /// When the turn that runs has ended.
    case nextTurn = "next_turn"
    /// It began a turn at once: none was running.
    case newTurn = "new_turn"
}
