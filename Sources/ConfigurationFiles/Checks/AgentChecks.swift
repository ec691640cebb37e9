import Domain

extension Files {
    /// The rules between the files, each reported where the wrong word stands.
    mutating func check(_ programs: ProgramLookup) {
        checkSkills()
        for id in agents.keys.sorted() {
            guard let agent = agents[id], let reading = readings[id] else { continue }
            checkManager(id, agent.definition, reading)
            if case .agent(let approver) = agent.definition.approver, agents[approver] == nil {
                reportUnknown(approver, at: reading.place("approver"), reading)
            }
            checkPlaceholders(agent, reading)
            if let workspace { checkProjects(agent.definition, workspace, reading) }
        }
        guard let workspace else { return }
        checkRetry(workspace.settings.retry)
        checkSchedules()
        checkRules()
        checkAssignees(workspace)
        checkPaths()
        checkPrograms(programs)
    }

    private func checkManager(_ id: Agent.ID, _ agent: Agent.Definition, _ reading: Reading) {
        guard let manager = agent.manager else { return }
        guard agents[manager] != nil else {
            return reportUnknown(manager, at: reading.place("manager"), reading)
        }
        let circle = chain(above: id)
        guard circle.last == id, circle.min() == id else { return }
        let names = ([id] + circle).map(\.name).joined(separator: " → ")
        reading.report(
            at: reading.place("manager"), "the managers go in a circle: \(names)",
            "remove `manager` from one of these agents")
    }

    /// The managers above an agent, up to one without a manager or one met before.
    private func chain(above start: Agent.ID) -> [Agent.ID] {
        var found: [Agent.ID] = []
        var next = agents[start]?.definition.manager
        while let manager = next, !found.contains(manager) {
            found.append(manager)
            next = manager == start ? nil : agents[manager]?.definition.manager
        }
        return found
    }

    private func checkProjects(_ agent: Agent.Definition, _ workspace: WorkspaceDraft, _ reading: Reading) {
        let known = workspace.projects.map(\.id)
        for (index, project) in agent.projects.enumerated() where !known.contains(project) {
            reading.report(
                at: reading.place("projects.\(index)"), "there is no project \(project)",
                hint(project.name, among: known.map(\.name), "projects are listed in skein.yaml"))
        }
    }

    private func checkAssignees(_ workspace: WorkspaceDraft) {
        for (id, project) in workspace.projects {
            guard let agent = project.agent else { continue }
            let place = yaml.place("projects.\(id).agent")
            guard let definition = agents[agent]?.definition else {
                reportUnknown(agent, at: place, yaml)
                continue
            }
            if !definition.accepts(id) {
                yaml.report(
                    at: place, "agent \(agent) does not accept this project",
                    "add \(id) to `projects` in agents/\(agent).md, or name another agent")
            }
        }
    }

    private func checkRetry(_ retry: RetryPolicy) {
        if retry.cap < retry.base {
            yaml.report(
                at: yaml.place("retry"), "the cap, \(retry.cap.written), is below the base, \(retry.base.written)",
                "raise `cap` or lower `base`")
        }
    }

    func reportUnknown(_ agent: Agent.ID, at place: Place, _ reading: Reading) {
        let advice = hint(agent.name, among: agents.keys.map(\.name), "write the file agents/\(agent).md")
        reading.report(at: place, "there is no agent \(agent)", advice)
    }

    func hint(_ name: String, among known: [String], _ otherwise: String) -> String {
        if let near = Spelling.nearest(to: name, among: known) { return "did you mean `\(near)`?" }
        if known.isEmpty { return otherwise }
        return "\(otherwise), or name one of \(known.sorted().prefix(12).joined(separator: ", "))"
    }
}

extension Files {
    private static let placeholders = ["{prompt_file}", "{ticket}", "{worktree}", "{model}"]

    private func checkPlaceholders(_ agent: AgentDraft, _ reading: Reading) {
        let words = agent.command.argv
        let place = reading.place("command")
        for word in words where word.hasPrefix("{") && word.hasSuffix("}") && !Self.placeholders.contains(word) {
            // Other words in braces are left alone: a program may want them.
            guard let near = Spelling.nearest(to: word, among: Self.placeholders) else { continue }
            reading.report(at: place, "nothing is filled in for \(quoted(word))", "did you mean `\(near)`?")
        }
        if words.contains(where: { $0.contains("{model}") }), agent.definition.model == nil {
            reading.report(
                at: place, "the command uses {model} and no model is set", "add a line such as `model: opus`")
        }
        if agent.command.prompt == .file, !words.isEmpty, !words.contains(where: { $0.contains("{prompt_file}") }) {
            reading.report(
                at: reading.place("prompt"), "the prompt is in a file that the command does not name",
                "put {prompt_file} into `command`, or write `prompt: stdin`")
        }
    }
}
