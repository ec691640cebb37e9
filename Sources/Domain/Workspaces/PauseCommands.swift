/// Starts nothing new for one agent; what runs goes on. `FreezeWorkspace` is for all of them.
public struct Pause: Command {
    public let agent: Agent.ID
    public let reason: String

    public init(agent: Agent.ID, reason: String) {
        self.agent = agent
        self.reason = reason
    }

    public func decide(_ slice: PauseSlice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.agent else { throw .unknown(agent, known: slice.knownAgents) }
        return record.isPaused ? [] : [.agent(agent, .paused(reason: reason))]
    }
}

/// Undoes `Pause`.
public struct Resume: Command {
    public let agent: Agent.ID

    public init(agent: Agent.ID) {
        self.agent = agent
    }

    public func decide(_ slice: PauseSlice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.agent else { throw .unknown(agent, known: slice.knownAgents) }
        return record.isPaused ? [.agent(agent, .resumed)] : []
    }
}

/// What `Pause` and `Resume` must know.
public struct PauseSlice: Sendable {
    public let agent: Agent?
    public let knownAgents: [Agent.ID]

    public init(agent: Agent?, knownAgents: [Agent.ID]) {
        self.agent = agent
        self.knownAgents = knownAgents
    }
}
