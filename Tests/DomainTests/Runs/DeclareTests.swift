import Testing

@testable import Domain

@Suite("What a run says of its ticket")
struct DeclareTests {
    private let claim = RunClaim(run: Given.run, token: Given.token)
    private let bob = Agent.ID(name: "bob")

    private func run(_ declaration: Run.Declaration? = nil, chain: [Agent.ID] = []) -> Run {
        var run = Given.run()
        run.declaration = declaration
        run.chain = chain
        return run
    }

    private func declare(_ declaration: Run.Declaration, _ run: Run, successor: Agent? = nil) throws -> [Event] {
        try Declare(claim, declaration).decide(
            .init(
                standing: Standing(run: run, agent: Given.agent(), relation: .own), chart: Chart(managers: [:]),
                successor: successor, rounds: 3), at: Given.now)
    }

    private func end(_ declaration: Run.Declaration, _ result: EndRun.Result) throws -> [String] {
        try EndRun(run: Given.run, token: Given.token, result: result, head: Given.head).decide(
            .init(
                run: run(declaration), ticket: Given.ticket(.checkedOut(run: Given.run)), retry: RetryPolicy(),
                nextChange: Given.change, dependants: []), at: Given.now
        ).map(\.name)
    }

    @Test("holds when the run ends well, and not when it fails")
    func holds() throws {
        let change = EndRun.Result.submitted(head: Given.head, summary: "")
        #expect(try end(.done(summary: "x"), change) == ["run.ended", "change.submitted", "ticket.submitted"])
        #expect(try end(.done(summary: "x"), .failed(.noChange)) == ["run.ended", "ticket.done"])
        #expect(try end(.done(summary: "x"), .failed(.exitStatus(1))).last == "ticket.parked")
        #expect(try end(.blocked(reason: "x"), change) == ["run.leftWork", "run.ended", "ticket.blocked"])
        #expect(
            try end(.handedOver(to: bob, brief: "x"), change)
                == ["run.leftWork", "run.ended", "ticket.handedOver", "ticket.commented"])
        #expect(try end(.handedOver(to: bob, brief: "x"), .failed(.noChange)).contains("ticket.handedOver"))
        #expect(try end(.handedOver(to: bob, brief: "x"), .failed(.exitStatus(1))).last == "ticket.parked")
    }

    @Test("the ticket moves with its history to another agent that may have it, not round and round")
    func handOver() throws {
        let handOver = Run.Declaration.handedOver(to: bob, brief: "the rest")
        #expect(try declare(handOver, run(), successor: Given.agent(bob)).map(\.name) == ["run.declared"])
        #expect(rejection { try declare(handOver, run()) } == .unknownAgent)
        #expect(rejection { try declare(.handedOver(to: Given.ada, brief: "x"), run()) } == .notAllowed)
        let elsewhere = Given.agent(bob, projects: [Project.ID(name: "api")])
        #expect(rejection { try declare(handOver, run(), successor: elsewhere) } == .agentRefusesProject)
        let often = run(chain: [bob, Given.ada, bob, Given.ada, bob, Given.ada, bob])
        #expect(rejection { try declare(handOver, often, successor: Given.agent(bob)) } == .goesInCircles)
        var ticket = Given.ticket(.checkedOut(run: Given.run))
        ticket.content.assignee = Given.ada
        ticket.apply(.handedOver(to: bob), at: Given.now)
        #expect(ticket.content.assignee == bob && ticket.chain == [Given.ada] && ticket.state == .todo)
    }

    @Test("needs words, and the same again changes nothing")
    func words() throws {
        #expect(rejection { try declare(.blocked(reason: " "), run()) } == .emptyText)
        #expect(try declare(.done(summary: "x"), run(.done(summary: "x"))) == [])
        func progress(_ text: String, _ run: Run) throws -> [Event] {
            try ReportProgress(claim, text: text).decide(
                Standing(run: run, agent: Given.agent(), relation: .own), at: Given.now)
        }
        #expect(try progress("half", run()) == [.run(Given.run, .progressed(text: "half"))])
        #expect(rejection { try progress(String(repeating: "x", count: 501), run()) } == .textTooLong)
    }
}
