import Domain

/// A workspace of random agents, projects, tickets and live runs, on which actions can be applied.
struct RunWorld {
    private var workspace = Workspace()
    private var projects: [Project] = []
    private var agents: [Agent] = []
    private var tickets: [Ticket] = []
    private var live: [Run] = []
    private var supervised: Set<Run.ID> = []

    init(seed: UInt64) {
        var random = Seed(seed)
        workspace.apply(.configured(settings: .init(maxRuns: random.next(0...8))), at: Given.now)
        if random.chance(5) { workspace.apply(.diskFilled(usedPercent: 97), at: Given.now) }
        for number in 0..<random.next(1...4) { agents.append(Self.agent(number, &random)) }
        for number in 0..<random.next(1...3) { projects.append(project(number, &random)) }
        for number in 1...random.next(1...30) { tickets.append(ticket(Int64(number), &random)) }
        for number in 1...random.next(1...4) where random.chance(50) { begin(Int64(number), &random) }
    }

    private static func agent(_ number: Int, _ random: inout Seed) -> Agent {
        let projects = random.chance(30) ? [Project.ID(name: "p\(random.next(0...2))")] : []
        var agent = Given.agent(Agent.ID(name: "a\(number)"), maxRuns: random.next(0...3), projects: projects)
        if random.chance(10) { agent.apply(.paused(reason: ""), at: Given.now) }
        if random.chance(10) { agent.apply(.retired, at: Given.now) }
        return agent
    }

    private func project(_ number: Int, _ random: inout Seed) -> Project {
        var project = Project(id: Project.ID(name: "p\(number)"))
        let agent = random.chance(30) ? random.pick(agents).id : nil
        project.apply(
            .configured(
                definition: .init(
                    path: "/p", target: "main", gates: [Given.test], maxRuns: random.next(0...4), agent: agent)),
            at: Given.now)
        if random.chance(10) { project.apply(.retired, at: Given.now) }
        return project
    }

    private func ticket(_ number: Int64, _ random: inout Seed) -> Ticket {
        let content = Ticket.Content(
            title: "a", project: random.pick(projects).id, assignee: random.chance(40) ? random.pick(agents).id : nil,
            priority: random.pick(Ticket.Priority.allCases),
            blockers: random.chance(15) ? [Ticket.ID(number: 99)] : [])
        var ticket = Ticket(id: Ticket.ID(number: number))
        let created = Given.now + .minutes(-Int64(random.next(0...5000)))
        ticket.apply(.created(content: content, openBlockers: content.blockers, isBacklog: false), at: created)
        if random.chance(15) {
            ticket.apply(.parked(until: Given.now + .seconds(Int64(random.next(-9...9))), failures: 1), at: created)
        }
        return ticket
    }

    /// A run of an earlier day, whatever the limits are now.
    private mutating func begin(_ number: Int64, _ random: inout Seed) {
        let ticket = random.next(0...(tickets.count - 1))
        guard tickets[ticket].state == .todo else { return }
        var run = Run(id: Run.ID(number: number))
        run.apply(
            .claimed(
                ticket: tickets[ticket].id, agent: random.pick(agents).id, project: tickets[ticket].content.project,
                attempt: 1, lease: .init(token: number, epoch: 1)), at: Given.now)
        tickets[ticket].apply(.checkedOut(run: run.id), at: Given.now)
        if random.chance(20) { run.apply(.stopRequested(reason: .cancelled), at: Given.now) }
        if random.chance(50) { supervised.insert(run.id) }
        live.append(run)
    }

    private var capacity: Capacity {
        Capacity(workspace: workspace, projects: projects, agents: agents, live: live)
    }

    var snapshot: RunsSnapshot {
        let ageing = workspace.settings.ageing
        let candidates = tickets.filter { $0.state == .todo }.sorted {
            ($0.rank(ageing: ageing), $0.id) < ($1.rank(ageing: ageing), $1.id)
        }
        return RunsSnapshot(
            capacity: capacity, live: live, supervised: supervised, candidates: candidates, nextRetry: nil)
    }

    /// By how much each limit is exceeded.
    var excess: [String: Int] {
        var found = ["workspace": max(0, live.count - workspace.settings.maxRuns)]
        for project in projects {
            let running = live.count { $0.project == project.id }
            found["\(project.id)"] = max(0, running - project.definition.maxRuns)
        }
        for agent in agents {
            let running = live.count { $0.agent == agent.id }
            found["\(agent.id)"] = max(0, running - agent.definition.maxRuns)
        }
        return found
    }

    /// Carries the actions out by the rules; throws when a rule refuses what the reconciler asks for.
    @discardableResult
    mutating func apply(_ actions: [RunAction]) throws -> [Ticket.ID] {
        var started: [Ticket.ID] = []
        for action in actions {
            switch action {
            case .adopt(let run): supervised.insert(run)
            case .stop: break
            case .start(let id):
                try start(id)
                started.append(id)
            }
        }
        return started
    }

    private mutating func start(_ id: Ticket.ID) throws {
        let next = Run.ID(number: 100 + Int64(live.count))
        let events = try StartRun(ticket: id).decide(
            .init(
                ticket: tickets.first { $0.id == id }, capacity: capacity, next: next, earlier: 0,
                lastToken: next.number), at: Given.now)
        for event in events {
            switch event {
            case .run(let id, let event):
                var run = Run(id: id)
                run.apply(event, at: Given.now)
                live.append(run)
                supervised.insert(id)
            case .ticket(let id, let event):
                for index in tickets.indices where tickets[index].id == id {
                    tickets[index].apply(event, at: Given.now)
                }
            case .workspace, .project, .agent, .change, .request, .message, .schedule, .rule: break
            }
        }
    }
}
