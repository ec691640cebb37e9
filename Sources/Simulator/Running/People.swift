import Domain
import Orchestration
import Storage
import TestKit

/// What persons and agents know of the workspace, and can name.
struct People {
    static let projects = [Project.ID(name: "web"), Project.ID(name: "api")]
    static let agents = ["ada", "grace", "linus", "edsger"].map(Agent.ID.init(name:))
    static let test = Gate(name: "test", command: ["make", "test"])
    static let lint = Gate(name: "lint", command: ["make", "lint"])

    private(set) var tickets: Int64 = 0
    private(set) var runs: Int64 = 0
    private(set) var requests: Int64 = 0

    mutating func learn(_ event: Event) {
        switch event {
        case .ticket(let id, .created): tickets = id.number
        case .run(let id, .claimed): runs = id.number
        case .request(let id, .asked): requests = id.number
        case .ticket, .run, .request, .workspace, .project, .agent, .change, .message, .schedule, .rule: break
        }
    }

    static var configuration: Configuration {
        let definition = { (name: String, gates: [Gate]) in
            Project.Definition(path: "/\(name)", target: "main", gates: gates, maxRuns: 3)
        }
        let alternatives = [Agent.Alternative(model: "small"), Agent.Alternative(harness: "codex", model: "other")]
        let configured = agents.map { id in
            let isFirst = id == agents[0]
            let definition = Agent.Definition(
                harness: .command(CommandHarness(argv: ["true"])), model: "large",
                fallback: isFirst ? alternatives : [], maxRuns: isFirst ? 2 : 1,
                passEnvironment: [World.secretName])
            return (id, definition)
        }
        return Configuration(
            settings: Workspace.Settings(maxRuns: 4),
            projects: [projects[0]: definition("web", [test]), projects[1]: definition("api", [test, lint])],
            agents: Dictionary(uniqueKeysWithValues: configured))
    }
}

extension Simulation {
    /// A person or an agent does something; half of it makes no sense, as in life.
    func someoneActs() throws {
        let person = Actor.person(luck.pick(["ann", "bob", "cy"]))
        do {
            if luck.happens(onceIn: 3) { try cancelWhatIsPublished(by: person) }
            switch luck.below(30) {
            case 0...7: try create(by: person)
            case 8, 9: try edit(by: person)
            case 10, 11: try comment(by: person)
            case 12: try perform(CancelTicket(ticket: someTicket, reason: "not needed"), by: person)
            case 13: try cancelOnItsWay(by: person)
            case 14...17:
                // What is held is what people look after.
                let held = luck.happens(onceIn: 2) ? try read { try $0.heldChanges().first?.ticket } : nil
                try perform(ReopenTicket(ticket: held ?? someTicket), by: person)
            case 18: try perform(StopRun(run: someRun), by: person)
            case 19: try perform(TellRun(run: someRun, control: .say(text: "careful")), by: person)
            case 20...23: try answer(Request.ID(number: pick(people.requests)), by: person)
            case 24: try perform(halt(by: person), by: person)
            case 25, 26: try perform(luck.happens(onceIn: 2) ? Thaw() : Resume(agent: someAgent), by: person)
            case 27: try perform(ApplyConfiguration(someConfiguration), by: person)
            case 28: try perform(ApplyConfiguration(People.configuration), by: person)
            default: try perform(StopRun(run: someRun), by: person)
            }
        } catch is Rejection {
            // People try what cannot be.
        } catch let failure as StorageFailure where failure == FullDisk.failure {
            // They are told, and try again another day.
        }
    }

    private func halt(by person: Actor) -> any Performable {
        luck.happens(onceIn: 2)
            ? FreezeWorkspace(person: person.description, reason: "lunch", stopsRuns: luck.happens(onceIn: 4))
            : Pause(agent: someAgent, reason: "lunch")
    }

    /// One that exists, mostly a late one.
    private func pick(_ count: Int64) -> Int64 {
        let back = luck.happens(onceIn: 3) ? luck.below(Int(count) + 1) : luck.below(min(6, Int(count) + 1))
        return max(1, count - Int64(back))
    }

    private var someTicket: Ticket.ID { Ticket.ID(number: pick(people.tickets)) }
    private var someRun: Run.ID { Run.ID(number: pick(people.runs)) }
    private var someAgent: Agent.ID { luck.pick(People.agents) }

    func create(by actor: Actor) throws {
        var content = Ticket.Content(title: "ticket", project: luck.pick(People.projects))
        content.priority = luck.pick(Ticket.Priority.allCases)
        if luck.happens(onceIn: 3) { content.assignee = someAgent }
        if luck.happens(onceIn: 4), people.tickets > 0 { content.blockers = [someTicket, someTicket] }
        if luck.happens(onceIn: 6), people.tickets > 0 { content.parent = someTicket }
        try perform(CreateTicket(content: content, isBacklog: luck.happens(onceIn: 8)), by: actor)
    }

    /// Somebody thinks better of it when its change is in the queue already.
    private func cancelOnItsWay(by person: Actor) throws {
        let changes = try read { try $0.queue() }
        if changes.isEmpty { return }
        try perform(CancelTicket(ticket: luck.pick(changes).ticket, reason: "too late"), by: person)
    }

    /// At the worst moment: the branch may have moved, and nobody has written it down yet.
    private func cancelWhatIsPublished(by person: Actor) throws {
        let change = try read { try $0.queue() }.first { change in
            if case .publishing = change.state { true } else { false }
        }
        if let change { try perform(CancelTicket(ticket: change.ticket, reason: "stop it"), by: person) }
    }

    private func edit(by actor: Actor) throws {
        var edit = EditTicket(ticket: someTicket)
        switch luck.below(4) {
        case 0: edit.blockers = luck.happens(onceIn: 2) ? [] : [someTicket, someTicket]
        case 1: edit.assignee = luck.happens(onceIn: 2) ? .clear : .set(someAgent)
        case 2: edit.priority = luck.pick(Ticket.Priority.allCases)
        default: edit.title = "another title"
        }
        try perform(edit, by: actor)
    }

    /// An agent's own remark, or a person's: neither starts anything.
    private func comment(by person: Actor) throws {
        let isAgent = luck.happens(onceIn: 2)
        let actor = isAgent ? Actor.agent(someAgent, run: someRun) : person
        try perform(CommentOnTicket(ticket: someTicket, author: actor.description, text: "a remark"), by: actor)
    }

    /// Answers, and tells the agent where a server lives to pass it on.
    func answer(_ id: Request.ID, by person: Actor) throws {
        guard let request = try read({ try $0.request(id) }) else { return }
        let answers: [AgentAnswer] = [.allow, .deny(reason: "no"), .reply(text: "yes, the second one")]
        try perform(
            AnswerRequest(request: id, answer: luck.pick(answers), person: person.description), by: person)
        // A run that is being taken over is told then; so is one whose server dies between the two.
        guard server?.supervisions[request.run] != nil else { return }
        if strikes(weather.crashes / 10) { return crash() }
        world.processes[request.run]?.answers.insert(request.content.id)
    }

    /// An edit of the files: gates come and go, limits change, a project or an agent is taken out.
    private var someConfiguration: Configuration {
        var configuration = People.configuration
        configuration.settings.maxRuns = 1 + luck.below(5)
        configuration.settings.maxReturns = luck.below(3)
        configuration.settings.retry.maxAttempts = 1 + luck.below(4)
        let project = luck.pick(People.projects)
        switch luck.below(4) {
        case 0: configuration.projects[project]?.gates = [People.test, People.lint]
        case 1: configuration.projects[project]?.gates = [People.lint]
        case 2: configuration.agents[luck.pick(People.agents)] = nil
        default: configuration.projects[project] = nil
        }
        return configuration
    }
}
