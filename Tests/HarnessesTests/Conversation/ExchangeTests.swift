import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Exchanges with an agent")
struct ExchangeTests {
    @Test("noise without end is told of a thousand times, whatever the protocol", arguments: AgentPrograms.dialects)
    func noise(name: String) throws {
        let dialect = try #require(AgentPrograms.dialect(name, ClaudeConversation.opening()))
        var exchange = Exchange(dialect, permissions: .edits)
        var warnings: [AgentEvent] = []
        for number in 0..<3000 {
            let heard = exchange.receive(Array("x".utf8), isCut: number % 3 == 0, at: Instant(milliseconds: 0))
            warnings += heard.events.filter { if case .warning = $0 { true } else { false } }
        }
        #expect(warnings.count <= 1001)
        #expect(warnings.count < 1001 || warnings.last == .warning("More warnings are left out."))
    }
}
