import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("ACP: failures, usage and presets") struct ACPReadingTests {
    private let now = Instant(milliseconds: 1_000_000)

    @Test(
        "the class of an error",
        arguments: [
            (-32000, "Authentication required", nil, .auth),
            (-32603, "Internal error", "API error (status 429 Too Many Requests): slow down", .rateLimited),
            (-32603, "Internal error", "HTTP 429: insufficient_quota", .quota),
            (-32603, "Internal error", ["details": "Error code: 401 - {}"], .auth),
            (-32003, "Rate limited", nil, .rateLimited),
            (-32603, "Overloaded", "Error code: 529", .overloaded),
            (-32603, "boom", "HTTP 503", .overloaded),
            (-32603, "boom", "status 500", .transient),
            (-32603, "HTTP 400: maximum context length is 10", nil, .contextExhausted),
            (-32603, "HTTP 404: no such model", nil, .invalidRequest),
            (-32603, "prompt is too long", nil, .contextExhausted),
            (-32602, "Invalid params", nil, .invalidRequest),
            (-31002, "Invalid API key", nil, .auth),
            (-32603, "Your credit balance: insufficient funds", nil, .quota),
            (-32603, "connection reset", nil, .transient),
            (1, "", 5, .transient),
        ] as [(Int64, String, JSONValue, AgentFailure.Kind)])
    func kind(code: Int64, message: String, data: JSONValue, kind: AgentFailure.Kind) {
        #expect(ACPFailure.of(RPCError(code: code, message: message, data: data), at: now).kind == kind)
    }

    @Test("when a limit is lifted") func until() {
        let data = ACPFailure.of(RPCError(code: -32003, message: "Rate limited", data: ["retry_after": 30]), at: now)
        #expect(data.until == Instant(milliseconds: 1_030_000))
        #expect(ACPFailure.of("HTTP 429: try again in 20s", at: now).until == Instant(milliseconds: 1_020_000))
        #expect(ACPFailure.of("HTTP 429", at: now).until == nil)
    }

    @Test("numbers of a session, of a turn, with and without the cache") func usage() {
        var session = ACPUsage(.wholeSession)
        _ = session.update([
            "_meta": ["promptTokens": 100, "completionTokens": 10, "cachedTokens": 40], "cost": ["amount": 1],
        ])
        session.begin()
        let later: JSONValue = [
            "usage": ["inputTokens": 300, "outputTokens": 30, "cachedReadTokens": 90, "totalTokens": 330]
        ]
        #expect(
            session.ended(later) == [.used(Usage(inputTokens: 150, outputTokens: 20, cacheReadTokens: 50, costUSD: 0))])
        #expect(session.ended(later) == [])
        var turn = ACPUsage(.turn)
        let apart: JSONValue = [
            "_meta": ["usage": ["inputTokens": 5, "outputTokens": 2, "cachedReadTokens": 4, "totalTokens": 11]]
        ]
        #expect(turn.ended(apart) == [.used(Usage(inputTokens: 5, outputTokens: 2, cacheReadTokens: 4))])
        #expect(turn.ended(apart) == [.used(Usage(inputTokens: 10, outputTokens: 4, cacheReadTokens: 8))])
    }

    @Test("numbers that fall begin anew; other money is not counted") func falls() {
        var usage = ACPUsage(.wholeSession)
        _ = usage.ended(["usage": ["inputTokens": 100, "outputTokens": 1]])
        #expect(usage.ended(["usage": ["inputTokens": 0, "outputTokens": 0]]) == [])
        #expect(
            usage.ended(["usage": ["inputTokens": 30, "outputTokens": 1]]) == [
                .used(Usage(inputTokens: 130, outputTokens: 2))
            ])
        #expect(usage.update(["cost": ["amount": 3, "currency": "EUR"]]) == [])
        for _ in 0..<70 { _ = usage.ended(["usage": ["inputTokens": .integer(.max), "outputTokens": .integer(.max)]]) }
        var turns = ACPUsage(.turn)
        for _ in 0..<9000 { _ = turns.ended(["usage": ["inputTokens": .integer(.max), "outputTokens": -5]]) }
    }

    @Test("presets have names of their own, in order, and say whether they were tried") func presets() {
        let names = ACPPreset.all.map(\.name)
        #expect(names == Set(names).sorted())
        #expect(ACPPreset.all.filter { $0.probing.untested == nil }.map(\.name) == ["grok", "hermes", "vibe"])
        for preset in ACPPreset.all {
            #expect(!preset.command.isEmpty && !preset.probing.version.isEmpty)
            #expect(preset.probing.keys.count + preset.probing.logins.count > 0)
        }
    }

    @Test("command lines") func launch() throws {
        var opening = Recorded.opening(.ask)
        let grok = try #require(ACPProgram("grok"))
        #expect(grok.launch(opening).arguments == ["grok", "agent", "stdio"])
        opening.model = "m"
        opening.home = "/h"
        #expect(grok.launch(opening).arguments == ["grok", "agent", "-m", "m", "stdio"])
        #expect(grok.launch(opening).environment["GROK_HOME"] == "/h")
        let own = try #require(ACPProgram("acp", command: ["my-agent", "--model={model}", "acp"]))
        #expect(own.launch(opening).arguments == ["my-agent", "--model=m", "acp"])
        #expect(own.launch(Recorded.opening(.ask)).arguments == ["my-agent", "acp"])
        #expect(own.name == "acp")
        let elsewhere = try #require(ACPProgram("grok", command: ["/opt/grok"]))
        #expect(elsewhere.launch(Recorded.opening(.ask)).arguments == ["/opt/grok", "agent", "stdio"])
        #expect(ACPProgram("none") == nil && ACPProgram("acp") == nil)
        let lacking = ACPProgram("fast-agent")?.capabilities ?? []
        #expect(lacking.filter { !$0.isSupported }.map(\.name) == ["steer", "usage", "cost", "permission", "question"])
        #expect(lacking.allSatisfy { !$0.reason.isEmpty })
    }
}
