import Domain

extension Files {
    /// Checks the tickets of schedules against projects and agents.
    mutating func checkSchedules() {
        completeTemplates()
        for (id, schedule) in (workspace?.schedules ?? [:]).sorted(by: { $0.key < $1.key }) {
            let key = "schedules.\(id)"
            check(schedule.ticket, "\(key).ticket", places: Schedule.places)
            if schedule.ticket.project == nil {
                yaml.report(
                    at: yaml.place("\(key).ticket"), "the ticket names no project, and there are several",
                    "add `project: NAME` to it")
            }
            if schedule.onlyIf == .agentNews, schedule.ticket.assignee == nil {
                yaml.report(
                    at: yaml.place("\(key).onlyIf"), "the ticket names no agent who could have news",
                    "add `assignee: NAME` to it, or write `onlyIf: projectNews`")
            }
            if schedule.catchUp == .all, !schedule.overlap {
                yaml.report(
                    at: yaml.place("\(key).catchUp"), "`catchUp: all` writes several tickets at once",
                    "add `overlap: true`, or write `catchUp: one`")
            }
        }
    }

    /// Checks the rules' filters and actions against projects and agents.
    func checkRules() {
        for (id, rule) in (workspace?.rules ?? [:]).sorted(by: { $0.key < $1.key }) {
            let key = "on.\(id)"
            if rule.actions != 1 {
                let problem = rule.actions == 0 ? "the rule does nothing" : "the rule has several actions"
                yaml.report(at: yaml.place(key), problem, "write one of `ticket:`, `comment:` and `message:`")
            }
            if let message = rule.message, !message.to.isEmpty {
                checkPlaces(message.text, at: yaml.place("\(key).message.text"), Rule.places)
                let agent = Agent.ID(name: message.to)
                if agents[agent] == nil { reportUnknown(agent, at: yaml.place("\(key).message.to"), yaml) }
            }
            if let ticket = rule.ticket { check(ticket, "\(key).ticket", places: Rule.places) }
            if let comment = rule.comment { checkPlaces(comment, at: yaml.place("\(key).comment"), Rule.places) }
            check(rule.filter, "\(key).where")
        }
    }

    private func check(_ filter: Rule.Filter, _ key: String) {
        let projects = workspace?.projects.map(\.id) ?? []
        if let project = filter.project, !projects.contains(project) {
            yaml.report(
                at: yaml.place("\(key).project"), "there is no project \(project)",
                hint(project.name, among: projects.map(\.name), "projects are listed in skein.yaml"))
        }
        if let agent = filter.agent, agents[agent] == nil {
            reportUnknown(agent, at: yaml.place("\(key).agent"), yaml)
        }
    }

    /// Checks a ticket that is written later.
    private func check(_ template: TicketTemplate, _ key: String, places: [String]) {
        for (name, text) in [("title", template.title), ("text", template.body)] {
            checkPlaces(text, at: yaml.place("\(key).\(name)"), places)
        }
        let projects = workspace?.projects.map(\.id) ?? []
        if let project = template.project, !projects.contains(project) {
            yaml.report(
                at: yaml.place("\(key).project"), "there is no project \(project)",
                hint(project.name, among: projects.map(\.name), "projects are listed in skein.yaml"))
        }
        guard let assignee = template.assignee else { return }
        let place = yaml.place("\(key).assignee")
        guard let agent = agents[assignee]?.definition else { return reportUnknown(assignee, at: place, yaml) }
        if let project = template.project, !agent.accepts(project) {
            yaml.report(
                at: place, "agent \(assignee) does not accept project \(project)",
                "add \(project) to `projects` in agents/\(assignee).md, or name another agent")
        }
    }

    /// Words in braces that look like a place and are none; others may be meant as they stand.
    private func checkPlaces(_ text: String, at place: Place, _ known: [String]) {
        for match in text.matches(of: /\{([a-z_]+)\}/) where !known.contains(String(match.1)) {
            guard let near = Spelling.nearest(to: String(match.1), among: known) else { continue }
            yaml.report(at: place, "nothing is filled in for \(match.0)", "did you mean {\(near)}?")
        }
    }
}
