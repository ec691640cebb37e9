import Domain
import Testing

@Suite("Which agent takes a ticket")
struct CapacityTests {
    let bob = Agent.ID(name: "bob")

    @Test("its assignee, although another is free and the project names a third")
    func assignee() {
        let capacity = Given.capacity(
            project: Given.project(agent: bob), agents: [Given.agent(), Given.agent(bob)], live: [Given.run()])
        #expect(capacity.agent(for: .init(title: "a", project: Given.web, assignee: Given.ada)) == Given.ada)
    }

    @Test("else the project's")
    func project() {
        let capacity = Given.capacity(project: Given.project(agent: bob), agents: [Given.agent(), Given.agent(bob)])
        #expect(capacity.agent(for: Given.content) == bob)
    }

    @Test("else the least busy that is free, by name when there are two")
    func leastBusy() {
        let agents = [Given.agent(maxRuns: 3), Given.agent(bob, maxRuns: 3)]
        #expect(Given.capacity(agents: agents).agent(for: Given.content) == Given.ada)
        #expect(Given.capacity(agents: agents, live: [Given.run()]).agent(for: Given.content) == bob)
    }

    @Test("never one that is full, paused, retired or does not accept the project")
    func none() {
        var paused = Given.agent(Agent.ID(name: "paused"))
        paused.apply(.paused(reason: "night"), at: Given.now)
        var retired = Given.agent(Agent.ID(name: "retired"))
        retired.apply(.retired, at: Given.now)
        let elsewhere = Given.agent(bob, projects: [Project.ID(name: "docs")])
        let capacity = Given.capacity(agents: [Given.agent(), paused, retired, elsewhere], live: [Given.run()])
        #expect(capacity.agent(for: Given.content) == nil)
    }

    @Test("a start counts for workspace, project and agent")
    func counts() {
        var capacity = Given.capacity()
        capacity.start(Given.ada, on: Given.web)
        #expect(capacity == Given.capacity(live: [Given.run()]))
    }
}
