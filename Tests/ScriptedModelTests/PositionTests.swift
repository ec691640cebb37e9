import Testing
import Wire

@testable import ScriptedModel

/// Which turn comes next, for every way in which an agent tells a conversation again.
@Suite("the place in a script") struct PositionTests {
    private static let script = prompt(#"[{"text": "a", "tools": [{"run": "true"}]}, {"text": "b"}, {"text": "c"}]"#)
    private static let other = prompt(#"[{"text": "x"}]"#)

    private static func position(_ items: [Conversation.Item], tool: String? = "Bash") throws -> Position? {
        var conversation = Conversation([:])
        conversation.items = items
        conversation.tools = [tool.flatMap { Tool(name: .string($0), schema: nil) }].compactMap { $0 }
        return try conversation.position()
    }

    private static func answered(_ turn: Int, _ count: Int = 1) -> Conversation.Item {
        .answered(calls: (0..<count).map { _ in "call_\(CallID.make(turn: turn))" })
    }

    @Test func countsAnswersSinceTheScript() throws {
        let said = Conversation.Item.said(Self.script)
        let conversations: [(turn: Int, items: [Conversation.Item])] = [
            (0, [.said("before"), .answered(calls: []), said]),
            (1, [said, Self.answered(0), .result]),
            (1, [said, Self.answered(0, 3), .result, .result, .result]),
            // Codex: an answer's words and calls are items of their own, and results may stand between its calls.
            (1, [said, .answered(calls: []), Self.answered(0), .result, Self.answered(0), .result]),
            (2, [said, Self.answered(0), .result, .answered(calls: [])]),
            (2, [said, Self.answered(0), .result, .answered(calls: []), .said("go on")]),
            (3, [said, Self.answered(0), .result, .answered(calls: []), .said("go on"), .answered(calls: [])]),
            // An answer that was cut off and asked for again leaves its number to the next.
            (2, [said, Self.answered(0), .result, Self.answered(1), .result]),
            (1, [said, .answered(calls: []), .said("[Request interrupted by user]")]),
        ]
        for (turn, items) in conversations { #expect(try Self.position(items)?.turn == turn, "\(items)") }
    }

    @Test func takesTheNewestScript() throws {
        let steered: [Conversation.Item] = [.said(Self.script), Self.answered(0), .result, .said(Self.other)]
        #expect(try Self.position(steered)?.next.text == "x")
        #expect(try Self.position([.said(Self.script + "\n" + Self.other)])?.next.text == "x")
        #expect(try Self.position(steered + [.answered(calls: [])])?.next.text == Turn.standard.text)
        #expect(try Self.position([.said("no script")]) == nil)
    }

    /// A title of the conversation is no turn of it.
    @Test func leavesSideRequestsAlone() throws {
        #expect(try Self.position([.said(Self.script)], tool: "session_title") == nil)
        #expect(try Self.position([.said(Self.script)], tool: nil) == nil)
        #expect(try Self.position([.said(Self.other)], tool: nil)?.turn == 0)
    }

    @Test func findsWhatIsSaidWhileAToolRuns() throws {
        let result: JSONValue = [
            "type": "tool_result", "tool_use_id": "toolu_t0_1",
            "content": .string("out\n<system-reminder>\nThe user sent a message:\n\(Self.other)\n</system-reminder>"),
        ]
        let conversation = AnthropicMessages.conversation([
            "messages": [
                ["role": "user", "content": .string(Self.script)],
                ["role": "assistant", "content": [["type": "tool_use", "id": "toolu_t0_1"]]],
                ["role": "user", "content": [result]],
            ]
        ])
        #expect(try conversation.position()?.next.text == "x")
    }

    /// What a command prints is nothing that anybody said.
    @Test func doesNotFollowWhatToolsReturn() throws {
        let call: JSONValue = ["id": "call_t0_1", "function": ["name": "bash"]]
        let conversation = ChatCompletions.conversation([
            "tools": [["function": ["name": "bash"]]],
            "messages": [
                ["role": "user", "content": .string(Self.script)], ["role": "assistant", "tool_calls": [call]],
                ["role": "tool", "content": .string(Self.other)],
            ],
        ])
        #expect(try conversation.position()?.next.text == "b")
    }
}
