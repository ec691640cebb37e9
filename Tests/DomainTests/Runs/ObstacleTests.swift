import Domain
import Testing

@Suite("What keeps a ticket from starting")
struct ObstacleTests {
    let bob = Agent.ID(name: "bob")
    let two = Ticket.ID(number: 2)
    let three = Ticket.ID(number: 3)

    func obstacles(
        _ ticket: Ticket = Given.ticket(), _ capacity: Capacity = Given.capacity(), cancelled: [Ticket.ID] = []
    ) -> [Obstacle] {
        ticket.obstacles(capacity, cancelledBlockers: cancelled, at: Given.now)
    }

    @Test("nothing, when it is ready")
    func none() { #expect(obstacles() == []) }

    @Test("its state, and then nothing else")
    func state() {
        let states: [Ticket.Event] = [
            .created(content: Given.content, openBlockers: [], isBacklog: true), .checkedOut(run: Given.run),
            .submitted(change: Given.change, summary: ""), .done(summary: ""),
            .blocked(blockage: .init(reason: "why?")), .cancelled(reason: ""),
        ]
        for event in states {
            let ticket = Given.ticket(event)
            #expect(obstacles(ticket) == [.state(ticket.state)])
        }
    }

    @Test("blockers that are open, and those that were cancelled apart from them")
    func blockers() {
        let ticket = Given.ticket(content: .init(title: "a", project: Given.web, blockers: [two, three]))
        #expect(obstacles(ticket) == [.openBlockers([two, three])])
        #expect(obstacles(ticket, cancelled: [three]) == [.openBlockers([two]), .cancelledBlockers([three])])
        var half = ticket
        half.apply(.blockerFinished(blocker: two), at: Given.now)
        #expect(obstacles(half) == [.openBlockers([three])])
        half.apply(.blockerFinished(blocker: three), at: Given.now)
        #expect(obstacles(half) == [])
    }

    @Test("its pause after a failure")
    func parked() {
        let until = Given.now + .minutes(1)
        #expect(
            obstacles(Given.ticket(.parked(until: until, failures: 2))) == [.parked(until: until, failures: 2)])
        let limited = Obstacle.parked(until: until, failures: 0).sentence(at: Given.now)
        #expect(limited == "It waits until a limit is lifted, in 60 s; `skein ticket reopen` tries at once.")
    }

    private let freeze = Freeze(cause: .person, by: "ada", reason: "night", since: Given.now)

    @Test("a frozen workspace, a full one, a full project, a retired project")
    func workspace() {
        var frozen = Given.capacity()
        frozen.workspace.apply(.frozen(freeze: freeze), at: Given.now)
        #expect(obstacles(Given.ticket(), frozen) == [.frozen(freeze)])
        frozen.workspace.apply(.diskFilled(usedPercent: 97), at: Given.now)
        #expect(obstacles(Given.ticket(), frozen) == [.frozen(freeze), .diskFull(usedPercent: 97, limit: 95)])
        let other = Given.agent(bob)
        let full = Given.capacity(settings: .init(maxRuns: 1), agents: [Given.agent(), other], live: [Given.run()])
        #expect(obstacles(Given.ticket(), full) == [.workspaceFull(running: 1, limit: 1)])
        let fullProject = Given.capacity(
            project: Given.project(maxRuns: 1), agents: [Given.agent(), other], live: [Given.run()])
        #expect(obstacles(Given.ticket(), fullProject) == [.projectFull(Given.web, running: 1, limit: 1)])
        var retired = Given.project()
        retired.apply(.retired, at: Given.now)
        #expect(obstacles(Given.ticket(), Given.capacity(project: retired)) == [.projectRetired(Given.web)])
    }

    @Test("its agent: retired, paused, elsewhere, full")
    func agent() {
        let ticket = Given.ticket(content: .init(title: "a", project: Given.web, assignee: Given.ada))
        var retired = Given.agent()
        retired.apply(.retired, at: Given.now)
        #expect(obstacles(ticket, Given.capacity(agents: [retired])) == [.agentRetired(Given.ada)])
        #expect(obstacles(ticket, Given.capacity(agents: [])) == [.agentRetired(Given.ada)])
        var paused = Given.agent()
        paused.apply(.paused(reason: "night"), at: Given.now)
        #expect(obstacles(ticket, Given.capacity(agents: [paused])) == [.agentPaused(Given.ada)])
        let elsewhere = Given.agent(projects: [Project.ID(name: "docs")])
        #expect(
            obstacles(ticket, Given.capacity(agents: [elsewhere])) == [.agentRefusesProject(Given.ada, Given.web)])
        #expect(
            obstacles(ticket, Given.capacity(live: [Given.run()])) == [.agentFull(Given.ada, running: 1, limit: 1)])
    }

    @Test("that no agent is free, when it names none")
    func noAgent() {
        #expect(obstacles(Given.ticket(), Given.capacity(agents: [])) == [.noAgent(Given.web)])
        #expect(
            obstacles(Given.ticket(), Given.capacity(live: [Given.run()]))
                == [.noAgent(Given.web), .agentFull(Given.ada, running: 1, limit: 1)])
    }

    @Test("each is said in a sentence with an end and has a code of its own")
    func sentences() {
        let all: [Obstacle] = [
            .state(.backlog), .openBlockers([two]), .cancelledBlockers([two]),
            .parked(until: Given.now + .minutes(5), failures: 2), .frozen(freeze),
            .diskFull(usedPercent: 97, limit: 95), .projectRetired(Given.web),
            .workspaceFull(running: 1, limit: 1), .projectFull(Given.web, running: 1, limit: 1), .agentRetired(bob),
            .agentPaused(bob), .agentRefusesProject(bob, Given.web), .agentFull(bob, running: 1, limit: 1),
            .noAgent(Given.web),
        ]
        #expect(Set(all.map(\.code)).count == all.count)
        for obstacle in all { #expect(obstacle.sentence(at: Given.now).hasSuffix(".")) }
        let many = Obstacle.openBlockers((1...10).map { Ticket.ID(number: $0) })
        #expect(many.sentence(at: Given.now).contains("T-8 and 2 more"))
    }
}
