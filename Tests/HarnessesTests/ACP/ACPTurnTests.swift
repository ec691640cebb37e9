import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("ACP: turns") struct ACPTurnTests {
    private let options = [("always", "allow_always"), ("yes", "allow_once"), ("no", "reject_once"), ("odd", "odd")]

    @Test("chunks become whole lines") func text() {
        var agent = ACPAgent.working()
        agent.says("\n\nOne li")
        #expect(agent.story == [])
        agent.says("ne.\n\nTwo\r\nand th")
        #expect(agent.story == ["says One line.\n\nTwo\r"])
        agent.updates("agent_thought_chunk", ["content": ["type": "text", "text": "Hm."]])
        #expect(agent.story == ["says and th"])
        agent.says(String(repeating: "é", count: 40_000))
        #expect(agent.story.map { $0.count } == ["thinks Hm.".count, 40_005])
        agent.updates("plan", ["entries": [["content": "a", "status": "completed"], ["content": "b"], [:]]])
        #expect(agent.story == ["plan [\"done a\", \"pending b\"]"])
    }

    @Test("tools start once and finish once") func tools() {
        var agent = ACPAgent.working()
        agent.updates(
            "tool_call",
            ["toolCallId": "t", "title": "Fetch it", "kind": "fetch", "rawInput": "{\"url\":\"http://x\"}"])
        #expect(agent.story == ["fetch http://x"])
        agent.updates("tool_call_update", ["toolCallId": "t", "status": "in_progress"])
        #expect(agent.story == [])
        agent.updates("tool_call_update", ["toolCallId": "t", "status": "completed", "rawOutput": "abc"])
        #expect(agent.story == ["done 3"])
        agent.updates("tool_call_update", ["toolCallId": "t", "status": "completed"])
        #expect(agent.story == [])
        agent.updates(
            "tool_call_update",
            ["toolCallId": "u", "kind": "move", "status": "completed", "locations": [["path": "a"], ["path": "a"]]])
        #expect(agent.story == ["move a", "done 0", "changed a"])
    }

    @Test(
        "answers by the kind of an option, whatever its name",
        arguments: [
            (AgentAnswer.allow, "yes"), (.allowAlways, "always"), (.deny(reason: ""), "no"),
            (.reply(text: "odd"), "odd"),
            (.reply(text: "YES"), "yes"),
        ])
    func answer(answer: AgentAnswer, option: String) {
        var agent = ACPAgent.working()
        agent.asks("q", ["toolCallId": "t", "kind": "edit", "title": "Change\nit"], options)
        #expect(agent.story == ["asks edit: Change"])
        let effects = agent.dialect.answer("permission-\"q\"", answer)
        #expect(
            effects.sent == [
                [
                    "jsonrpc": "2.0", "id": "q",
                    "result": ["outcome": ["outcome": "selected", "optionId": .string(option)]],
                ]
            ])
        #expect(effects.events == [.answered(request: "permission-\"q\"", answer: answer)])
        #expect(agent.dialect.answer("permission-\"q\"", answer).isEmpty)
        #expect(agent.dialect.answer("other", answer).isEmpty)
    }

    @Test("without an option for it, the question is given up") func noOption() {
        var agent = ACPAgent.working()
        agent.asks(1, [:], [("no", "reject_once")])
        #expect(
            agent.dialect.answer("permission-1", .allow).sent.first?.result == ["outcome": ["outcome": "cancelled"]])
    }

    @Test("the reason of a no follows as a word") func reason() {
        var agent = ACPAgent.working()
        agent.asks(1, ["kind": "execute"], options)
        let effects = agent.dialect.answer("permission-1", .deny(reason: "Use make."))
        #expect(effects.events.count == 1)
        agent.answers(2, ["stopReason": "cancelled"])
        #expect(
            agent.story == [
                "failed refused: The agent stopped because it was denied a permission.",
                "person nextTurn: Use make.", "turn",
            ])
        #expect(agent.sent[0].params?.prompt?.items?.first?["text"] == "Use make.")
    }

    @Test(
        "what is asked for",
        arguments: [
            ("edit", .edit), ("delete", .edit), ("move", .edit), ("execute", .execute), ("read", .read),
            ("search", .read),
            ("fetch", .fetch), ("think", .other), ("new", .other),
        ] as [(String, AgentRequest.Kind)])
    func kind(kind: String, wanted: AgentRequest.Kind) {
        let permission = ACPPermission(id: 1, ["toolCall": ["kind": .string(kind)]])
        #expect(permission.request((nil, nil, nil)).kind == wanted)
    }

    @Test("interrupting takes open questions back, and answers those that come late") func interrupt() {
        var agent = ACPAgent.working()
        agent.asks(5, [:], options)
        let effects = agent.dialect.interrupt()
        #expect(effects.sent.map { $0.method?.text } == ["session/cancel", nil])
        #expect(effects.sent[1].result == ["outcome": ["outcome": "cancelled"]])
        #expect(effects.events == [.answered(request: "permission-5", answer: nil)])
        #expect(agent.dialect.interrupt().isEmpty)
        agent.asks(6, [:], options)
        #expect(agent.story == [])
        #expect(agent.methods == ["result"])
        agent.fails(2, -32603, "Internal error")
        #expect(agent.story == ["ended interrupted"])
        #expect(agent.dialect.interrupt().isEmpty)
    }

    @Test(
        "how a turn ends",
        arguments: [
            ("end_turn", "ended completed"), ("cancelled", "ended interrupted"), ("max_tokens", "failed limitReached"),
            ("max_turn_requests", "failed limitReached"), ("refusal", "failed refused"), ("new", "failed transient"),
        ])
    func end(reason: String, wanted: String) {
        var agent = ACPAgent.working()
        agent.answers(2, ["stopReason": .string(reason)])
        #expect(agent.story.count == 1)
        #expect(agent.story[0].hasPrefix(wanted))
        #expect(!agent.dialect.isBusy)
    }

    @Test("an agent that breaks when it is cancelled goes on in a copy of its session") func broken() {
        var agent = ACPAgent()
        agent.answers(0, ["protocolVersion": 1, "agentCapabilities": ["sessionCapabilities": ["fork": [:]]]])
        agent.answers(1, ["sessionId": "s1"])
        _ = agent.dialect.interrupt()
        agent.fails(2, -32603, "Internal error")
        #expect(agent.story == ["ended interrupted"])
        let effects = agent.dialect.say("go on")
        #expect(effects.events.isEmpty)
        #expect(effects.sent.first?.method == "session/fork")
        #expect(agent.dialect.isBusy)
        agent.answers(3, ["sessionId": "s2"])
        #expect(agent.effects.first == .event(.sessionStarted(id: "s2", model: nil)))
        #expect(agent.story == ["session with some model", "person newTurn: go on", "turn"])
        #expect(agent.sent[0].params?.sessionId == "s2")
        #expect(agent.sent[0].params?.prompt?.items?.first?["text"] == "go on")
    }

    @Test("words wait for the end of a turn, but not of one that failed") func words() {
        var agent = ACPAgent.working()
        #expect(agent.dialect.say("a").sent.isEmpty)
        _ = agent.dialect.say("b")
        agent.fails(2, -32603, "boom")
        #expect(agent.story == ["failed transient: boom"])
        #expect(!agent.dialect.isBusy)
        let effects = agent.dialect.say("c")
        #expect(
            effects.events == [
                .said("a", delivery: .nextTurn), .said("b", delivery: .nextTurn), .said("c", delivery: .newTurn),
                .turnStarted,
            ])
        #expect(effects.sent[0].params?.prompt?.items?.first?["text"] == "a\n\nb\n\nc")
    }

    @Test("hermes takes a word into the turn; one that came too late is a turn's prompt") func steer() throws {
        var agent = ACPAgent.working(try #require(ACPPreset.named("hermes")))
        let effects = agent.dialect.say("left")
        #expect(effects.events.isEmpty)
        #expect(effects.sent[0].params?.prompt?.items?.first?["text"] == "/steer left")
        agent.says("⏩ Steer queued for the active turn: left")
        #expect(agent.effects.isEmpty)
        agent.answers(3, ["stopReason": "end_turn"])
        #expect(agent.story == ["person sameTurn: left"])
        _ = agent.dialect.say("right")
        agent.answers(2, ["stopReason": "end_turn"])
        #expect(agent.dialect.isBusy)
        agent.answers(4, ["stopReason": "end_turn"])
        #expect(agent.story == ["person nextTurn: right", "ended completed"])
    }

    @Test("a word that is not taken into the turn waits for its end") func refusedSteer() throws {
        var agent = ACPAgent.working(try #require(ACPPreset.named("hermes")))
        _ = agent.dialect.say("left")
        agent.fails(3, -32603, "A turn is already running")
        agent.answers(2, ["stopReason": "end_turn"])
        #expect(agent.story == ["ended completed", "person nextTurn: left", "turn"])
        #expect(agent.sent[0].params?.prompt?.items?.first?["text"] == "left")
    }

    @Test("an answer that begins like an error is one only without usage") func hidden() throws {
        let hermes = try #require(ACPPreset.named("hermes"))
        var agent = ACPAgent.working(hermes)
        agent.says("HTTP 401: is what your server answers.")
        agent.answers(2, ["stopReason": "end_turn", "usage": ["inputTokens": 1, "outputTokens": 1]])
        #expect(agent.story.last == "ended completed")
        agent = ACPAgent.working(hermes)
        agent.says("HTTP 401: wrong key")
        agent.answers(2, ["stopReason": "end_turn", "usage": nil])
        #expect(agent.story.last == "failed auth: HTTP 401: wrong key")
    }

    @Test("unknown requests are refused, everything else unknown is ignored") func unknown() {
        var agent = ACPAgent.working()
        agent.writes(["id": 9, "method": "elicitation/create", "params": [:]])
        #expect(agent.sent[0].error?.code == -32601)
        agent.writes(["id": 9, "method": "fs/read_text_file", "params": ["path": "/etc/passwd"]])
        #expect(agent.sent[0].error?.code == -32601)
        agent.writes(["method": "_x/y", "params": [:]])
        agent.updates("new_kind", [:])
        agent.answers(77, [:])
        agent.writes(["method": "session/update", "params": ["sessionId": "s2", "update": ["sessionUpdate": "plan"]]])
        #expect(agent.effects.isEmpty)
        for _ in 0..<30 { agent.effects = agent.dialect.receive(Array("Welcome!".utf8), at: Instant(milliseconds: 0)) }
        #expect(agent.effects.isEmpty)
    }

    @Test("files and terminals are served once, by the identifier of the call") func services() {
        var agent = ACPAgent.working(ACPAgent.preset, Recorded.served)
        agent.writes(["id": 4, "method": "fs/read_text_file", "params": ["path": "/a", "line": 2, "limit": 3]])
        #expect(agent.effects == [.serve(call: "service-4", .readFile(path: "/a", line: 2, limit: 3))])
        #expect(agent.dialect.served("service-4", .file(content: "x")).sent.first?.result == ["content": "x"])
        #expect(agent.dialect.served("service-4", .file(content: "x")).isEmpty)
        agent.writes(["id": 5, "method": "fs/write_text_file", "params": ["path": "/a"]])
        #expect(agent.sent[0].error?.code == -32602)
        agent.writes([
            "id": 6, "method": "terminal/create",
            "params": [
                "command": "make", "args": ["a", 1], "env": [["name": "A", "value": "b"], [:]], "outputByteLimit": 9,
            ],
        ])
        let call = ServiceCall.createTerminal(
            command: "make", arguments: ["a"], environment: ["A": "b"], folder: nil, limit: 9)
        #expect(agent.effects == [.serve(call: "service-6", call)])
        let cut = ServiceResult.output(text: "o", isCut: true, status: 3, signal: nil)
        #expect(
            agent.dialect.served("service-6", cut).sent.first?.result == [
                "output": "o", "truncated": true, "exitStatus": ["exitCode": 3, "signal": nil],
            ])
    }

    @Test("values of the wrong kind break nothing") func wrongKinds() throws {
        let odd: [JSONValue] = [nil, true, 7, "x", [], [:], [[:]], [nil], ["text": 3]]
        for cli in ["grok", "vibe", "hermes", "dcode"] {
            let preset = try #require(ACPPreset.named(cli))
            let lines = try Recorded.rows(cli, "acp_success").filter { $0.dir?.text == "out" }.compactMap(\.msg)
            var opening = Recorded.opening(.all)
            opening.usesClientTools = true
            var dialect = ACPDialect(opening, preset: preset)
            _ = dialect.begin()
            for line in lines {
                for mutant in Self.mutants(line, odd) {
                    var copy = dialect
                    let effects = copy.receive(mutant.line, at: Instant(milliseconds: 0)) + copy.interrupt()
                    #expect(effects.sent.allSatisfy { $0.jsonrpc == "2.0" })
                }
                _ = dialect.receive(line.line, at: Instant(milliseconds: 0))
            }
        }
    }

    /// The message with each of its members replaced in turn, two levels deep.
    private static func mutants(_ value: JSONValue, _ odd: [JSONValue], depth: Int = 3) -> [JSONValue] {
        guard depth > 0, let members = value.members else { return [] }
        return members.sorted { $0.key < $1.key }.flatMap { name, member in
            (mutants(member, odd, depth: depth - 1) + odd).map { .object(members.merging([name: $0]) { $1 }) }
        }
    }
}
