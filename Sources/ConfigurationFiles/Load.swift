import Domain

/// Reads `skein.yaml`, `agents/*.md` and the skills that these name; changes nothing.
///
/// All that is wrong is reported at once, sorted. Project paths come back absolute, links resolved.
public func load(
    _ folder: WorkspaceFolder, programs: ProgramLookup = .system
) throws(ConfigurationErrors) -> Domain.Configuration {
    var files = Files(folder: folder)
    files.readWorkspace()
    files.readAgents()
    files.check(programs)
    if !files.errors.isEmpty { throw ConfigurationErrors(files.errors) }
    let configuration = files.configuration
    do throws(Rejection) {
        try configuration.check()
    } catch {
        let place = Place(file: WorkspaceFolder.fileName)
        throw ConfigurationErrors([ConfigurationError(at: place, error.sentence, "correct it and load again")])
    }
    return configuration
}

/// What is wrong with `text` as the file of a new agent, beside the files that there are; nil when it could begin.
public func complaint(
    about text: String, asAgent name: String, in folder: WorkspaceFolder, programs: ProgramLookup = .system
) -> String? {
    var files = Files(folder: folder)
    files.readWorkspace()
    files.readAgents()
    files.readProposal(text, name)
    files.check(programs)
    let file = "\(WorkspaceFolder.agentsName)/\(name).md"
    return files.errors.first { $0.place.file == file }?.description
}

/// The files of a workspace as far as they could be read.
struct Files {
    let folder: WorkspaceFolder
    private(set) var workspace: WorkspaceDraft?
    private(set) var agents: [Agent.ID: AgentDraft] = [:]
    let yaml = Reading(file: WorkspaceFolder.fileName)
    private(set) var readings: [Agent.ID: Reading] = [:]
    /// Errors without a reading of their own: files that could not even be parsed.
    private var broken: [ConfigurationError] = []

    init(folder: WorkspaceFolder) {
        self.folder = folder
    }

    var errors: [ConfigurationError] {
        broken + yaml.errors + readings.values.flatMap(\.errors)
    }

    var configuration: Domain.Configuration {
        let projects = (workspace?.projects ?? []).map { ($0.id, $0.definition) }
        return Domain.Configuration(
            settings: workspace?.settings ?? Workspace.Settings(),
            projects: Dictionary(projects) { first, _ in first }, agents: agents.mapValues(\.definition),
            schedules: workspace?.schedules ?? [:],
            rules: (workspace?.rules ?? [:]).compactMapValues(\.definition))
    }

    /// Gives each template without a project the only one that there is.
    mutating func completeTemplates() {
        guard var draft = workspace, draft.projects.count == 1 else { return }
        for id in draft.schedules.keys where draft.schedules[id]?.ticket.project == nil {
            draft.schedules[id]?.ticket.project = draft.projects[0].id
        }
        workspace = draft
    }

    mutating func teach(_ skills: [Skill], to agent: Agent.ID) {
        agents[agent]?.definition.skills = skills
    }

    mutating func note(_ errors: [ConfigurationError]) {
        broken += errors
    }

    mutating func replacePath(of index: Int, with path: String) {
        workspace?.projects[index].definition.path = path
    }

    mutating func readWorkspace() {
        do throws(ConfigurationError) {
            let text = try TextFile.read(WorkspaceFolder.fileName, in: folder.root)
            guard let root = try Document.compose(text, file: yaml.file) else {
                throw ConfigurationError(
                    at: Place(file: yaml.file), "the file is empty",
                    "write at least `projects:` with one project, or run `skein init` in an empty folder for an example"
                )
            }
            var draft = WorkspaceDraft.blank
            let value = Value(node: root, place: Place(file: yaml.file, line: 1), example: "name: orchard")
            yaml.section(value, Key<WorkspaceDraft>.workspace, yaml.file, into: &draft)
            workspace = draft
        } catch {
            broken.append(error)
        }
    }

    mutating func readAgents() {
        do throws(ConfigurationError) {
            let names = try AgentFile.names(in: folder)
            for name in names { readAgent(name, among: names) }
        } catch {
            broken.append(error)
        }
    }

    private mutating func readAgent(_ fileName: String, among all: [String]) {
        let reading = Reading(file: WorkspaceFolder.agentsName + "/" + fileName)
        let name = String(fileName.dropLast(".md".count))
        let id = Agent.ID(name: name)
        readings[id] = reading
        guard checkName(fileName, name, all, reading) else { return }
        agents[id] = AgentDraft.blank
        do throws(ConfigurationError) {
            readText(try TextFile.read(reading.file, in: folder.root), of: id, reading)
        } catch {
            broken.append(error)
        }
    }

    /// As if it were one of the files.
    mutating func readProposal(_ text: String, _ name: String) {
        let reading = Reading(file: "\(WorkspaceFolder.agentsName)/\(name).md")
        let id = Agent.ID(name: name)
        readings[id] = reading
        guard reading.check(name: name, "agent", at: Place(file: reading.file)) else { return }
        agents[id] = AgentDraft.blank
        readText(text, of: id, reading)
    }

    private mutating func readText(_ text: String, of id: Agent.ID, _ reading: Reading) {
        do throws(ConfigurationError) {
            let file = try AgentFile(text, file: reading.file)
            agents[id] = try draft(file, reading)
        } catch {
            broken.append(error)
        }
    }

    private func checkName(_ fileName: String, _ name: String, _ all: [String], _ reading: Reading) -> Bool {
        let place = Place(file: reading.file)
        if let twin = all.first(where: { $0 != fileName && $0 == fileName.lowercased() }) {
            reading.report(
                at: place, "the name differs from agents/\(twin) only in case", "rename one of the two files")
            return false
        }
        return reading.check(name: name, "agent", at: place)
    }

    private func harness(_ draft: AgentDraft, isMap: Bool, _ reading: Reading) -> Agent.Harness {
        if let name = draft.harness, name != "command" {
            return .program(ProgramHarness(name: name, command: draft.command.argv))
        }
        if draft.harness == "command", !reading.isWritten("command") {
            reading.report(
                at: reading.place("harness"), "with the harness `command` the agent's program must be written",
                "add a line such as `command: [./agent.sh]`")
        } else if isMap, !reading.isWritten("command"), !reading.isWritten("harness") {
            reading.report(
                at: Place(file: reading.file, line: 1), "neither a harness nor a command is written",
                "write for example `harness: claude`, or `command: [./agent.sh]`")
        }
        return .command(draft.command)
    }

    private func draft(_ file: AgentFile, _ reading: Reading) throws(ConfigurationError) -> AgentDraft {
        guard let root = try Document.compose(file.frontMatter, file: reading.file) else {
            throw ConfigurationError(
                at: Place(file: reading.file, line: 1), "the front matter is empty",
                "write at least `harness: claude` in it")
        }
        var draft = AgentDraft.blank
        let value = Value(node: root, place: Place(file: reading.file, line: 1), example: "role: engineer")
        reading.section(value, Key<AgentDraft>.agent, "an agent", into: &draft)
        let isMap = if case .mapping = root { true } else { false }
        draft.definition.harness = harness(draft, isMap: isMap, reading)
        draft.definition.instructions = file.instructions
        return draft
    }
}
