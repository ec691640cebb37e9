import Domain
import Orchestration
import Storage
import Testing

@Suite("What an agent is told")
struct BriefTests {
    private func run(_ number: Int64, _ outcome: Run.Outcome? = nil, resumes: String? = nil) -> Run {
        var run = Run(id: Run.ID(number: number))
        run.agent = Agent.ID(name: "ada")
        run.attempt = Int(number)
        run.choice = Run.Choice(harness: "claude", resumes: resumes)
        run.startedAt = Instant(milliseconds: number * 1000)
        run.state = outcome.map { .ended($0) } ?? .starting
        return run
    }

    private func brief(
        _ current: Run, earlier: [Run] = [], comments: [Storage.Comment] = [], returned: Change.State? = nil,
        blockers: [Ticket] = []
    ) -> String {
        var agent = Agent(id: Agent.ID(name: "ada"))
        agent.definition = .init(harness: .program(ProgramHarness(name: "claude")), instructions: "You are Ada.")
        var project = Project(id: Project.ID(name: "web"))
        project.definition = .init(path: "/web", target: "main")
        var ticket = Ticket(id: Ticket.ID(number: 1))
        ticket.content = .init(
            title: "Mend it", body: "It is broken.", project: project.id, blockers: blockers.map(\.id))
        let change = returned.map { state in
            var change = Change(id: Change.ID(number: 1))
            change.state = state
            return change
        }
        return Assignment(
            run: current, ticket: ticket, agent: agent, project: project, comments: comments, earlier: earlier,
            blockers: blockers, returned: change, places: Places(state: "/s", run: current.id, ticket: ticket.id)
        ).brief
    }

    @Test("at first: who it is, the task, how to hand in")
    func first() {
        let brief = brief(run(1))
        for part in ["You are Ada.", "# Ticket T-1: Mend it", "It is broken.", "branch `skein/T-1`", "End your turn"] {
            #expect(brief.contains(part), "\(part)")
        }
        #expect(!brief.contains("Tried before") && !brief.contains("Exit with status"))
    }

    @Test("in a fresh session after others: also what was tried, and what a gate said")
    func again() {
        let evidence = Change.State.rejected(.init(gate: "test", tree: "t", output: "1 failed"))
        let brief = brief(
            run(3),
            earlier: [run(1, .failed(.agent(.init(.transient, "reset")))), run(2, .succeeded(summary: "tried"))],
            returned: evidence)
        for part in [
            "It is broken.", "- attempt 1 by ada lost its model: reset", "- attempt 2 by ada handed in: tried",
            "previous.patch", "Gate `test` did not pass", "1 failed",
        ] {
            #expect(brief.contains(part), "\(part)")
        }
    }

    @Test("what came of the tickets that it waited for, once")
    func waited() {
        var blocker = Ticket(id: Ticket.ID(number: 7))
        blocker.content = .init(
            title: "Count", project: Project.ID(name: "web"), assignee: Agent.ID(name: "bob"))
        (blocker.state, blocker.summary) = (.done, "7 of them")
        #expect(brief(run(1), blockers: [blocker]).contains("- T-7 Count by bob is done: 7 of them"))
        let resumed = brief(run(2, resumes: "s-1"), earlier: [run(1, .failed(.noChange))], blockers: [blocker])
        #expect(!resumed.contains("7 of them"))
    }

    @Test("in a session that goes on: only what is new")
    func resumed() {
        let said = [
            Storage.Comment(author: "bob", text: "old news", at: Instant(milliseconds: 500)),
            Storage.Comment(author: "bob", text: "use tabs", at: Instant(milliseconds: 1500)),
        ]
        let brief = brief(run(2, resumes: "s-1"), earlier: [run(1, .failed(.noChange))], comments: said)
        for part in ["T-1 goes on", "exited with success but changed nothing", "as you left it", "use tabs"] {
            #expect(brief.contains(part), "\(part)")
        }
        for part in ["You are Ada.", "It is broken.", "old news", "Tried before"] {
            #expect(!brief.contains(part), "\(part)")
        }
    }

    @Test("after a conflict the worktree is not as it was left")
    func conflicted() {
        let brief = brief(
            run(2, resumes: "s-1"), earlier: [run(1, .succeeded(summary: ""))],
            returned: .conflicted(files: ["a"], root: nil))
        #expect(brief.contains("starts from the present `main`") && brief.contains("It conflicts with"))
    }
}
