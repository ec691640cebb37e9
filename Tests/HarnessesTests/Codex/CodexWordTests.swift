import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Codex: words, interrupts and broken lines")
struct CodexWordTests {
    @Test("a fresh thread gets model, effort, sandbox and the worktree's .git")
    func opens() {
        var talk = CodexTalk()
        let thread = talk.hear(#"{"id":1,"result":{}}"#).sent.last?.params
        #expect(thread?.model?.text == "m")
        let roots = thread?.config?.sandbox_workspace_write?.writable_roots
        #expect(roots == ["/work/tree/.git", "/work/cache"])
        let turn = talk.hear(#"{"id":2,"result":{"thread":{"id":"T"}}}"#).sent.last?.params
        #expect(turn?.effort?.text == "low")
    }

    @Test("what is said before the turn runs goes into it when it does")
    func queues() {
        var talk = CodexTalk()
        #expect(talk.dialect.say("early").isEmpty)
        talk = .started()
        #expect(talk.dialect.say("soon").isEmpty)
        let steer = talk.turnStarts("A").sent.last
        #expect(steer?.method?.text == "turn/steer")
        #expect(steer?.params?.expectedTurnId?.text == "A")
        #expect(talk.hear(#"{"id":4,"result":{"turnId":"A"}}"#).events == [.said("soon", delivery: .sameTurn)])
    }

    @Test("a word that is refused because the turn had just ended begins the next turn")
    func isRefused() {
        var talk = CodexTalk.running()
        #expect(talk.dialect.say("late").events.isEmpty)
        #expect(talk.turnEnds("A").events == [.turnEnded(.completed)])
        #expect(talk.dialect.isBusy)
        let next = talk.hear(#"{"id":4,"error":{"code":-32600,"message":"no active turn to steer"}}"#)
        #expect(next.sent.last?.method?.text == "turn/start")
        #expect(next.events == [.said("late", delivery: .nextTurn)])
        _ = talk.turnStarts("B")
        _ = talk.turnEnds("B")
        #expect(!talk.dialect.isBusy)
    }

    @Test("a word that is refused while the turn runs waits for its end")
    func waits() {
        var talk = CodexTalk.running()
        _ = talk.dialect.say("x")
        #expect(talk.hear(#"{"id":4,"error":{"code":-32600,"message":"cannot steer"}}"#).isEmpty)
        #expect(talk.turnEnds("A").events == [.turnEnded(.completed), .said("x", delivery: .nextTurn)])
    }

    @Test("a word that the model has read is not said again")
    func isRead() {
        var talk = CodexTalk.running()
        _ = talk.dialect.say("x")
        let item = #"{"threadId":"T","turnId":"A","item":{"type":"userMessage","id":"u","clientId":"skein-4"}}"#
        #expect(talk.note("item/completed", item).events == [.said("x", delivery: .sameTurn)])
        #expect(talk.hear(#"{"id":4,"result":{"turnId":"A"}}"#).isEmpty)
        #expect(talk.turnEnds("A", "interrupted").events == [.turnEnded(.interrupted)])
        #expect(!talk.dialect.isBusy)
    }

    @Test("an interrupt before the turn runs ends it as soon as it does")
    func interruptsEarly() {
        var talk = CodexTalk.started()
        #expect(talk.dialect.interrupt().isEmpty)
        #expect(talk.turnStarts("A").sent.map { $0.method?.text } == ["turn/interrupt"])
        #expect(talk.dialect.interrupt().isEmpty)
        #expect(talk.dialect.say("then").isEmpty)
        #expect(talk.turnEnds("A", "interrupted").sent.map { $0.method?.text } == ["turn/start"])
        _ = talk.turnStarts("B")
        _ = talk.turnEnds("B")
        #expect(talk.dialect.interrupt().isEmpty)
    }

    @Test("an interrupt that is refused is told, and may be asked for again")
    func isNotInterrupted() {
        var talk = CodexTalk.running()
        _ = talk.dialect.interrupt()
        let events = talk.hear(#"{"id":4,"error":{"code":-32600,"message":"no"}}"#).events
        #expect(events == [.warning("the turn was not interrupted: no")])
        #expect(talk.dialect.interrupt().count == 1)
    }

    @Test("a turn that cannot start fails, and the next word tries again")
    func cannotStart() {
        var talk = CodexTalk.started()
        let events = talk.hear(#"{"id":3,"error":{"code":-32600,"message":"unknown effort"}}"#).events
        #expect(events == [.turnEnded(.failed(AgentFailure(.invalidRequest, "unknown effort")))])
        #expect(!talk.dialect.isBusy)
        #expect(talk.dialect.say("again").events == [.said("again", delivery: .newTurn)])
    }

    @Test("without a thread nothing is said any more")
    func isClosed() {
        var talk = CodexTalk(.resumed(id: "gone"))
        #expect(talk.hear(#"{"id":1,"result":{}}"#).sent.last?.params?.threadId?.text == "gone")
        let events = talk.hear(#"{"id":2,"error":{"code":-32603,"message":"broken rollout"}}"#).events
        #expect(events == [.turnEnded(.failed(AgentFailure(.invalidRequest, "broken rollout")))])
        #expect(!talk.dialect.isBusy)
        #expect(talk.dialect.say("x").events == [.warning("the word was not taken: broken rollout")])
    }

    @Test("more words than can wait are not taken")
    func isBounded() {
        var talk = CodexTalk.started()
        for word in 1...100 { #expect(talk.dialect.say("\(word)").isEmpty) }
        #expect(talk.dialect.say("one too many").events.count == 1)
        #expect(talk.turnStarts("A").sent.count == 100)
    }

    @Test(
        "lines of the wrong shape change nothing",
        arguments: [
            "{}", "[]", "null", "7", #"{"id":99,"result":{}}"#, #"{"id":"x","error":{}}"#,
            #"{"method":"turn/started"}"#, #"{"method":"turn/started","params":{"threadId":"T","turn":7}}"#,
            #"{"method":"turn/completed","params":{"threadId":"T","turn":{"id":"other","status":"completed"}}}"#,
            #"{"method":"turn/completed","params":{"threadId":"T","turn":[]}}"#,
            #"{"method":"item/completed","params":{"threadId":"T","item":{"type":"agentMessage"}}}"#,
            #"{"method":"item/completed","params":{"threadId":"T","item":{"id":1,"type":[]}}}"#,
            #"{"method":"item/completed","params":{"threadId":"T","item":{"id":"i","type":"brandNew"}}}"#,
            #"{"method":"thread/tokenUsage/updated","params":{"threadId":"T","tokenUsage":{"total":"many"}}}"#,
            #"{"method":"turn/plan/updated","params":{"threadId":"T","plan":{}}}"#,
            #"{"method":"account/rateLimits/updated","params":[]}"#, #"{"method":"error","params":null}"#,
            #"{"method":"serverRequest/resolved","params":{"requestId":5}}"#, #"{"method":"brand/new","params":{}}"#,
        ])
    func bearsWrongTypes(line: String) {
        var talk = CodexTalk.running()
        let effects = talk.hear(line)
        #expect(effects.sent.isEmpty)
        #expect(effects.events.allSatisfy { if case .warning = $0 { true } else { false } })
        #expect(talk.turnEnds("A").events == [.turnEnded(.completed)])
    }

    @Test("what is no message is a warning")
    func isNoise() {
        var talk = CodexTalk.running()
        #expect(talk.hear("thread panicked").events == [.warning("not a message: thread panicked")])
        #expect(talk.hear("").isEmpty)
    }
}
