import Domain
import Testing
import Wire

@testable import Harnesses

/// What Claude Code 2.1.330 wrote, in our words.
@Suite("Claude Code's turns")
struct ClaudeTurnTests {
    @Test("an edit and a commit")
    func success() throws {
        let done = try ClaudeConversation("turns/success")
        let id = "0e909351-db33-41f4-8000-000000070000"
        #expect(
            Array(done.story.prefix(4)) == [
                .turnStarted, .sessionStarted(id: id, model: "claude-sonnet-4-5"), .reasoning("A file is wanted."),
                .text("I will write it."),
            ])
        #expect(done.tools == ["Write", "Read", "Edit", "Bash"])
        #expect(done.changes == ["/work/tree/hello.txt", "/work/tree/hello.txt"])
        #expect(done.finished == [false, false, false, true])
        #expect(done.texts.last == "Committed.")
        #expect(done.ends == [.completed])
        #expect(done.usage?.inputTokens == 4800)
        #expect(done.usage?.outputTokens == 320)
        #expect(done.usage?.cacheReadTokens == 1200)
        #expect(done.usage?.costUSD != nil)
    }

    @Test("a tool's target and the size of its result")
    func targetAndSize() throws {
        let done = try ClaudeConversation("sessions/first")
        #expect(done.story.contains { $0.isTool("Bash", "echo remembered-42") })
        #expect(done.story.contains { if case .toolFinished(_, false, 13) = $0 { true } else { false } })
    }

    @Test("a word goes into the turn that runs")
    func steered() throws {
        let done = try ClaudeConversation("turns/steered") { event, dialect in
            guard event.isTool("Bash", "sleep 1; echo step1") else { return [] }
            return dialect.say("STEER: go-left")
        }
        #expect(done.turns == 1)
        #expect(done.ends == [.completed])
        let taken = try #require(done.story.firstIndex(of: .said("STEER: go-left", delivery: .sameTurn)))
        let obeyed = try #require(done.story.firstIndex(of: .text("Steered to: go-left")))
        #expect(taken < obeyed)
        #expect(!done.texts.contains("Step two."))
    }

    @Test("a word that comes after the last tool begins the next turn")
    func saidTooLate() throws {
        let done = try ClaudeConversation("turns/said_too_late") { event, dialect in
            event == .turnStarted && dialect.session == nil ? dialect.say("hello there") : []
        }
        #expect(done.turns == 2)
        #expect(done.ends == [.completed, .completed])
        #expect(done.story.contains(.said("hello there", delivery: .nextTurn)))
    }

    @Test("an interrupted answer, and a new turn", arguments: ["turns/interrupted_text", "requests/interrupted"])
    func interrupted(name: String) throws {
        let done = try ClaudeConversation(name) { event, dialect in
            switch event {
            case .turnStarted where name == "turns/interrupted_text" && dialect.session == nil: dialect.interrupt()
            case .asked: dialect.interrupt()
            case .turnEnded(.interrupted): dialect.say("hello again")
            default: []
            }
        }
        #expect(done.ends == [.interrupted, .completed])
        #expect(done.story.contains(.said("hello again", delivery: .newTurn)))
        #expect(done.sessions.count == 1, "told of once, though it comes with every turn")
        let withdrawn = done.asked.map { AgentEvent.answered(request: $0.id, answer: nil) }
        #expect(withdrawn.allSatisfy(done.story.contains))
    }

    @Test("an interrupted tool")
    func interruptedTool() throws {
        let done = try ClaudeConversation("turns/interrupted_tool") { event, dialect in
            event.isTool("Bash", "sleep 20; echo step1") ? dialect.interrupt() : []
        }
        #expect(done.ends == [.interrupted])
        #expect(done.finished == [true])
    }

    @Test("a resumed conversation counts what this run added")
    func resumed() throws {
        let id = "0e909351-db33-41f4-8000-000000070000"
        let done = try ClaudeConversation("sessions/resumed", run: 8, session: .resumed(id: id)) { event, dialect in
            event == .turnEnded(.completed) && !dialect.hasSpoken ? dialect.say("RECALL") : []
        }
        #expect(done.sessions == [id])
        #expect(done.texts.first == "Resumed conversation, previous result was: remembered-42")
        #expect(done.usage?.inputTokens == 2400, "two answers of its own, of four that the program counts")
        #expect(abs((done.usage?.costUSD ?? 0) - 0.00978) < 1e-9)
    }

    @Test("a forked conversation has an id of its own, and nothing of the other's cost")
    func forked() throws {
        let id = "0e909351-db33-41f4-8000-000000070000"
        let done = try ClaudeConversation("sessions/forked", run: 9, session: .forked(id: id))
        #expect(done.sessions == [ClaudeConversation.opening(run: 9).uuid(0)])
        #expect(done.usage?.inputTokens == 1200)
        #expect(abs((done.usage?.costUSD ?? 0) - 0.00489) < 1e-9)
    }

    @Test("a conversation that is not there fails before a session starts")
    func unknownSession() throws {
        let id = "11111111-2222-4333-8444-777777777777"
        let done = try ClaudeConversation("sessions/unknown", run: 10, session: .resumed(id: id))
        let failure = AgentFailure(.invalidRequest, "No conversation found with session ID: \(id)")
        #expect(done.story == [.turnEnded(.failed(failure))])
    }

    @Test("a plan is made and followed")
    func plan() throws {
        let done = try ClaudeConversation("turns/plan")
        let plans = done.events.compactMap { if case .plan(let steps) = $0 { steps } else { nil } }
        let first = PlanStep("Write the test", .pending)
        let second = PlanStep("Mend it", .pending)
        #expect(
            plans == [
                [first], [first, second], [PlanStep("Write the test", .active), second],
                [PlanStep("Write the test", .done), second],
            ])
    }

    @Test("a subagent's tools are shown, and its permission is asked")
    func subagent() throws {
        let done = try ClaudeConversation("requests/subagent", react: answering(.allow))
        #expect(done.tools == ["Agent", "Bash"])
        #expect(done.asked.count == 1)
        #expect(done.texts == ["I delegate.", "It said so."])
        #expect(done.usage?.inputTokens == 4800, "the subagent's tokens are among them")
    }

    @Test("a subagent in the background keeps it busy, and its report begins a turn")
    func background() throws {
        var wasBusy: [Bool] = []
        let done = try ClaudeConversation("turns/subagent_background") { event, dialect in
            if case .turnEnded = event { wasBusy.append(dialect.isBusy) }
            return []
        }
        #expect(wasBusy == [true, false])
        #expect(done.turns == 2)
        #expect(done.ends == [.completed, .completed])
        #expect(!done.texts.contains("Ran it: from-the-subagent"), "it is said to the agent, not to people")
    }

    @Test("a summary in the place of the conversation is told of")
    func compacted() throws {
        let done = try ClaudeConversation("turns/compacted") { event, dialect in
            event == .turnEnded(.completed) && !dialect.hasSpoken ? dialect.say("/compact") : []
        }
        #expect(done.warnings == ["the conversation of 1580 tokens was replaced by a summary"])
        #expect(done.ends == [.completed, .completed])
    }

    @Test("the same lines give the same effects")
    func deterministic() throws {
        for name in ["turns/success", "turns/plan", "failures/500", "turns/subagent_background"] {
            let first = try ClaudeConversation(name)
            #expect(first.effects == (try ClaudeConversation(name)).effects)
        }
    }
}

extension ClaudeConversation {
    var tools: [String] { events.compactMap { if case .toolStarted(_, let name, _) = $0 { name } else { nil } } }
    var changes: [String] { events.compactMap { if case .fileChanged(let path) = $0 { path } else { nil } } }
    /// Whether each tool ended with an error.
    var finished: [Bool] {
        events.compactMap { if case .toolFinished(_, let isError, _) = $0 { isError } else { nil } }
    }
}

extension AgentEvent {
    func isTool(_ name: String, _ target: String) -> Bool {
        if case .toolStarted(_, name, target) = self { true } else { false }
    }
}

extension ClaudeDialect {
    /// Whether a second word was sent.
    var hasSpoken: Bool { wordsSent > 1 }
}
