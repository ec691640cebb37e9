import Domain
import Testing

@Suite("Applying the configuration files")
struct ApplyConfigurationTests {
    let bob = Agent.ID(name: "bob")
    let docs = Project.ID(name: "docs")

    func configuration(
        gates: [Gate] = [Given.test], projectAgent: Agent.ID? = nil, managers: [Agent.ID: Agent.ID] = [:],
        accepts: [Project.ID] = []
    ) -> Configuration {
        let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
        let agents = [Given.ada, bob].map { id in
            (id, Agent.Definition(harness: harness, manager: managers[id], projects: accepts))
        }
        return Configuration(
            settings: .init(),
            projects: [Given.web: .init(path: "/web", target: "main", gates: gates, agent: projectAgent)],
            agents: Dictionary(uniqueKeysWithValues: agents))
    }

    func apply(
        _ configuration: Configuration, projects: [Project] = [], agents: [Agent] = []
    ) throws -> [Event] {
        try ApplyConfiguration(configuration).decide(
            .init(workspace: Workspace(), projects: projects, agents: agents), at: Given.now)
    }

    @Test("writes what is new, in the order of the names, and nothing the second time")
    func twice() throws {
        let events = try apply(configuration())
        #expect(events.map(\.name) == ["project.configured", "agent.configured", "agent.configured"])
        var project = Project(id: Given.web)
        var agents: [Agent] = []
        for event in events {
            switch event {
            case .project(_, let event): project.apply(event, at: Given.now)
            case .agent(let id, let event):
                var agent = Agent(id: id)
                agent.apply(event, at: Given.now)
                agents.append(agent)
            case .workspace, .ticket, .run, .change, .request, .message, .schedule, .rule: break
            }
        }
        #expect(agents.map(\.id) == [Given.ada, bob])
        #expect(try apply(configuration(), projects: [project], agents: agents) == [])
    }

    @Test("retires what is gone, once, and brings back what returns")
    func retires() throws {
        var project = Project(id: docs)
        project.apply(.configured(definition: .init(path: "/docs", target: "main")), at: Given.now)
        let old = Given.agent(Agent.ID(name: "old"))
        let events = try apply(configuration(), projects: [project], agents: [old])
        #expect(events.contains(.project(docs, .retired)))
        #expect(events.contains(.agent(old.id, .retired)))
        project.apply(.retired, at: Given.now)
        #expect(try !apply(configuration(), projects: [project]).contains(.project(docs, .retired)))
        var web = Given.project()
        web.apply(.retired, at: Given.now)
        #expect(try apply(configuration(), projects: [web]).first?.name == "project.configured")
        web.apply(.configured(definition: web.definition), at: Given.now)
        #expect(!web.isRetired)
    }

    @Test("changed settings are an event")
    func settings() throws {
        var changed = configuration()
        changed.settings.maxRuns = 9
        #expect(try apply(changed).first == .workspace(.configured(settings: changed.settings)))
    }

    @Test("refuses a project without gates, and names that are in no file")
    func refusals() {
        #expect(rejection { try apply(configuration(gates: [])) } == .gatesMissing)
        let eve = Agent.ID(name: "eve")
        #expect(rejection { try apply(configuration(projectAgent: eve)) } == .unknownAgent)
        #expect(rejection { try apply(configuration(managers: [Given.ada: eve])) } == .unknownAgent)
        #expect(rejection { try apply(configuration(accepts: [docs])) } == .unknownProject)
    }

    @Test("refuses managers in a circle, with the circle in the sentence")
    func circle() throws {
        let error = #expect(throws: Rejection.self) {
            try apply(configuration(managers: [Given.ada: bob, bob: Given.ada]))
        }
        #expect(error?.code == .managerCycle)
        #expect(error?.sentence.contains("ada → bob → ada") == true)
        #expect(rejection { try apply(configuration(managers: [bob: bob])) } == .managerCycle)
        #expect(rejection { try apply(configuration(managers: [bob: Given.ada])) } == nil)
    }
}

@Suite("Pausing and resuming an agent")
struct PauseTests {
    let eve = Agent.ID(name: "eve")

    func slice(agent: Agent?) -> PauseSlice { PauseSlice(agent: agent, knownAgents: [Given.ada]) }

    @Test("one agent is paused once and resumed once")
    func agent() throws {
        var paused = Given.agent()
        paused.apply(.paused(reason: ""), at: Given.now)
        let pause = Pause(agent: Given.ada, reason: "night")
        let resume = Resume(agent: Given.ada)
        let events = try pause.decide(slice(agent: Given.agent()), at: Given.now)
        #expect(events == [.agent(Given.ada, .paused(reason: "night"))])
        #expect(try pause.decide(slice(agent: paused), at: Given.now) == [])
        #expect(
            try resume.decide(slice(agent: paused), at: Given.now) == [.agent(Given.ada, .resumed)])
        #expect(try resume.decide(slice(agent: Given.agent()), at: Given.now) == [])
    }

    @Test("an agent that there is not can be neither")
    func unknown() {
        let nobody = slice(agent: nil)
        #expect(rejection { try Pause(agent: eve, reason: "").decide(nobody, at: Given.now) } == .unknownAgent)
        #expect(rejection { try Resume(agent: eve).decide(nobody, at: Given.now) } == .unknownAgent)
    }
}
