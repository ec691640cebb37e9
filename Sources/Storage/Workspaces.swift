import Domain

private let knownSettings = Remembered<Workspace.Settings>()
private let knownConditions = Remembered<Workspace.Condition>()
private let knownProjectDefinitions = Remembered<Project.Definition>()
private let knownAgentDefinitions = Remembered<Agent.Definition>()

extension Workspace: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Workspace? {
        let row = try transaction.rows("SELECT epoch, condition, settings FROM workspace", [])[0]
        var workspace = Workspace()
        workspace.epoch = row.integer(0)
        if row.text(1) != "{}" { workspace.condition = try knownConditions.value(row.text(1)) }
        if !row.text(2).isEmpty { workspace.settings = try knownSettings.value(row.text(2)) }
        return workspace
    }

    func save(_ transaction: any Transaction) throws {
        let ageing = settings.ageing.milliseconds
        if try transaction.number("SELECT ageing FROM workspace") != ageing {
            try transaction.run("UPDATE ticket SET rank = created_at + \(Ticket.levelColumn) * ?", [.integer(ageing)])
        }
        try transaction.run(
            "UPDATE workspace SET epoch = ?, condition = ?, ageing = ?, settings = ?",
            [.integer(epoch), .text(try JSON.text(condition)), .integer(ageing), .text(try JSON.text(settings))])
    }
}

extension Transaction {
    public func workspace() throws -> Workspace {
        try Workspace.load(Workspace.ID(), self) ?? Workspace()
    }
}

extension Project: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Project? {
        try transaction.projects(where: "name = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO project (name, definition, is_retired) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, is_retired = excluded.is_retired
            """, [.id(id), .text(try JSON.text(definition)), .bool(isRetired)])
    }
}

extension Agent: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Agent? {
        try transaction.agents(where: "name = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO agent (name, definition, is_paused, is_retired) VALUES (?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET definition = excluded.definition,
                is_paused = excluded.is_paused, is_retired = excluded.is_retired
            """, [.id(id), .text(try JSON.text(definition)), .bool(isPaused), .bool(isRetired)])
    }
}

extension Transaction {
    public func project(_ id: Project.ID) throws -> Project? { try Project.load(id, self) }
    public func agent(_ id: Agent.ID) throws -> Agent? { try Agent.load(id, self) }
    public func projects() throws -> [Project] { try projects(where: "1", []) }
    public func agents() throws -> [Agent] { try agents(where: "1", []) }

    /// The names that a person may have meant.
    func knownProjects() throws -> [Project.ID] {
        try rows("SELECT name FROM project WHERE is_retired = 0 ORDER BY name", []).map { .init(name: $0.text(0)) }
    }

    func knownAgents() throws -> [Agent.ID] {
        try rows("SELECT name FROM agent WHERE is_retired = 0 ORDER BY name", []).map { .init(name: $0.text(0)) }
    }

    func projects(where condition: String, _ arguments: [Value]) throws -> [Project] {
        try rows("SELECT name, definition, is_retired FROM project WHERE \(condition) ORDER BY name", arguments).map {
            row in
            var project = Project(id: Project.ID(name: row.text(0)))
            project.definition = try knownProjectDefinitions.value(row.text(1))
            project.isRetired = row.bool(2)
            return project
        }
    }

    func agents(where condition: String, _ arguments: [Value]) throws -> [Agent] {
        try rows(
            "SELECT name, definition, is_paused, is_retired FROM agent WHERE \(condition) ORDER BY name", arguments
        ).map { row in
            var agent = Agent(id: Agent.ID(name: row.text(0)))
            agent.definition = try knownAgentDefinitions.value(row.text(1))
            agent.isPaused = row.bool(2)
            agent.isRetired = row.bool(3)
            return agent
        }
    }
}

extension StartServer: Performable {
    public func slice(_ transaction: any Transaction) throws -> Workspace { try transaction.workspace() }
}

extension RestoreWorkspace: Performable {
    public func slice(_ transaction: any Transaction) throws -> Int64 { try transaction.revision() }
}

extension ApplyConfiguration: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        Slice(
            workspace: try transaction.workspace(), projects: try transaction.projects(),
            agents: try transaction.agents(), schedules: try transaction.schedules(),
            rules: try transaction.rules())
    }
}

extension Pause: Performable {
    public func slice(_ transaction: any Transaction) throws -> PauseSlice { try transaction.pauseSlice(agent) }
}

extension Resume: Performable {
    public func slice(_ transaction: any Transaction) throws -> PauseSlice { try transaction.pauseSlice(agent) }
}

extension Transaction {
    fileprivate func pauseSlice(_ agent: Agent.ID) throws -> PauseSlice {
        PauseSlice(agent: try self.agent(agent), knownAgents: try knownAgents(), workspace: try workspace())
    }
}
