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
    public var terms: Terms
    public var state: State
    public var askedAt: Instant
    public var closedAt: Instant?

    public init(id: ID) {
        self.id = id
        run = Run.ID(number: 0)
        ticket = Ticket.ID(number: 0)
        agent = Agent.ID(name: "")
        content = AgentRequest(id: "", kind: .other, title: "")
        terms = Terms()
        state = .open
        askedAt = Instant(milliseconds: 0)
    }

    /// Where it is in its life.
    public enum State: Hashable, Sendable, Codable {
        case open
        case answered(AgentAnswer, by: String)
        /// Nobody answered in time; what holds then, when that was said.
        case expired(AgentAnswer?)
        /// The agent asks no more: it took its request back, or its run ended.
        case withdrawn

        public var word: String {
            switch self {
            case .open: "open"
            case .answered: "answered"
            case .expired: "expired"
            case .withdrawn: "withdrawn"
            }
        }
    }

    /// What can happen to a request.
    public enum Event: Hashable, Sendable, Codable {
        case asked(
            run: Run.ID, ticket: Ticket.ID, agent: Agent.ID, content: AgentRequest, terms: Terms = Terms())
        case answered(answer: AgentAnswer, by: String)
        /// Who should have answered did not: somebody above may now.
        case escalated(terms: Terms)
        case expired(answer: AgentAnswer?)
        case withdrawn
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .asked(let run, let ticket, let agent, let content, let terms):
            self.terms = terms
            self.run = run
            self.ticket = ticket
            self.agent = agent
            self.content = content
            askedAt = now
        case .answered(let answer, let person):
            state = .answered(answer, by: person)
            closedAt = now
        case .escalated(let terms): self.terms = terms
        case .expired(let answer):
            state = .expired(answer)
            closedAt = now
        case .withdrawn:
            state = .withdrawn
            closedAt = now
        }
    }
}

extension Request {
    /// Who may answer, until when, and what waits for it.
    public struct Terms: Hashable, Sendable, Codable {
        /// The agent that may answer beside people.
        public var to: Agent.ID?
        /// Whether it stays open when its run has ended.
        public var outlivesRun: Bool
        /// Whether its ticket goes on only once it is closed.
        public var isAwaited: Bool
        /// Open for so long; nil: as long as its run.
        public var expiresAt: Instant?
        /// What holds when nobody answers.
        public var fallback: AgentAnswer?
        /// The agent that it is about, beside the one that asks.
        public var about: Agent.ID?

        public init(
            to: Agent.ID? = nil, outlivesRun: Bool = false, isAwaited: Bool = false, expiresAt: Instant? = nil,
            fallback: AgentAnswer? = nil, about: Agent.ID? = nil
        ) {
            self.to = to
            self.outlivesRun = outlivesRun
            self.isAwaited = isAwaited
            self.expiresAt = expiresAt
            self.fallback = fallback
            self.about = about
        }
    }

    /// Who can answer, in words.
    public var answerer: String { terms.to.map(\.name) ?? "a person" }
}
