import Testing
import Wire

@Suite("the Model Context Protocol") struct MCPServerTests {
    private let server = MCPServer { tool, arguments in ToolAnswer("\(tool.name) \(arguments.members?.count ?? 0)") }

    private func ask(_ method: String, _ parameters: JSONValue = [:]) async -> JSONValue {
        let request = RPCMessage.request(id: 7, method: method, parameters: parameters).value(versioned: true)
        let answers = await server.answer(request)
        return answers.first?.value(versioned: true) ?? .null
    }

    private static func modern(_ members: [String: JSONValue] = [:], version: String = MCPServer.modern) -> JSONValue {
        var members = members
        members["_meta"] = [
            "io.modelcontextprotocol/protocolVersion": .string(version),
            "io.modelcontextprotocol/clientCapabilities": [:],
        ]
        return .object(members)
    }

    @Test("begins as the client's version has it", arguments: MCPServer.legacy + ["1999-01-01"])
    func legacy(_ version: String) async {
        let answer = await ask("initialize", ["protocolVersion": .string(version), "capabilities": [:]])
        let spoken = MCPServer.legacy.contains(version) ? version : MCPServer.legacy[0]
        #expect(answer.result?.protocolVersion?.text == spoken && answer.id == 7)
        #expect(answer.result?.capabilities == ["tools": [:]])
        let started = RPCMessage.notification(method: "notifications/initialized", parameters: [:])
        #expect(await server.answer(started.value(versioned: true)).isEmpty)
        #expect(await ask("ping").result == [:])
        #expect(await ask("tools/list").result?.resultType == nil)
    }

    @Test("is stateless in the present version, and says what it serves")
    func modern() async {
        let found = await ask("server/discover", Self.modern())
        #expect(found.result?.supportedVersions == [.string(MCPServer.modern)])
        let listed = await ask("tools/list", Self.modern())
        #expect(listed.result?.resultType == "complete" && listed.result?.cacheScope == "private")
        let called = await ask("tools/call", Self.modern(["name": "comment", "arguments": ["text": "x"]]))
        #expect(called.result?["content"]?.items?.first?["text"] == "comment 1" && called.result?.isError == false)
        let other = await ask("tools/list", Self.modern(version: "2099-01-01"))
        #expect(other.error?.code == -32022 && other.error?.data?.requested == "2099-01-01")
        let bare: JSONValue = ["_meta": ["io.modelcontextprotocol/protocolVersion": .string(MCPServer.modern)]]
        #expect(await ask("tools/list", bare).error?.code == -32602)
    }

    @Test("tells a model what was wrong, and a client what it does not know")
    func mistakes() async {
        let wrong = await ask("tools/call", ["name": "comment", "arguments": [:]])
        #expect(wrong.result?.isError == true)
        #expect(await ask("tools/call", ["name": "fly"]).error?.code == -32602)
        #expect(await ask("resources/list").error?.code == -32601)
        #expect(
            await server.answer("x").first
                == .failure(
                    id: .null, RPCError(code: -32600, message: "This is no JSON-RPC message.")))
    }

    @Test("costs a model little: at most 12 tools, and 1,500 tokens with the instructions, as they are sent")
    func size() async throws {
        let listed = await ask("tools/list")
        let tools = try #require(listed.result?.tools)
        let begun = await ask("initialize")
        let instructions = try #require(begun.result?.instructions?.text)
        // `scripts/agents/mcp-clients` counts with a real tokenizer, which needs fewer than a quarter of the bytes.
        let tokens = (tools.line.count + instructions.utf8.count) / 4
        let names = (tools.items ?? []).compactMap { $0.name?.text }
        #expect((1...12).contains(names.count) && tokens <= 1500, "\(names.count) tools, \(tokens) tokens")
        #expect(names == AgentTool.all.map(\.name) && Set(names).count == names.count)
    }
}
