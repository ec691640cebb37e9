import Testing
import Wire

@testable import ScriptedModel

/// One action, as a call of the tool that each agent offers for it.
@Suite("tools of agents") struct ToolboxTests {
    private static func tool(_ name: String, _ parameters: String..., isList: Bool = false) -> Tool? {
        let schemas = parameters.map { ($0, JSONValue.object(["type": isList ? "array" : "string"])) }
        let schema: JSONValue = ["properties": .object(Dictionary(schemas) { first, _ in first })]
        return Tool(name: .string(name), schema: schema)
    }

    private static func call(_ action: Action, _ tools: Tool?...) throws -> Call {
        try Toolbox(tools.compactMap { $0 }, turn: 0).call(action)
    }

    private static let patch = Tool(name: "apply_patch", schema: nil, takesText: true)

    @Test func run() throws {
        let action = Action.run("ls")
        #expect(try Self.call(action, Self.tool("Bash", "command", "timeout")).input == ["command": "ls"])
        #expect(try Self.call(action, Self.tool("exec_command", "cmd")).input == ["cmd": "ls"])
        let grok = try Self.call(action, Self.tool("run_terminal_command", "command", "description"))
        #expect(grok.input == ["command": "ls", "description": "ls"])
        let list = try Self.call(action, Self.tool("shell", "command", isList: true))
        #expect(list.input == ["command": ["bash", "-lc", "ls"]])
    }

    @Test func write() throws {
        let action = Action.write(path: "a", content: "b\nc\n")
        let claude = try Self.call(action, Self.tool("Bash", "command"), Self.tool("Write", "file_path", "content"))
        #expect(claude.tool == "Write" && claude.input == ["file_path": "a", "content": "b\nc\n"])
        let codex = try Self.call(action, Self.tool("exec_command", "cmd"), Self.patch)
        #expect(codex.input == "*** Begin Patch\n*** Add File: a\n+b\n+c\n*** End Patch\n")
        let shell = try Self.call(.write(path: "a'b", content: "c"), Self.tool("bash", "command"))
        #expect(shell.input == ["command": #"printf %s 'c' > 'a'\''b'"#])
    }

    @Test func quote() throws {
        let said = ["# Before\n- T-1 is done: 7\nwords", "- T-2 is done: 8\n - T-3"]
        let tools = [try #require(Self.tool("Write", "file_path", "content"))]
        let toolbox = Toolbox(tools, turn: 0, said: said)
        let call = try toolbox.call(.quote(path: "a", lines: "- T-"))
        #expect(call.input == ["file_path": "a", "content": "- T-1 is done: 7\n- T-2 is done: 8\n"])
        #expect(throws: BadScript.self) { try toolbox.call(.quote(path: "a", lines: "- C-")) }
    }

    @Test func edit() throws {
        let action = Action.edit(path: "a", old: "b", new: "c")
        let vibe = try Self.call(action, Self.tool("edit", "file_path", "old_string", "new_string"))
        #expect(vibe.input == ["file_path": "a", "old_string": "b", "new_string": "c"])
        let hermes = try Self.call(action, Self.tool("patch", "mode", "path", "old_string", "new_string"))
        #expect(hermes.input == ["mode": "replace", "path": "a", "old_string": "b", "new_string": "c"])
        let codex = try Self.call(action, Self.patch)
        #expect(codex.input == "*** Begin Patch\n*** Update File: a\n@@\n-b\n+c\n*** End Patch\n")
    }

    @Test func ask() throws {
        let action = Action.ask(question: "Which?", options: ["A"])
        let clarify = try Self.call(action, Self.tool("clarify", "question", "choices"))
        #expect(clarify.input == ["question": "Which?", "choices": ["A"]])
        let claude = try Self.call(action, Self.tool("AskUserQuestion", "questions"))
        let question = claude.input.questions?.items?.first
        #expect(question?.question == "Which?")
        #expect(question?.options?.items == [["label": "A", "description": "A"]])
    }

    @Test func callByName() throws {
        let action = Action.call(tool: "note", input: ["a": 1])
        let call = try Self.call(action, Self.tool("Bash", "command"), Self.tool("mcp__skein__note", "a"))
        #expect(call.tool == "mcp__skein__note" && call.input == ["a": 1])
    }

    /// Codex offers no tool of an MCP server before it was searched for.
    @Test func searchesForWhatIsNotOffered() throws {
        let script = #"[{"text": "I look.", "tools": [{"call": {"tool": "note", "input": {"a": 1}}}]}]"#
        let prompt: JSONValue = ["role": "user", "content": .string("```script\n\(script)\n```")]
        func answer(_ more: [JSONValue]) throws -> (items: [JSONValue], turn: Int) {
            let body: JSONValue = [
                "tools": [["type": "function", "name": "exec_command"], ["type": "tool_search"]],
                "input": .array([prompt] + more),
            ]
            let conversation = Responses.conversation(body)
            let position = try #require(try conversation.position())
            let answer = try Answer(position.next, at: position.turn, in: conversation, requestLength: 1)
            return (Responses.whole(answer).output?.items ?? [], position.turn)
        }
        let first = try answer([])
        let search = try #require(first.items.first)
        #expect(first.items.count == 1 && search.type == "tool_search_call" && search.arguments?.query == "note")
        let found: JSONValue = [
            "type": "tool_search_output", "call_id": search.call_id ?? .null,
            "tools": [["type": "namespace", "name": "mcp__skein", "tools": [["type": "function", "name": "note"]]]],
        ]
        let second = try answer([search, found])
        let call = try #require(second.items.last)
        #expect(first.turn == 0 && second.turn == 0, "a search is no answer of the script")
        #expect(call.name == "note" && call.namespace == "mcp__skein" && call.arguments == #"{"a":1}"#)
        #expect(throws: BadScript.self) { try answer([search, found.without("tools")]) }
    }
}

extension JSONValue {
    fileprivate func without(_ member: String) -> JSONValue { .object((members ?? [:]).filter { $0.key != member }) }
}
