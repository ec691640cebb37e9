import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Names of what an agent asks")
struct RequestNameTests {
    private func exchange(_ permissions: Permissions = .edits) -> Exchange {
        Exchange(ClaudeDialect(ClaudeConversation.opening()), policy: AnswerPolicy(permissions))
    }

    private func asks(_ id: String, _ command: String) -> [UInt8] {
        let line: JSONValue = [
            "type": "control_request", "request_id": .string(id),
            "request": [
                "subtype": "can_use_tool", "tool_name": "Bash", "input": ["command": .string(command)],
                "tool_use_id": "t1",
            ],
        ]
        return line.line
    }

    private func names(_ outcome: Exchange.Outcome) -> [String] {
        outcome.events.compactMap { if case .asked(let request) = $0 { request.id } else { nil } }
    }

    private func hear(_ exchange: inout Exchange, _ id: String, _ command: String) -> Exchange.Outcome {
        exchange.receive(asks(id, command), isCut: false, at: Instant(milliseconds: 0))
    }

    private func answer(_ exchange: inout Exchange, _ name: String, _ answer: AgentAnswer) -> [AgentEvent] {
        exchange.perform(.person(.answer(request: name, answer: answer))).events
    }

    @Test("an identifier that is used again is asked under another name, and an answer reaches its own request only")
    func usedAgain() throws {
        var exchange = exchange()
        #expect(names(hear(&exchange, "a", "ls")) == ["a"])
        #expect(answer(&exchange, "a", .allow) == [.answered(request: "a", answer: .allow)])
        let second = try #require(names(hear(&exchange, "a", "rm -rf /")).first)
        #expect(second != "a")
        let before = exchange.unsent
        #expect(answer(&exchange, "a", .allow).isEmpty, "that was the first")
        #expect(exchange.unsent == before)
        let no = AgentAnswer.deny(reason: "No.")
        #expect(answer(&exchange, second, no) == [.answered(request: second, answer: no)])
        #expect(exchange.unsent.count == before.count + 1)
        #expect(JSONValue(exchange.unsent.last?.bytes ?? [])?.response?.request_id?.text == "a", "the agent's own name")
    }

    @Test("a name that the agent made up for it is not taken for another's")
    func madeUp() {
        var exchange = exchange()
        var seen: Set<String> = []
        for id in ["a", "a~2", "a~3", "a", "a~4", "a", "a~2"] {
            let name = names(hear(&exchange, id, "ls"))
            #expect(name.count == 1 && seen.isDisjoint(with: name), "\(id): \(name)")
            seen.formUnion(name)
            #expect(answer(&exchange, name[0], .allow).count == 1)
        }
    }

    @Test(
        "an identifier without an end, or that no database holds, is not kept",
        arguments: [String(repeating: "i", count: 1 << 20), "e" + String(repeating: "\u{301}", count: 5000), "a\0b"])
    func odd(identifier: String) throws {
        var exchange = exchange()
        _ = hear(&exchange, "request", "ls")
        let name = try #require(names(hear(&exchange, identifier, "ls")).first)
        #expect(name.utf8.count <= 210 && !name.utf8.contains(0))
        #expect(answer(&exchange, name, .allow) == [.answered(request: name, answer: .allow)])
    }

    @Test("Codex is refused a second request under an identifier that is open")
    func codexOpen() {
        var talk = CodexTalk.running()
        let method = "item/commandExecution/requestApproval"
        let first = talk.hear(#"{"id":5,"method":"\#(method)","params":{"turnId":"A","command":"ls"}}"#)
        #expect(first.events.count == 1)
        for id in ["5", #""5""#] {
            let second = talk.hear(#"{"id":\#(id),"method":"\#(method)","params":{"turnId":"A","command":"rm"}}"#)
            #expect(second.events.isEmpty && second.sent.first?.error != nil)
        }
        #expect(talk.dialect.answer("5", .allow).sent.count == 1)
    }
}
