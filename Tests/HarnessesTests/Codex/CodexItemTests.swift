import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Codex: failures, tokens and steps")
struct CodexItemTests {
    @Test(
        "classes of failures: codes first, text last",
        arguments: [
            (#""contextWindowExceeded""#, "x", AgentFailure.Kind.contextExhausted),
            (#""sessionBudgetExceeded""#, "x", .limitReached), (#""usageLimitExceeded""#, "x", .quota),
            (#""rateLimitExceeded""#, "x", .rateLimited), (#""serverOverloaded""#, "x", .overloaded),
            (#""cyberPolicy""#, "x", .refused), (#""internalServerError""#, "usage limit", .transient),
            (#""unauthorized""#, "x", .auth), (#""badRequest""#, "x", .invalidRequest),
            (#""badRequest""#, "context_length_exceeded", .contextExhausted), (#""sandboxError""#, "x", .toolFailure),
            (#"{"httpConnectionFailed":{"httpStatusCode":401}}"#, "x", .auth),
            (#"{"httpConnectionFailed":{"httpStatusCode":404}}"#, "x", .invalidRequest),
            (#"{"responseStreamDisconnected":{"httpStatusCode":null}}"#, "x", .transient),
            (#"{"responseStreamDisconnected":{"httpStatusCode":429}}"#, "x", .rateLimited),
            (#"{"responseTooManyFailedAttempts":{"httpStatusCode":503}}"#, "x", .overloaded),
            (#"{"responseStreamConnectionFailed":{"httpStatusCode":500}}"#, "x", .transient),
            (#""other""#, "unexpected status 403 Forbidden", .auth), (#""other""#, "insufficient_quota", .quota),
            (#""other""#, "Missing environment variable: `KEY`", .auth), (#""brandNew""#, "x", .transient),
            ("null", "x", .transient), ("7", "x", .transient), (#"{"a":[]}"#, "too many requests", .rateLimited),
        ])
    func classes(code: String, message: String, kind: AgentFailure.Kind) {
        var talk = CodexTalk.running()
        let error = #"{"message":"\#(message)","codexErrorInfo":\#(code)}"#
        let events = talk.turnEnds("A", "failed", error: error).events
        #expect(events == [.turnEnded(.failed(AgentFailure(kind, message)))])
    }

    @Test("a limit that is reached says until when")
    func knowsReset() {
        let quota = #"{"message":"no more","codexErrorInfo":"usageLimitExceeded"}"#
        for (used, now, until) in [(100, 50, Optional(Instant(milliseconds: 90_000))), (99, 50, nil), (100, 90, nil)] {
            var talk = CodexTalk.running()
            let windows = #"{"primary":{"usedPercent":\#(used),"resetsAt":90},"secondary":null}"#
            #expect(talk.note("account/rateLimits/updated", #"{"rateLimits":\#(windows)}"#).isEmpty)
            _ = talk.note("account/rateLimits/updated", #"{"rateLimits":{"primary":null}}"#)
            let turn = #"{"threadId":"T","turn":{"id":"A","status":"failed","error":\#(quota)}}"#
            let events = talk.note("turn/completed", turn, at: Int64(now)).events
            #expect(events == [.turnEnded(.failed(AgentFailure(.quota, "no more", until: until)))])
        }
    }

    @Test("Codex ends a turn on its own: the reason counts")
    func endsItself() {
        let error = #"{"message":"spent","codexErrorInfo":"sessionBudgetExceeded"}"#
        var talk = CodexTalk.running()
        let events = talk.turnEnds("A", "interrupted", error: error).events
        #expect(events == [.turnEnded(.failed(AgentFailure(.limitReached, "spent")))])
        talk = .running()
        _ = talk.dialect.interrupt()
        #expect(talk.turnEnds("A", "interrupted", error: error).events == [.turnEnded(.interrupted)])
        talk = .running()
        let silent = AgentFailure(.transient, "the turn failed and Codex does not say why")
        #expect(talk.turnEnds("A", "brandNew").events == [.turnEnded(.failed(silent))])
    }

    private func tokens(_ turn: String, _ total: Int, last: Int, thread: String = "T") -> String {
        let counts = { (input: Int) in #"{"inputTokens":\#(input),"cachedInputTokens":\#(input / 10)}"# }
        let usage = #"{"total":\#(counts(total)),"last":\#(counts(last))}"#
        return #"{"threadId":"\#(thread)","turnId":"\#(turn)","tokenUsage":\#(usage)}"#
    }

    @Test("a resumed thread counts from where it was, whether it told that or not", arguments: [true, false])
    func countsFromHere(isTold: Bool) {
        var talk = CodexTalk.started(.resumed(id: "T"))
        let method = "thread/tokenUsage/updated"
        if isTold { #expect(talk.note(method, tokens("Z", 1000, last: 500)).isEmpty) }
        _ = talk.turnStarts("A")
        let first = talk.note(method, tokens("A", 1200, last: 200)).events
        #expect(first == [.used(Usage(inputTokens: 180, cacheReadTokens: 20))])
        #expect(talk.note(method, tokens("A", 1200, last: 200)).isEmpty)
        let second = talk.note(method, tokens("A", 1500, last: 300)).events
        #expect(second == [.used(Usage(inputTokens: 450, cacheReadTokens: 50))])
        _ = talk.turnStarts("S", thread: "sub")
        let sub = talk.note(method, tokens("S", 100, last: 100, thread: "sub")).events
        #expect(sub == [.used(Usage(inputTokens: 540, cacheReadTokens: 60))])
    }

    @Test(
        "steps",
        arguments: [
            (#"{"type":"webSearch","query":"swift"}"#, "web_search swift", "done 0"),
            (#"{"type":"dynamicToolCall","tool":"echo","success":false}"#, "echo ", "failed 0"),
            (#"{"type":"imageView","path":"a.png"}"#, "view_image a.png", "done 0"),
            (#"{"type":"contextCompaction"}"#, "compact ", "done 0"),
            (
                #"{"type":"commandExecution","command":"sh -c 'a'","status":"failed","aggregatedOutput":"äx"}"#,
                "shell sh -c 'a'", "failed 3"
            ),
        ])
    func steps(item: String, started: String, finished: String) {
        var talk = CodexTalk.running()
        let parameters =
            #"{"threadId":"T","turnId":"A","item":\#(item.replacing("{\"type", with: "{\"id\":\"i\",\"type"))}"#
        #expect(talk.note("item/started", parameters).events.map(CodexReplayTests.say) == [started])
        #expect(talk.note("item/completed", parameters).events.map(CodexReplayTests.say) == [finished])
    }

    @Test("words: reasoning, plans and warnings")
    func words() {
        var talk = CodexTalk.running()
        let thought = #"{"threadId":"T","item":{"id":"r","type":"reasoning","summary":["a","b"],"content":["c"]}}"#
        #expect(talk.note("item/completed", thought).events == [.reasoning("a\n\nb")])
        let plan = #"[{"step":"a","status":"completed"},{"step":"b","status":"inProgress"},{"step":"c"}]"#
        let steps = [PlanStep("a", .done), PlanStep("b", .active), PlanStep("c", .pending)]
        #expect(talk.note("turn/plan/updated", #"{"threadId":"T","plan":\#(plan)}"#).events == [.plan(steps)])
        #expect(talk.note("warning", #"{"message":"long"}"#).events == [.warning("long")])
    }

    @Test("of another thread only the files that it changed are told")
    func isNotOurs() {
        var talk = CodexTalk.running()
        let said = #"{"threadId":"sub","item":{"id":"m","type":"agentMessage","text":"hi"}}"#
        #expect(talk.note("item/completed", said).isEmpty)
        #expect(talk.note("turn/completed", #"{"threadId":"sub","turn":{"id":"A","status":"completed"}}"#).isEmpty)
        let change = #"{"id":"c","type":"fileChange","status":"completed","changes":[{"path":"a"},{"path":"b"}]}"#
        let events = talk.note("item/completed", #"{"threadId":"sub","item":\#(change)}"#).events
        #expect(events == [.fileChanged(path: "a"), .fileChanged(path: "b")])
    }

    @Test("an isolated home gets a quiet configuration; no prompt is on the command line")
    func launches() {
        let program = CodexProgram(command: ["nice", "codex"])
        var opening = CodexScene.all[0].opening()
        #expect(program.launch(opening) == ProgramLaunch(arguments: ["nice", "codex", "app-server"]))
        opening.home = "/work/home"
        let launch = program.launch(opening)
        #expect(launch.environment == ["CODEX_HOME": "/work/home"])
        let configuration = launch.files["/work/home/config.toml"] ?? ""
        #expect(configuration.contains("check_for_update_on_startup = false"))
        #expect(configuration.contains(#"env_key = "OPENAI_API_KEY""#))
        #expect(program.capabilities.allSatisfy { !$0.reason.isEmpty })
    }
}
