import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Exchanges with an agent")
struct ExchangeTests {
    @Test("noise without end is told of a thousand times, whatever the protocol", arguments: AgentPrograms.dialects)
    func noise(name: String) throws {
        let dialect = try #require(AgentPrograms.dialect(name, ClaudeConversation.opening()))
        var exchange = Exchange(dialect, policy: AnswerPolicy(.edits))
        var warnings: [AgentEvent] = []
        for number in 0..<3000 {
            let heard = exchange.receive(Array("x".utf8), isCut: number % 3 == 0, at: Instant(milliseconds: 0))
            warnings += heard.events.filter { if case .warning = $0 { true } else { false } }
        }
        #expect(warnings.count <= 1001)
        #expect(warnings.count < 1001 || warnings.last == .warning("More warnings are left out."))
    }

    @Test("an agent that asks and takes back without end is denied in the end, and nobody is asked")
    func asking() {
        var exchange = Exchange(ClaudeDialect(ClaudeConversation.opening()), policy: AnswerPolicy(.ask))
        func hear(_ text: String) -> [AgentEvent] {
            exchange.receive(Array(text.utf8), isCut: false, at: Instant(milliseconds: 0)).events
        }
        let request = #""request":{"subtype":"can_use_tool","tool_name":"Bash","input":{},"tool_use_id":"t"}"#
        var asked = 0
        for number in 0..<(RequestNames.limit + 5) {
            let events = hear(#"{"type":"control_request","request_id":"r\#(number)",\#(request)}"#)
            asked += events.count { if case .asked = $0 { true } else { false } }
            _ = hear(#"{"type":"control_cancel_request","request_id":"r\#(number)"}"#)
        }
        #expect(asked == RequestNames.limit)
        let denials = exchange.unsent.compactMap { JSONValue($0.bytes)?.response?.response?.behavior?.text }
        #expect(denials == Array(repeating: "deny", count: 5))
    }
}
