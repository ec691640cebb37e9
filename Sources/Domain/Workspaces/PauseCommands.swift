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

/// Undoes `Pause`, and closes the circuit breakers of the agent and its account: a person has mended the cause.
public struct Resume: Command {
    public let agent: Agent.ID

    public init(agent: Agent.ID) {
        self.agent = agent
    }

    public func decide(_ slice: PauseSlice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.agent else { throw .unknown(agent, known: slice.knownAgents) }
        let open = Breaker.Subject.all(agent, record.definition.harness.name).compactMap {
            slice.workspace.condition.breaker(of: $0)?.closed(at: now)
        }
        return (record.isPaused ? [.agent(agent, .resumed)] : []) + open.map { .workspace(.breakerTurned(breaker: $0)) }
    }
}

/// What `Pause` and `Resume` must know.
public struct PauseSlice: Sendable {
    public let agent: Agent?
    public let knownAgents: [Agent.ID]
    public let workspace: Workspace

    public init(agent: Agent?, knownAgents: [Agent.ID], workspace: Workspace = Workspace()) {
        self.workspace = workspace
        self.agent = agent
        self.knownAgents = knownAgents
    }
}
