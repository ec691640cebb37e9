/// What a person may do to an agent at work.
public enum AgentControl: Hashable, Sendable, Codable {
    case say(text: String)
    /// Ends the turn that runs; the agent waits for a word then.
    case interrupt
    case answer(request: String, answer: AgentAnswer)
}
