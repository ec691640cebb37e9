import Testing
import Wire

@testable import HTTP

/// MCP over Streamable HTTP, by raw requests: what every client must get, whatever its era.
@Suite("MCP by HTTP", .timeLimit(.minutes(1))) struct MCPRouteTests {
    @Test("an older client begins, lists and calls, and keeps no session")
    func legacy() async throws {
        let house = try await ToolRouteTests.house()
        try await house.serving { guest in
            let version: JSONValue = ["protocolVersion": "2025-06-18", "capabilities": [:]]
            let begun = try await guest.mcp("initialize", version)
            #expect(begun.status == 200 && begun.json.result?.protocolVersion == "2025-06-18")
            #expect(begun.headers["mcp-session-id"] == nil && begun.headers["content-type"] == "application/json")
            let started = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
            let heard = try await guest.mcp(started, ["MCP-Protocol-Version: 2025-06-18"])
            #expect(heard.status == 202 && heard.body.isEmpty)
            let listed = try await guest.mcp("tools/list", [:], ["MCP-Protocol-Version: 2025-06-18"])
            #expect(listed.json.result?.tools?.items?.count == AgentTool.all.count)
            let called = try await guest.mcp("tools/call", ["name": "comment", "arguments": ["text": "begun"]])
            #expect(called.json.said == "Said on T-1." && called.json.result?.isError == false)
            let entries = try await house.store.read { try $0.journal(after: 0, limit: 100) }
            #expect(entries.last?.actor == "agent:ada/R-1")
            for method in ["GET", "DELETE"] {
                let other = try await guest.raw(method, "/mcp", [ToolRouteTests.header(guest)])
                #expect(other.status == 405 && other.headers["allow"] == "POST")
            }
        }
    }

    @Test("a client of 2026-07-28 finds out what there is, lists and calls")
    func modern() async throws {
        try await ToolRouteTests.house().serving { guest in
            let found = try await guest.modern("server/discover")
            #expect(found.status == 200 && found.json.result?.supportedVersions == [.string(MCPServer.modern)])
            #expect(found.json.result?.instructions?.text == AgentTool.instructions)
            let listed = try await guest.modern("tools/list")
            #expect(listed.json.result?.cacheScope == "private" && listed.json.result?.resultType == "complete")
            let read = try await guest.modern("tools/call", ["name": "context"], ["Mcp-Name: context"])
            #expect(read.json.said.contains("# T-1: one"))
            let encoded = try await guest.modern(
                "tools/call", ["name": "context"], ["Mcp-Name: =?base64?Y29udGV4dA==?="])
            #expect(encoded.json.said == read.json.said)
        }
    }

    @Test("headers that say something else than the message are refused")
    func headers() async throws {
        try await ToolRouteTests.house().serving { guest in
            let body = Guest.envelope("tools/call", Guest.stated(["name": "context"]))
            let right = ["MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call", "Mcp-Name: context"]
            #expect(try await guest.mcp(body, right).status == 200)
            for place in right.indices {
                var without = right
                let name = without.remove(at: place).prefix { $0 != ":" }
                let wrong = without + ["\(name): 2025-11-25"]
                let twice = right + [right[place]]
                for headers in [without, wrong, twice] {
                    let answer = try await guest.mcp(body, headers)
                    #expect(answer.status == 400 && answer.json.error?.code == -32020, "\(headers)")
                    #expect(answer.json.error?.message?.text?.contains("\(name)") == true && answer.json.id == 7)
                }
            }
            let spoilt = try await guest.mcp(body, right.dropLast() + ["Mcp-Name: =?base64?%%?="])
            #expect(spoilt.json.error?.code == -32020)
        }
    }

    @Test("what is missing or not served is said in the words of the version")
    func refusals() async throws {
        try await ToolRouteTests.house().serving { guest in
            let unstated = try await guest.mcp("tools/list", [:], ["MCP-Protocol-Version: 2026-07-28"])
            #expect(unstated.status == 400 && unstated.json.error?.code == -32602)
            let future = try await guest.modern("server/discover", version: "2099-01-01")
            #expect(future.status == 400 && future.json.error?.code == -32022)
            #expect(future.json.error?.data?.supported?.items?.contains("2025-11-25") == true)
            let header = try await guest.mcp("tools/list", [:], ["MCP-Protocol-Version: 1999-01-01"])
            #expect(header.status == 400 && header.json.error?.data?.requested == "1999-01-01")
            let unknown = try await guest.modern("resources/list")
            #expect(unknown.status == 404 && unknown.json.error?.code == -32601)
            let tool = try await guest.modern("tools/call", ["name": "fly"], ["Mcp-Name: fly"])
            #expect(tool.status == 400 && tool.json.error?.code == -32602)
            // The older versions say it in the message alone.
            let older = try await guest.mcp("resources/list", [:])
            #expect(older.status == 200 && older.json.error?.code == -32601)
        }
    }

    @Test("only a run's token opens it, and only pages of its own origin could")
    func strangers() async throws {
        try await ToolRouteTests.house().serving { guest in
            let body = Guest.envelope("ping", [:])
            let run = ToolRouteTests.header(guest)
            for header in [Guest.bearer, "\(run)x", "Cookie: \(guest.cookie)", "Accept: */*"] {
                let answer = try await guest.raw("POST", "/mcp", [header], body: body)
                #expect(answer.status == 401 && answer.headers["www-authenticate"] == "Bearer", "\(header)")
            }
            for header in ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site"] {
                #expect(try await guest.raw("POST", "/mcp", [run, header], body: body).status == 403, "\(header)")
            }
            #expect(try await guest.raw("POST", "/mcp", [run, "Host: evil.example"], body: body).status == 421)
            let old = try await guest.raw(
                "POST", "/mcp", [ToolRouteTests.header(guest, 7)],
                body: Guest.envelope("tools/call", ["name": "context"]))
            #expect(old.status == 200 && old.json.result?.isError == true && !old.json.said.isEmpty)
        }
    }
}
