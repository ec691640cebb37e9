import Testing

@testable import Domain

@Suite("What drives a run")
struct ChoiceTests {
    private let definition = Agent.Definition(
        harness: .program(ProgramHarness(name: "claude")), model: "opus", effort: "high",
        fallback: [.init(model: "haiku"), .init(harness: "codex", model: "gpt")])

    private func choice(
        _ content: Ticket.Content = Given.content, fallback: Int = 0, previous: Run? = nil
    ) -> Run.Choice {
        definition.choice(for: content, agent: Given.ada, fallback: fallback, previous: previous)
    }

    private func ended(_ outcome: Run.Outcome, agent: Agent.ID = Given.ada, resumed: String? = nil) -> Run {
        var run = Run(id: Given.run)
        run.apply(
            .claimed(
                ticket: Given.one, agent: agent, project: Given.web, attempt: 1, lease: .init(token: 1, epoch: 1),
                choice: .init(harness: "claude", resumes: resumed)), at: Given.now)
        run.apply(.sessionStarted(session: "s-1"), at: Given.now)
        run.apply(.ended(outcome: outcome), at: Given.now)
        return run
    }

    @Test("is what the agent's file says, unless the ticket asks for something else")
    func ticketWins() {
        #expect(choice() == .init(harness: "claude", model: "opus", effort: "high"))
        var content = Given.content
        content.model = "sonnet"
        #expect(choice(content) == .init(harness: "claude", model: "sonnet", effort: "high"))
    }

    @Test("is the alternative that is due when a model cannot be had, and the last one past the end")
    func fallback() {
        #expect(choice(fallback: 1).model == "haiku")
        #expect(choice(fallback: 1).harness == "claude")
        #expect(choice(fallback: 2) == .init(harness: "codex", model: "gpt", effort: "high"))
        #expect(choice(fallback: 9) == choice(fallback: 2))
    }

    @Test("goes on with the session of the run before when its end allows")
    func resumes() {
        #expect(choice(previous: ended(.succeeded(summary: ""))).resumes == "s-1")
        #expect(choice(previous: ended(.failed(.noChange))).resumes == "s-1")
        for kind in AgentFailure.Kind.allCases {
            let isFresh = [.contextExhausted, .invalidRequest, .refused, .toolFailure].contains(kind)
            let resumed = choice(previous: ended(.failed(.agent(AgentFailure(kind, "")))))
            #expect((resumed.resumes == nil) == isFresh, "\(kind)")
        }
    }

    @Test("begins afresh for another agent, another harness, and after a resumed session that died or did nothing")
    func fresh() {
        #expect(choice(previous: ended(.succeeded(summary: ""), agent: Agent.ID(name: "bob"))).resumes == nil)
        #expect(choice(fallback: 2, previous: ended(.succeeded(summary: ""))).resumes == nil)
        #expect(choice(previous: ended(.failed(.killed(signal: 9)))).resumes == "s-1")
        #expect(choice(previous: ended(.failed(.killed(signal: 9)), resumed: "s-0")).resumes == nil)
        #expect(choice(previous: ended(.failed(.noChange), resumed: "s-0")).resumes == nil)
    }
}
