/// Something that a run waits for an answer to.
public struct Request: Record {
    /// `Q-1`, `Q-2`, … in the order in which they were asked.
    public struct ID: NumberedIdentifier {
        public static let letter: Character = "Q"
        public let number: Int64
        public init(number: Int64) { self.number = number }
    }

    public let id: ID
    public var run: Run.ID
    public var ticket: Ticket.ID
    public var agent: Agent.ID
    /// What is asked, in the agent's words.
    public var content: AgentRequest
    public var state: State
    public var askedAt: Instant
    public var closedAt: Instant?

    public init(id: ID) {
        self.id = id
        run = Run.ID(number: 0)
        ticket = Ticket.ID(number: 0)
        agent = Agent.ID(name: "")
        content = AgentRequest(id: "", kind: .other, title: "")
        state = .open
        askedAt = Instant(milliseconds: 0)
    }

    /// Where it is in its life.
    public enum State: Hashable, Sendable, Codable {
        case open
        case answered(AgentAnswer, by: String)
        /// The agent asks no more: it took its request back, or its run ended.
        case withdrawn

        public var word: String {
            switch self {
            case .open: "open"
            case .answered: "answered"
            case .withdrawn: "withdrawn"
            }
        }
    }

    /// What can happen to a request.
    public enum Event: Hashable, Sendable, Codable {
        case asked(run: Run.ID, ticket: Ticket.ID, agent: Agent.ID, content: AgentRequest)
        case answered(answer: AgentAnswer, by: String)
        case withdrawn
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .asked(let run, let ticket, let agent, let content):
            self.run = run
            self.ticket = ticket
            self.agent = agent
            self.content = content
            askedAt = now
        case .answered(let answer, let person):
            state = .answered(answer, by: person)
            closedAt = now
        case .withdrawn:
            state = .withdrawn
            closedAt = now
        }
    }
}
