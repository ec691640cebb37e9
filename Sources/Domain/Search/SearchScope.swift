/// What somebody may find.
public enum SearchScope: Hashable, Sendable {
    /// A person's.
    case everything
    /// An agent's: what it keeps, what the workspace knows, tickets of these projects (nil: of all), and what these
    /// agents said.
    case agent(Agent.ID, projects: Set<Project.ID>?, runsOf: Set<Agent.ID>)

    /// An agent finds what it said itself, and what those below it in the chart said.
    public init(of agent: Agent, _ chart: Chart) {
        let below = chart.managers.keys.filter { chart.above($0).contains(agent.id) }
        let projects = agent.definition.projects
        self = .agent(
            agent.id, projects: projects.isEmpty ? nil : Set(projects), runsOf: Set(below).union([agent.id]))
    }

    public func admits(_ document: SearchDocument) -> Bool {
        guard case .agent(let agent, let projects, let runsOf) = self else { return true }
        return switch document.kind {
        case .knowledge: true
        case .memory: document.agent == agent
        case .ticket: projects.map { allowed in document.project.map(allowed.contains) ?? false } ?? true
        case .run: document.agent.map(runsOf.contains) ?? false
        }
    }
}
