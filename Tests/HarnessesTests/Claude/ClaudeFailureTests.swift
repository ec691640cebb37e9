import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Claude Code's failures")
struct ClaudeFailureTests {
    @Test(
        "recorded failures",
        arguments: [
            ("failures/400", .invalidRequest), ("failures/401", .auth), ("failures/403", .auth),
            ("failures/404", .invalidRequest),
            ("failures/429", .rateLimited), ("failures/500", .transient), ("failures/529", .overloaded),
            ("failures/too_long", .contextExhausted), ("failures/unreachable", .transient),
            ("failures/max_turns", .limitReached),
            ("failures/max_budget", .limitReached), ("failures/refusal", .refused),
        ] as [(String, AgentFailure.Kind)])
    func failed(name: String, kind: AgentFailure.Kind) throws {
        let done = try ClaudeConversation(name)
        guard case .failed(let failure) = done.ends.first else { throw Unexpected(ends: done.ends) }
        #expect(failure.kind == kind)
        #expect(!failure.message.isEmpty)
        #expect(done.ends.count == 1)
        #expect(!done.texts.contains(failure.message), "said once, by the end")
    }

    struct Unexpected: Error { let ends: [TurnEnd] }

    @Test(
        "recorded failures that the program got over",
        arguments: [
            ("recovered/429", .rateLimited), ("recovered/529", .overloaded), ("recovered/dropped", .transient),
        ] as [(String, AgentFailure.Kind)])
    func retried(name: String, kind: AgentFailure.Kind) throws {
        let done = try ClaudeConversation(name)
        let retries = done.events.compactMap { if case .retrying(let one, let two) = $0 { (one, two) } else { nil } }
        #expect(retries.map(\.0) == [1])
        #expect(retries.map(\.1.kind) == [kind])
        #expect((retries.first?.1.until != nil) == (kind == .rateLimited))
        #expect(done.ends == [.completed])
    }

    @Test(
        "a cut stream does not end the turn",
        arguments: ["recovered/malformed", "recovered/truncated", "recovered/max_tokens"])
    func cut(name: String) throws {
        #expect(try ClaudeConversation(name).ends == [.completed])
    }

    private func end(_ json: String, _ trouble: ClaudeTrouble = ClaudeTrouble()) throws -> TurnEnd {
        let result = try #require(JSONValue(Array(json.utf8)))
        return ClaudeFailures.end(of: result, after: trouble, at: Instant(milliseconds: 1_764_849_600_000))
    }

    @Test(
        "classes by reason, status, word and text",
        arguments: [
            (#"{"is_error":true,"api_error_status":503,"result":"x"}"#, .overloaded),
            (#"{"is_error":true,"api_error_status":502,"result":"x"}"#, .transient),
            (#"{"is_error":true,"api_error_status":413,"result":"x"}"#, .contextExhausted),
            (#"{"is_error":true,"api_error_status":402,"result":"x"}"#, .quota),
            (#"{"is_error":true,"api_error_status":400,"result":"Credit balance is too low"}"#, .quota),
            (#"{"is_error":true,"api_error_status":429,"result":"You've hit your session limit"}"#, .quota),
            (#"{"is_error":true,"result":"Claude AI usage limit reached|1764860400"}"#, .quota),
            (#"{"is_error":true,"terminal_reason":"blocking_limit","subtype":"success"}"#, .contextExhausted),
            (#"{"is_error":true,"subtype":"error_max_turns"}"#, .limitReached),
            (#"{"is_error":true,"subtype":"error_during_execution","errors":["odd"]}"#, .transient),
            (
                #"{"is_error":false,"subtype":"success","stop_reason":"refusal","result":"No."}"#,
                .refused
            ),
            (#"{"subtype":"error_during_execution"}"#, .transient),
        ] as [(String, AgentFailure.Kind)])
    func classes(json: String, kind: AgentFailure.Kind) throws {
        guard case .failed(let failure) = try end(json) else { throw Unexpected(ends: [try end(json)]) }
        #expect(failure.kind == kind)
    }

    @Test(
        "the program's own word, where there is no status",
        arguments: [
            ("billing_error", .quota), ("rate_limit", .rateLimited), ("overloaded", .overloaded),
            ("authentication_failed", .auth), ("model_not_found", .invalidRequest), ("server_error", .transient),
            ("something_new", .transient),
        ] as [(String, AgentFailure.Kind)])
    func word(word: String, kind: AgentFailure.Kind) throws {
        let failed = TurnEnd.failed(AgentFailure(kind, "x"))
        #expect(try end(#"{"is_error":true,"result":"x"}"#, ClaudeTrouble(word: word)) == failed)
    }

    @Test("an end without an error")
    func completed() throws {
        #expect(try end(#"{"is_error":false,"subtype":"success","terminal_reason":"completed"}"#) == .completed)
        #expect(try end(#"{"subtype":"success"}"#) == .completed)
        #expect(
            try end(#"{"is_error":false,"subtype":"success","terminal_reason":"aborted_tools"}"#) == .interrupted)
    }

    @Test("a plan's limit ends the turn until it is lifted")
    func limited() throws {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        let now = Instant(milliseconds: 0)
        let limit =
            #"{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":1764860400,"#
            + #""rateLimitType":"five_hour"}}"#
        #expect(dialect.receive(Array(limit.utf8), at: now).events == [.warning("the five hour limit is reached")])
        let result = #"{"type":"result","is_error":true,"api_error_status":429,"result":"Limit."}"#
        let until = Instant(milliseconds: 1_764_860_400_000)
        #expect(
            dialect.receive(Array(result.utf8), at: now).events
                == [.turnEnded(.failed(AgentFailure(.quota, "Limit.", until: until)))])
    }

    @Test("a limit that is near is a warning")
    func nearLimit() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        let limit =
            #"{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning","utilization":0.91,"#
            + #""rateLimitType":"seven_day"}}"#
        let events = dialect.receive(Array(limit.utf8), at: Instant(milliseconds: 0)).events
        #expect(events == [.warning("the seven day limit is near, 91 % of it is used")])
    }

    @Test(
        "when a limit is lifted, in a sentence of 4 December 2025, 12:00 UTC",
        arguments: [
            ("Claude AI usage limit reached|1764860400", 1_764_860_400),
            ("You've hit your session limit · resets 3pm (UTC)", 1_764_860_400),
            ("You've hit your session limit · resets 3:30pm (Europe/Berlin)", 1_764_858_600),
            ("You've hit your weekly limit · resets 11am (UTC)", 1_764_932_400),
            ("You've hit your weekly limit · resets Dec 6, 12am (UTC)", 1_764_979_200),
            ("You've hit your weekly limit · resets Dec 6 at 9am (UTC)", 1_765_011_600),
            ("You've hit your session limit · resets 13pm (UTC)", nil),
            ("You've hit your session limit · resets 3pm (Nowhere/Town)", nil),
            ("You've hit your session limit", nil),
        ] as [(String, Int64?)])
    func lifted(text: String, seconds: Int64?) {
        let now = Instant(milliseconds: 1_764_849_600_000)
        #expect(ClaudeLimits.lifted(text, now: now) == seconds.map { Instant(milliseconds: $0 * 1000) })
    }
}
