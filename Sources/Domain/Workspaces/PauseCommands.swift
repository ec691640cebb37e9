/// Stops starting anything new, in the whole workspace or for one agent; what runs goes on.
public struct Pause: Command {
    public let agent: Agent.ID?
    public let reason: String

    public init(agent: Agent.ID?, reason: String) {
        self.agent = agent
        self.reason = reason
    }

    public func decide(_ slice: PauseSlice, at now: Instant) throws(Rejection) -> [Event] {
        guard let name = agent else {
            return slice.workspace.isPaused ? [] : [.workspace(.paused(reason: reason))]
        }
        guard let agent = slice.agent else { throw .unknown(name, known: slice.knownAgents) }
        return agent.isPaused ? [] : [.agent(name, .paused(reason: reason))]
    }
}

/// Undoes `Pause`.
public struct Resume: Command {
    public let agent: Agent.ID?

    public init(agent: Agent.ID?) {
        self.agent = agent
    }

    public func decide(_ slice: PauseSlice, at now: Instant) throws(Rejection) -> [Event] {
        guard let name = agent else {
            return slice.workspace.isPaused ? [.workspace(.resumed)] : []
        }
        guard let agent = slice.agent else { throw .unknown(name, known: slice.knownAgents) }
        return agent.isPaused ? [.agent(name, .resumed)] : []
    }
}

/// What `Pause` and `Resume` must know.
public struct PauseSlice: Sendable {
    public let workspace: Workspace
    public let agent: Agent?
    public let knownAgents: [Agent.ID]

    public init(workspace: Workspace, agent: Agent?, knownAgents: [Agent.ID]) {
        self.workspace = workspace
        self.agent = agent
        self.knownAgents = knownAgents
    }
}
