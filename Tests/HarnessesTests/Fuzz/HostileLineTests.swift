import Domain
import Testing
import Wire

@testable import Harnesses

/// What a fuzzer of a thousand lines a second does not come upon, or only after a night.
@Suite("Hostile lines")
struct HostileLineTests {
    /// Words that a search with backtracking goes through again from each of its places.
    static let repetitive = String(repeating: "You've hit your ", count: 40_000)
    static let long = String(repeating: "error 1/1/", count: 200_000)
    static let now = Instant(milliseconds: 1_790_000_000_000)

    private func takes(_ most: Duration = .seconds(2), _ work: () -> Void) {
        let took = ContinuousClock().measure(work)
        #expect(took < most)
    }

    @Test("Claude Code: a long reason is read once", arguments: [repetitive, long])
    func claude(_ text: String) {
        let result: JSONValue = [
            "type": "result", "is_error": true, "subtype": "success", "result": .string(text), "api_error_status": 400,
        ]
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        _ = dialect.begin()
        takes { _ = dialect.receive(result.line, at: Self.now) }
    }

    @Test("Codex: a long reason is read once", arguments: [repetitive, long])
    func codex(_ text: String) {
        var talk = CodexTalk.running()
        let error: JSONValue = ["message": .string(text)]
        let told: JSONValue = [
            "method": "error", "params": ["threadId": "T", "willRetry": true, "turnId": "A", "error": error],
        ]
        takes { _ = talk.dialect.receive(told.line, at: Self.now) }
        let end: JSONValue = [
            "method": "turn/completed",
            "params": ["threadId": "T", "turn": ["id": "A", "status": "failed", "error": error]],
        ]
        takes { _ = talk.dialect.receive(end.line, at: Self.now) }
        #expect(!talk.dialect.isBusy)
    }

    @Test("ACP: a long reason is read once", arguments: [repetitive, long])
    func acp(_ text: String) {
        var agent = ACPAgent.working()
        takes {
            agent.writes([
                "method": "_session/retrying", "params": ["sessionId": "s1", "category": "x", "detail": .string(text)],
            ])
        }
        takes { agent.fails(2, -32603, text) }
        #expect(!agent.dialect.isBusy)
    }

    @Test("ACP: of requests without end only so many are kept, and each is answered")
    func requests() {
        var agent = ACPAgent.working(ACPAgent.preset, Recorded.served)
        var refused = 0
        for number in 0..<6000 {
            agent.asks(.integer(Int64(number)), ["toolCallId": "t", "title": "Go"], [("yes", "allow_once")])
            refused += agent.methods.count
            agent.writes([
                "id": .integer(Int64(10_000 + number)), "method": "fs/read_text_file",
                "params": ["sessionId": "s1", "path": "/work/tree/a"],
            ])
            refused += agent.methods.count
        }
        #expect(agent.dialect.permissions.count <= ACPDialect.limit)
        #expect(agent.dialect.services.count <= ACPDialect.limit)
        #expect(refused == 12_000 - 2 * ACPDialect.limit)
    }
}
