/// Something that keeps a ticket from starting; `skein why` prints it and the reconciler obeys it.
public enum Obstacle: Hashable, Sendable {
    case state(Ticket.State)
    case openBlockers([Ticket.ID])
    case cancelledBlockers([Ticket.ID])
    case parked(until: Instant, failures: Int)
    case frozen(Freeze)
    case diskFull(usedPercent: Int, limit: Int)
    case projectRetired(Project.ID)
    case workspaceFull(running: Int, limit: Int)
    case projectFull(Project.ID, running: Int, limit: Int)
    case agentRetired(Agent.ID)
    case agentPaused(Agent.ID)
    case agentRefusesProject(Agent.ID, Project.ID)
    case agentFull(Agent.ID, running: Int, limit: Int)
    case noAgent(Project.ID)
    case breakerOpen(Breaker)
}

/// How many runs are live, and what may start: the facts that all tickets share.
public struct Capacity: Hashable, Sendable {
    public var workspace: Workspace
    public var projects: [Project.ID: Project]
    public var agents: [Agent.ID: Agent]
    public var running: Int
    public var runningByProject: [Project.ID: Int]
    public var runningByAgent: [Agent.ID: Int]

    public init(
        workspace: Workspace, projects: [Project], agents: [Agent], live: [Run]
    ) {
        self.workspace = workspace
        self.projects = Dictionary(uniqueKeysWithValues: projects.map { ($0.id, $0) })
        self.agents = Dictionary(uniqueKeysWithValues: agents.map { ($0.id, $0) })
        running = live.count
        runningByProject = Dictionary(grouping: live, by: \.project).mapValues(\.count)
        runningByAgent = Dictionary(grouping: live, by: \.agent).mapValues(\.count)
    }

    /// What keeps anything of `project` from starting.
    public func obstacles(for project: Project.ID) -> [Obstacle] {
        var found = workspace.obstacles
        if running >= workspace.settings.maxRuns {
            found.append(.workspaceFull(running: running, limit: workspace.settings.maxRuns))
        }
        guard let record = projects[project], !record.isRetired else { return found + [.projectRetired(project)] }
        let here = runningByProject[project, default: 0]
        if here >= record.definition.maxRuns {
            found.append(.projectFull(project, running: here, limit: record.definition.maxRuns))
        }
        return found
    }

    /// What keeps `agent` from taking a ticket of `project`.
    public func obstacles(for agent: Agent.ID, on project: Project.ID) -> [Obstacle] {
        guard let record = agents[agent], !record.isRetired else { return [.agentRetired(agent)] }
        var found: [Obstacle] = []
        if record.isPaused { found.append(.agentPaused(agent)) }
        if !record.definition.accepts(project) { found.append(.agentRefusesProject(agent, project)) }
        let busy = runningByAgent[agent, default: 0]
        if busy >= record.definition.maxRuns {
            found.append(.agentFull(agent, running: busy, limit: record.definition.maxRuns))
        }
        return found + workspace.condition.obstacles(for: agent, record.definition.harness.name)
    }

    /// What keeps the first few agents that accept `project` from taking anything of it.
    fileprivate func obstaclesOfAgents(for project: Project.ID) -> [Obstacle] {
        let accepting = agents.values.filter { !$0.isRetired && $0.definition.accepts(project) }.map(\.id).sorted()
        return accepting.prefix(5).flatMap { obstacles(for: $0, on: project) }
    }

    /// The agent that would take a ticket now: its assignee, else the project's, else the least busy that is free.
    public func agent(for content: Ticket.Content) -> Agent.ID? {
        if let named = content.assignee ?? projects[content.project]?.definition.agent { return named }
        let free = agents.keys.filter { obstacles(for: $0, on: content.project).isEmpty }
        return free.min { (runningByAgent[$0, default: 0], $0) < (runningByAgent[$1, default: 0], $1) }
    }

    /// Counts a run for a ticket with this content; false, and nothing is counted, when something is in its way.
    public mutating func admit(_ content: Ticket.Content) -> Bool {
        guard obstacles(for: content.project).isEmpty, let agent = agent(for: content),
            obstacles(for: agent, on: content.project).isEmpty
        else { return false }
        start(agent, on: content.project)
        return true
    }

    /// Counts one more run, as if it had started.
    public mutating func start(_ agent: Agent.ID, on project: Project.ID) {
        running += 1
        runningByProject[project, default: 0] += 1
        runningByAgent[agent, default: 0] += 1
        // What a breaker lets through is one run.
        let harness = agents[agent]?.definition.harness.name ?? ""
        for breaker in workspace.condition.probed(by: Run.ID(number: 0), of: agent, harness) {
            workspace.condition.turn(breaker)
        }
    }
}

extension Workspace {
    /// What keeps anything at all from starting.
    public var obstacles: [Obstacle] {
        var found: [Obstacle] = []
        if let freeze = condition.freeze { found.append(.frozen(freeze)) }
        if let used = condition.fullDisk { found.append(.diskFull(usedPercent: used, limit: settings.health.disk)) }
        return found
    }
}

extension Ticket {
    /// Everything that keeps this ticket from starting now; empty means that it starts.
    public func obstacles(_ capacity: Capacity, cancelledBlockers: [ID] = [], at now: Instant) -> [Obstacle] {
        guard state == .todo else { return [.state(state)] }
        var found: [Obstacle] = []
        let waiting = openBlockers.filter { !cancelledBlockers.contains($0) }
        if !waiting.isEmpty { found.append(.openBlockers(waiting)) }
        if !cancelledBlockers.isEmpty { found.append(.cancelledBlockers(cancelledBlockers)) }
        if let retryAt, retryAt > now { found.append(.parked(until: retryAt, failures: failures)) }
        found += capacity.obstacles(for: content.project)
        if let agent = capacity.agent(for: content) {
            found += capacity.obstacles(for: agent, on: content.project)
        } else {
            found += [.noAgent(content.project)] + capacity.obstaclesOfAgents(for: content.project)
        }
        return found
    }
}
