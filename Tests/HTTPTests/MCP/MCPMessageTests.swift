import Domain
import Testing
import Wire

@testable import HTTP

/// What a body may be, and what follows from it.
@Suite("messages of MCP by HTTP", .timeLimit(.minutes(1))) struct MCPMessageTests {
    @Test("several messages at once are of 2025-03-26 alone")
    func batch() async throws {
        try await ToolRouteTests.house().serving { guest in
            let call = Guest.envelope("tools/call", ["name": "comment", "arguments": ["text": "both"]])
            let batch = "[\(Guest.envelope("ping", [:])),\(call),{\"jsonrpc\":\"2.0\",\"method\":\"x\"},7]"
            for headers in [[], ["MCP-Protocol-Version: 2025-03-26"]] {
                let answer = try await guest.mcp(batch, headers)
                #expect(answer.status == 200 && answer.json.items?.count == 3)
                #expect(answer.json.items?[0].result == [:] && answer.json.items?[1].said == "Said on T-1.")
                #expect(answer.json.items?[2].error?.code == -32600)
            }
            let newer = try await guest.mcp(batch, ["MCP-Protocol-Version: 2025-06-18"])
            #expect(newer.status == 400 && newer.json.error?.code == -32600)
            let silent = try await guest.mcp(#"[{"jsonrpc":"2.0","method":"notifications/initialized"}]"#)
            #expect(silent.status == 202)
            let many = "[" + [String](repeating: "7", count: 101).joined(separator: ",") + "]"
            for body in ["[]", many] {
                let answer = try await guest.mcp(body)
                #expect(answer.status == 400 && answer.json.error?.message?.text?.contains("1 to 100") == true)
            }
        }
    }

    @Test(
        "what is no message is refused",
        arguments: [("{", -32700), ("", -32700), ("\u{FF}", -32700), ("7", -32600), ("{}", -32600)])
    func nonsense(_ body: String, _ code: Int64) async throws {
        try await ToolRouteTests.house().serving { guest in
            let answer = try await guest.mcp(body)
            #expect(answer.status == 400 && answer.json.error?.code?.count == code && answer.json.id == .null)
        }
    }

    @Test("a body beyond 1 MiB, and a client that cannot read the answer, are refused")
    func bounds() async throws {
        try await ToolRouteTests.house().serving { guest in
            let long = String(repeating: "x", count: 1 << 20)
            let huge = Guest.envelope("tools/call", ["name": "comment", "arguments": ["text": .string(long)]])
            let answer = try await guest.mcp(huge)
            #expect(answer.status == 413 && answer.body.contains("body_too_large"))
            for accepted in ["application/json", "text/html, application/json", "text/event-stream"] {
                let answer = try await guest.mcp(Guest.envelope("ping", [:]), ["Accept: \(accepted)"])
                #expect(answer.status == 406 && answer.body.contains("not_acceptable"), "\(accepted)")
            }
            for accepted in ["*/*", "text/event-stream;q=0.5, APPLICATION/JSON", "application/*, text/*"] {
                #expect(try await guest.mcp(Guest.envelope("ping", [:]), ["Accept: \(accepted)"]).status == 200)
            }
        }
    }

    @Test("answers, and whatever else wants none, are taken silently")
    func silence() async throws {
        try await ToolRouteTests.house().serving { guest in
            for body in [#"{"jsonrpc":"2.0","id":1,"result":{}}"#, #"{"jsonrpc":"2.0","method":"notifications/x"}"#] {
                let answer = try await guest.mcp(body)
                #expect(answer.status == 202 && answer.body.isEmpty)
            }
        }
    }

    @Test("what the rules refuse is told to the model, so that it can do something else")
    func rejections() async throws {
        try await ToolRouteTests.house().serving { guest in
            let wrong = try await guest.mcp("tools/call", ["name": "context", "arguments": ["ticket": "T-2"]])
            #expect(wrong.status == 200 && wrong.json.result?.isError == true && wrong.json.said.contains("T-2"))
            try await guest.engine.perform(
                EndRun(run: House.run, token: 1, result: .nothingToDo(summary: "")), by: .server("test"))
            let late = try await guest.mcp("tools/call", ["name": "comment", "arguments": ["text": "late"]])
            #expect(late.status == 200 && late.json.result?.isError == true && late.json.said.contains("R-1"))
        }
    }

    @Test("a subscription is acknowledged, kept, and ended by the server with an answer")
    func subscription() async throws {
        let house = try await ToolRouteTests.house()
        let stream = try await house.serving(keepAlive: .milliseconds(20)) { guest in
            let listen = guest.posted(
                Guest.envelope("subscriptions/listen", Guest.stated(["notifications": ["toolsListChanged": true]])),
                ["MCP-Protocol-Version: 2026-07-28", "Mcp-Method: subscriptions/listen"])
            let (arrivals, arrival) = AsyncStream<String>.makeStream()
            let whole = Task {
                try await RawClient(port: guest.port).exchange(listen.bytes(port: guest.port)) { text in
                    if text.contains("still here") { arrival.yield(text) }
                    return false
                }
            }
            _ = await arrivals.first { _ in true }
            return whole
        }
        let text = try await stream.value
        #expect(text.contains("text/event-stream") && text.lowercased().contains("x-accel-buffering: no"))
        let messages = text.split(separator: "\n").filter { $0.hasPrefix("data: ") }
            .compactMap { JSONValue($0.dropFirst(6).utf8) }
        #expect(messages.map { $0.method?.text } == ["notifications/subscriptions/acknowledged", nil])
        let marks = [messages.first?.params, messages.last?.result].map { $0?._meta }
        #expect(
            marks == [["io.modelcontextprotocol/subscriptionId": 7], ["io.modelcontextprotocol/subscriptionId": 7]])
        #expect(messages.last?.result?.resultType == "complete" && messages.last?.id == 7)
    }
}

extension Guest {
    /// A request with the identifier 7.
    static func envelope(_ method: String, _ parameters: JSONValue) -> String {
        let request = RPCMessage.request(id: 7, method: method, parameters: parameters)
        return String(decoding: request.value(versioned: true).line, as: UTF8.self)
    }

    /// Parameters of 2026-07-28.
    static func stated(_ members: [String: JSONValue], version: String = MCPServer.modern) -> JSONValue {
        let meta: JSONValue = [
            "io.modelcontextprotocol/protocolVersion": .string(version),
            "io.modelcontextprotocol/clientCapabilities": [:],
        ]
        return .object(members.merging(["_meta": meta]) { _, new in new })
    }

    func posted(_ body: String, _ headers: [String]) -> RawRequest {
        RawRequest(
            method: "POST", target: "/mcp", headers: [ToolRouteTests.header(self)] + headers, body: Array(body.utf8))
    }

    func mcp(_ body: String, _ headers: [String] = []) async throws -> RawAnswer {
        try await RawClient(port: port).answer(posted(body, headers))
    }

    func mcp(_ method: String, _ parameters: JSONValue, _ headers: [String] = []) async throws -> RawAnswer {
        try await mcp(Self.envelope(method, parameters), headers)
    }

    func modern(
        _ method: String, _ members: [String: JSONValue] = [:], _ headers: [String] = [],
        version: String = MCPServer.modern
    ) async throws -> RawAnswer {
        let body = Self.envelope(method, Self.stated(members, version: version))
        return try await mcp(body, ["MCP-Protocol-Version: \(version)", "Mcp-Method: \(method)"] + headers)
    }
}

extension RawAnswer {
    var json: JSONValue { JSONValue(body.utf8) ?? .null }
}

extension JSONValue {
    /// What a called tool said.
    var said: String { self.result?["content"]?.items?.first?["text"]?.text ?? "" }
}
