import Domain
import Testing

/// Records in a wanted state, built by `apply` alone, as the store builds them.
enum Given {
    static let now = Instant(milliseconds: 1_000_000_000)
    static let web = Project.ID(name: "web")
    static let ada = Agent.ID(name: "ada")
    static let test = Gate(name: "test", command: ["make", "test"])
    static let lint = Gate(name: "lint", command: ["make", "lint"])
    static let head = String(repeating: "b", count: 40)
    static let commit = String(repeating: "d", count: 40)
    static let tree = String(repeating: "c", count: 40)
    static let candidate = Change.Candidate(target: String(repeating: "a", count: 40), tree: tree)
    static let one = Ticket.ID(number: 1)
    static let run = Run.ID(number: 1)
    static let change = Change.ID(number: 1)
    static let token: Int64 = 7

    static func project(gates: [Gate] = [test], maxRuns: Int = 100, agent: Agent.ID? = nil) -> Project {
        var project = Project(id: web)
        project.apply(
            .configured(
                definition: .init(path: "/web", target: "main", gates: gates, maxRuns: maxRuns, agent: agent)),
            at: now)
        return project
    }

    static func agent(_ id: Agent.ID = ada, maxRuns: Int = 1, projects: [Project.ID] = []) -> Agent {
        var agent = Agent(id: id)
        let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
        agent.apply(
            .configured(definition: .init(harness: harness, maxRuns: maxRuns, projects: projects)), at: now)
        return agent
    }

    static func ticket(_ events: Ticket.Event..., id: Ticket.ID = one, content: Ticket.Content = content) -> Ticket {
        var ticket = Ticket(id: id)
        ticket.apply(.created(content: content, openBlockers: content.blockers, isBacklog: false), at: now)
        for event in events { ticket.apply(event, at: now) }
        return ticket
    }

    static let content = Ticket.Content(title: "Mend the gate", project: web)

    static func run(_ events: Run.Event..., id: Run.ID = run) -> Run {
        var record = Run(id: id)
        record.apply(
            .claimed(
                ticket: one, agent: ada, project: web, attempt: 1, lease: Run.Lease(token: token, epoch: 1)), at: now)
        for event in events { record.apply(event, at: now) }
        return record
    }

    static func change(_ events: Change.Event...) -> Change {
        var record = Change(id: change)
        record.apply(.submitted(ticket: one, run: run, project: web, head: head), at: now)
        for event in events { record.apply(event, at: now) }
        return record
    }

    static func context(
        project: Project? = project(), assignee: Agent? = agent(), blockers: [Ticket.ID: TicketContext.Blocker] = [:]
    ) -> TicketContext {
        TicketContext(
            project: project, assignee: assignee, knownProjects: [web], knownAgents: [ada], blockers: blockers)
    }

    static func capacity(
        settings: Workspace.Settings = .init(), project: Project = project(), agents: [Agent] = [agent()],
        live: [Run] = []
    ) -> Capacity {
        var workspace = Workspace()
        workspace.apply(.configured(settings: settings), at: now)
        return Capacity(workspace: workspace, projects: [project], agents: agents, live: live)
    }

    static func slice(
        _ change: Change?, ticket: Ticket? = ticket(.submitted(change: change, summary: "did it")),
        project: Project? = project(), passed: Set<Gate> = [], dependants: [Ticket.ID] = []
    ) -> ChangeSlice {
        ChangeSlice(
            change: change, ticket: ticket, project: project, settings: .init(), passed: passed,
            dependants: dependants)
    }

    static func result(_ verdict: GateResult.Verdict, gate: Gate = test, output: String = "out") -> GateResult {
        GateResult(gate: gate, tree: tree, verdict: verdict, duration: .seconds(1), output: output)
    }
}

/// The code that `body` is rejected with; nil when it is not.
func rejection(_ body: () throws -> [Event]) -> Rejection.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? Rejection)?.code
    }
}

extension Event {
    /// The noun and the case: `ticket.done`.
    var name: String {
        func word(_ value: Any) -> String { Mirror(reflecting: value).children.first?.label ?? "\(value)" }
        switch self {
        case .workspace(let event): return "workspace.\(word(event))"
        case .project(_, let event): return "project.\(word(event))"
        case .agent(_, let event): return "agent.\(word(event))"
        case .ticket(_, let event): return "ticket.\(word(event))"
        case .run(_, let event): return "run.\(word(event))"
        case .change(_, let event): return "change.\(word(event))"
        case .request(_, let event): return "request.\(word(event))"
        case .message(_, let event): return "message.\(word(event))"
        case .schedule(_, let event): return "schedule.\(word(event))"
        case .rule(_, let event): return "rule.\(word(event))"
        }
    }
}
