/// Makes the workspace what the files say: settings, projects and agents.
///
/// Projects and agents that are no longer in the files are retired, never deleted: history names them.
public struct ApplyConfiguration: Command {
    public let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var workspace: Workspace
        public var projects: [Project]
        public var agents: [Agent]
        public var schedules: [Schedule]
        public var rules: [Rule]

        public init(
            workspace: Workspace, projects: [Project], agents: [Agent], schedules: [Schedule] = [], rules: [Rule] = []
        ) {
            self.workspace = workspace
            self.projects = projects
            self.agents = agents
            self.schedules = schedules
            self.rules = rules
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        try configuration.check()
        var events: [Event] = []
        if slice.workspace.settings != configuration.settings {
            events.append(.workspace(.configured(settings: configuration.settings)))
        }
        return events + projectEvents(slice.projects) + agentEvents(slice.agents) + scheduleEvents(slice.schedules)
            + ruleEvents(slice.rules)
    }

    private func projectEvents(_ records: [Project]) -> [Event] {
        let known = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        let configured = configuration.projects.sorted { $0.key < $1.key }.compactMap { id, definition in
            known[id].map { $0.definition == definition && !$0.isRetired } == true
                ? nil : Event.project(id, .configured(definition: definition))
        }
        let gone = records.filter { !$0.isRetired && configuration.projects[$0.id] == nil }
        return configured + gone.map { .project($0.id, .retired) }
    }

    private func agentEvents(_ records: [Agent]) -> [Event] {
        let known = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        let configured = configuration.agents.sorted { $0.key < $1.key }.compactMap { id, definition in
            known[id].map { $0.definition == definition && !$0.isRetired } == true
                ? nil : Event.agent(id, .configured(definition: definition))
        }
        let gone = records.filter { !$0.isRetired && configuration.agents[$0.id] == nil }
        return configured + gone.map { .agent($0.id, .retired) }
    }

    private func scheduleEvents(_ records: [Schedule]) -> [Event] {
        let known = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        let configured = configuration.schedules.sorted { $0.key < $1.key }.compactMap { id, definition in
            known[id].map { $0.definition == definition && !$0.isRetired } == true
                ? nil : Event.schedule(id, .configured(definition: definition))
        }
        let gone = records.filter { !$0.isRetired && configuration.schedules[$0.id] == nil }
        return configured + gone.map { .schedule($0.id, .retired) }
    }

    private func ruleEvents(_ records: [Rule]) -> [Event] {
        let known = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        let configured = configuration.rules.sorted { $0.key < $1.key }.compactMap { id, definition in
            known[id].map { $0.definition == definition && !$0.isRetired } == true
                ? nil : Event.rule(id, .configured(definition: definition))
        }
        let gone = records.filter { !$0.isRetired && configuration.rules[$0.id] == nil }
        return configured + gone.map { .rule($0.id, .retired) }
    }
}

/// All that the files say, as one value.
public struct Configuration: Hashable, Sendable {
    public var settings: Workspace.Settings
    public var projects: [Project.ID: Project.Definition]
    public var agents: [Agent.ID: Agent.Definition]
    public var schedules: [Schedule.ID: Schedule.Definition]
    public var rules: [Rule.ID: Rule.Definition]

    public init(
        settings: Workspace.Settings, projects: [Project.ID: Project.Definition], agents: [Agent.ID: Agent.Definition],
        schedules: [Schedule.ID: Schedule.Definition] = [:], rules: [Rule.ID: Rule.Definition] = [:]
    ) {
        self.settings = settings
        self.projects = projects
        self.agents = agents
        self.schedules = schedules
        self.rules = rules
    }

    /// The rules between the files, whatever wrote them.
    public func check() throws(Rejection) {
        for (id, project) in projects.sorted(by: { $0.key < $1.key }) where project.gates.isEmpty {
            throw Rejection(
                .gatesMissing,
                "Project \(id) has no gate, so nothing could be proven before it lands: "
                    + "add one under `gates`, for example `test: [make, test]`.")
        }
        for (id, agent) in agents.sorted(by: { $0.key < $1.key }) {
            for name in [agent.manager].compactMap({ $0 }) where agents[name] == nil {
                throw .unknown(name, known: Array(agents.keys))
            }
            for project in agent.projects where projects[project] == nil {
                throw .unknown(project, known: Array(projects.keys))
            }
            try checkChain(above: id)
        }
        for project in projects.values {
            if let agent = project.agent, agents[agent] == nil { throw .unknown(agent, known: Array(agents.keys)) }
        }
        for (_, schedule) in schedules.sorted(by: { $0.key < $1.key }) { try check(schedule.ticket) }
        for (_, rule) in rules.sorted(by: { $0.key < $1.key }) {
            switch rule.action {
            case .ticket(let template): try check(template)
            case .comment: break
            case .message(let agent, _):
                if agents[agent] == nil { throw .unknown(agent, known: Array(agents.keys)) }
            }
        }
    }

    private func check(_ template: TicketTemplate) throws(Rejection) {
        if let project = template.project, projects[project] == nil {
            throw .unknown(project, known: Array(projects.keys))
        }
        if let agent = template.assignee, agents[agent] == nil { throw .unknown(agent, known: Array(agents.keys)) }
    }

    private func checkChain(above start: Agent.ID) throws(Rejection) {
        var chain = [start]
        while let manager = chain.last.flatMap({ agents[$0]?.manager }) {
            if manager == start {
                let circle = (chain + [manager]).map(\.name).joined(separator: " → ")
                throw Rejection(
                    .managerCycle, "The managers go in a circle: \(circle). Remove `manager` from one of these agents.")
            }
            if chain.contains(manager) { return }
            chain.append(manager)
        }
    }
}
