extension Obstacle {
    /// A stable word for the API.
    public var code: String {
        switch self {
        case .state(let state): state.word
        case .openBlockers: "open_blockers"
        case .cancelledBlockers: "cancelled_blockers"
        case .parked: "parked"
        case .frozen: "frozen"
        case .diskFull: "disk_full"
        case .projectRetired: "project_retired"
        case .workspaceFull: "workspace_full"
        case .projectFull: "project_full"
        case .agentRetired: "agent_retired"
        case .agentPaused: "agent_paused"
        case .agentRefusesProject: "agent_refuses_project"
        case .agentFull: "agent_full"
        case .noAgent: "no_agent"
        case .breakerOpen: "breaker_open"
        }
    }

    /// What is in the way and what a person can do about it.
    public func sentence(at now: Instant) -> String {
        switch self {
        case .state(let state): state.sentence
        case .openBlockers(let ids):
            "It waits for \(Self.list(ids)) to be done."
        case .cancelledBlockers(let ids):
            "Its blocker \(Self.list(ids)) was cancelled: remove it with `skein ticket edit --remove-blocker`, "
                + "or cancel this ticket."
        case .parked(let instant, failures: 0):
            "It waits until a limit is lifted, in \(instant - now); `skein ticket reopen` tries at once."
        case .parked(let instant, let failures):
            "It failed \(failures == 1 ? "once" : "\(failures) times") and is tried again in \(instant - now); "
                + "`skein ticket reopen` tries at once."
        case .frozen(let freeze): freeze.sentence(at: now)
        case .diskFull(let used, let limit):
            "The disk is full: \(used) % was in use and \(limit) % is allowed (`health.disk` in skein.yaml). Free "
                + "some; what runs goes on."
        case .projectRetired(let project):
            "Project \(project) is not in skein.yaml any more: put it back, or cancel the ticket."
        case .workspaceFull(let running, let limit):
            "\(running) of \(limit) runs are live in the workspace (`maxRuns` in skein.yaml); it starts when one ends."
        case .projectFull(let project, let running, let limit):
            "\(running) of \(limit) runs are live in project \(project) (its `maxRuns`); it starts when one ends."
        case .agentRetired(let agent):
            "Agent \(agent) has no file agents/\(agent).md any more: put it back, or assign another agent."
        case .agentPaused(let agent): "Agent \(agent) is paused: `skein resume \(agent)` goes on."
        case .agentRefusesProject(let agent, let project):
            "Agent \(agent) does not accept project \(project): see `projects` in agents/\(agent).md."
        case .agentFull(let agent, let running, let limit):
            "Agent \(agent) has \(running) of \(limit) runs (its `maxRuns`); it starts when one ends."
        case .noAgent(let project): "No agent that accepts project \(project) is free."
        case .breakerOpen(let breaker):
            "\(breaker.sentence(at: now).capitalised) `skein status` shows it, `skein runs` what failed."
        }
    }

    private static func list(_ ids: [Ticket.ID]) -> String {
        let shown = ids.prefix(8).map(\.description).joined(separator: ", ")
        return ids.count > 8 ? "\(shown) and \(ids.count - 8) more" : shown
    }
}

extension Freeze {
    /// Who froze it, why, and what undoes it.
    public func sentence(at now: Instant) -> String {
        let why = reason.isEmpty ? "" : ": \(reason)"
        let wait = until.map { $0 > now ? ", or it thaws by itself in \($0 - now)" : ", or it thaws this moment" } ?? ""
        return "The workspace is frozen by \(by)\(why). `skein thaw` goes on\(wait)."
    }
}

extension Ticket.State {
    /// What the state means for somebody who asks why nothing happens.
    public var sentence: String {
        switch self {
        case .backlog: "It is in the backlog: `skein ticket reopen` sets it going."
        case .todo: "It is to be worked on."
        case .inProgress(let run): "\(run) works on it: `skein logs \(run)` shows what it says."
        case .merging(let change): "Its change \(change) is in the merge queue."
        case .done: "It is done."
        case .blocked(let blockage): "It is blocked until \(blockage.by) acts: \(blockage.reason)"
        case .cancelled: "It was cancelled."
        }
    }
}

extension String {
    /// With a capital at its beginning.
    fileprivate var capitalised: String { prefix(1).uppercased() + dropFirst() }
}
