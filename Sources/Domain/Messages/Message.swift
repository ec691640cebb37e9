/// Mail to an agent: it reaches the agent in a turn, with its next run, or wakes it.
public struct Message: Record {
    /// `M-1`, `M-2`, … in the order in which they were sent.
    public struct ID: NumberedIdentifier {
        public static let letter: Character = "M"
        public let number: Int64
        public init(number: Int64) { self.number = number }
    }

    public let id: ID
    public var content: Content
    public var state: State
    /// How many runs got it.
    public var deliveries: Int
    public var sentAt: Instant

    public init(id: ID) {
        self.id = id
        content = Content(kind: .letter, from: "", to: Agent.ID(name: ""), text: "", expiresAt: .init(milliseconds: 0))
        state = .sent
        deliveries = 0
        sentAt = Instant(milliseconds: 0)
    }

    /// What is sent, and because of what.
    public struct Content: Hashable, Sendable, Codable {
        public var kind: Kind
        /// The name of the person or agent that wrote it.
        public var from: String
        public var to: Agent.ID
        /// The ticket that it is about.
        public var ticket: Ticket.ID?
        public var text: String
        /// The agents whose runs led to it, the latest last; empty when a person wrote.
        public var chain: [Agent.ID]
        /// Sent again with the same key it is the same message.
        public var key: String?
        /// Not delivered until then it is dead.
        public var expiresAt: Instant

        public init(
            kind: Kind, from: String, to: Agent.ID, ticket: Ticket.ID? = nil, text: String, chain: [Agent.ID] = [],
            key: String? = nil, expiresAt: Instant
        ) {
            self.kind = kind
            self.from = from
            self.to = to
            self.ticket = ticket
            self.text = text
            self.chain = chain
            self.key = key
            self.expiresAt = expiresAt
        }
    }

    /// Why there is a message.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Somebody wrote to the agent.
        case letter
        /// Somebody commented on a ticket of the agent's.
        case comment
        /// A request was put to the agent.
        case request
    }

    /// Where it is in its life.
    public enum State: Hashable, Sendable, Codable {
        case sent
        /// In the brief of a run, or said into its turn.
        case delivered(Run.ID)
        /// The agent fetched it itself.
        case read(Run.ID)
        /// A run that had it ended well.
        case acted(Run.ID)
        /// It reached nobody, and nothing tries any more.
        case dead(reason: String)

        public var word: String {
            switch self {
            case .sent: "sent"
            case .delivered: "delivered"
            case .read: "read"
            case .acted: "acted"
            case .dead: "dead"
            }
        }

        public static let words = ["sent", "delivered", "read", "acted", "dead"]

        /// The run that has it.
        public var run: Run.ID? {
            switch self {
            case .delivered(let run), .read(let run), .acted(let run): run
            case .sent, .dead: nil
            }
        }
    }

    /// What can happen to a message.
    public enum Event: Hashable, Sendable, Codable {
        case sent(content: Content)
        case delivered(run: Run.ID)
        case read(run: Run.ID)
        case acted(run: Run.ID)
        /// The run that had it failed: another one gets it.
        case returned
        case died(reason: String)
        /// A person lets go on what went round in circles: it begins anew.
        case released
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .sent(let content):
            self.content = content
            sentAt = now
        case .delivered(let run):
            state = .delivered(run)
            deliveries += 1
        case .read(let run):
            if state == .sent { deliveries += 1 }
            state = .read(run)
        case .acted(let run): state = .acted(run)
        case .returned: state = .sent
        case .died(let reason): state = .dead(reason: reason)
        case .released:
            state = .sent
            content.chain = []
        }
    }
}

extension [Agent.ID] {
    /// How often what an agent caused came back to it.
    func returns(to agent: Agent.ID) -> Int { reduce(0) { $0 + ($1 == agent ? 1 : 0) } }

    /// The one that came further round.
    func longer(_ other: [Agent.ID]) -> [Agent.ID] { other.count > count ? other : self }
}
