/// What happened, addressed to the one record it changes.
public enum Event: Hashable, Sendable {
    case workspace(Workspace.Event)
    case project(Project.ID, Project.Event)
    case agent(Agent.ID, Agent.Event)
    case ticket(Ticket.ID, Ticket.Event)
    case run(Run.ID, Run.Event)
    case change(Change.ID, Change.Event)
    case request(Request.ID, Request.Event)
    case message(Message.ID, Message.Event)
    case schedule(Schedule.ID, Schedule.Event)
    case rule(Rule.ID, Rule.Event)
}

/// A record that only its events change.
public protocol Record: Hashable, Sendable {
    associatedtype ID: Hashable & Sendable
    associatedtype Event: Hashable & Sendable & Codable

    /// The record before its first event.
    init(id: ID)

    /// Total: every event is accepted, whatever the state; the rules decided before.
    mutating func apply(_ event: Event, at now: Instant)
}

/// Who caused an event.
public enum Actor: Hashable, Sendable {
    case person(String)
    case agent(Agent.ID, run: Run.ID)
    /// A part of the server, such as `reconcile` or `merge-queue`.
    case server(String)
}

extension Actor: CustomStringConvertible {
    public var description: String {
        switch self {
        case .person(let name): "person:\(name)"
        case .agent(let agent, let run): "agent:\(agent)/\(run)"
        case .server(let part): "server:\(part)"
        }
    }
}

/// One line of the journal: an event with its place, cause and link in the hash chain.
public struct JournalEntry: Hashable, Sendable {
    /// Gapless, in commit order; the workspace's revision after this event.
    public let position: Int64
    public let at: Instant
    public let actor: String
    /// The position of the event that caused this one, when one did.
    public let cause: Int64?
    public let event: Event
    /// Bytes that the event takes where it is stored.
    public let size: Int
    /// Hex SHA-256 over the previous entry's hash and this entry's fields; empty until it is sealed.
    public var hash: String

    public init(
        position: Int64, at: Instant, actor: String, cause: Int64?, event: Event, size: Int, hash: String = ""
    ) {
        self.position = position
        self.at = at
        self.actor = actor
        self.cause = cause
        self.event = event
        self.size = size
        self.hash = hash
    }
}
