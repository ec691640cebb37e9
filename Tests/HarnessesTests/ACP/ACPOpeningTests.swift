import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("ACP: opening a session") struct ACPOpeningTests {
    private let modes: JSONValue = [
        "currentModeId": "default",
        "availableModes": [["id": "default"], ["id": "acceptEdits"], ["id": "bypassPermissions"], ["id": "plan"]],
    ]

    private func opening(
        _ permissions: Permissions = .ask, model: String? = nil, effort: String? = nil,
        _ session: Opening.Session = .fresh
    ) -> Opening {
        var opening = Recorded.opening(permissions, session)
        opening.model = model
        opening.effort = effort
        return opening
    }

    @Test("files and terminals are offered only where the agent's file wants it") func capabilities() {
        let offered = ACPAgent().sent[0].params?.clientCapabilities
        #expect(offered == ["fs": ["readTextFile": false, "writeTextFile": false], "terminal": false])
        let wanted = ACPAgent(ACPAgent.preset, Recorded.served).sent[0].params?.clientCapabilities
        #expect(wanted == ["fs": ["readTextFile": true, "writeTextFile": true], "terminal": true])
    }

    @Test(
        "the mode follows from what the agent may do",
        arguments: [
            (Permissions.ask, nil), (.edits, "acceptEdits"), (.all, "bypassPermissions"),
        ] as [(Permissions, String?)])
    func mode(permissions: Permissions, wanted: String?) {
        var agent = ACPAgent(ACPAgent.preset, opening(permissions))
        agent.answers(0, ["protocolVersion": 1])
        agent.answers(1, ["sessionId": "s1", "modes": modes])
        #expect(agent.methods == [wanted == nil ? "session/prompt" : "session/set_mode"])
        #expect(agent.sent[0].params?.modeId?.text == wanted)
        guard wanted != nil else { return }
        agent.answers(2, [:])
        #expect(agent.methods == ["session/prompt"])
    }

    @Test("options of the session come before modes and models of old") func options() {
        var agent = ACPAgent(ACPAgent.preset, opening(.all, model: "big", effort: "high"))
        agent.answers(0, ["protocolVersion": 1])
        agent.answers(
            1,
            [
                "sessionId": "s1", "modes": modes,
                "configOptions": [
                    [
                        "id": "m", "category": "mode", "currentValue": "ask",
                        "options": [["value": "ask"], ["value": "yolo"]],
                    ],
                    [
                        "id": "model", "currentValue": "small",
                        "options": [["name": "g", "options": [["value": "x/big"]]]],
                    ],
                    ["id": "thinking", "category": "thought_level", "options": [["value": "low"], ["value": "high"]]],
                ],
            ])
        #expect(agent.story == ["session with x/big"])
        var set: [JSONValue?] = []
        for id in 2...4 {
            set += [agent.sent.first?.params?.configId, agent.sent.first?.params?["value"]]
            agent.answers(Int64(id), [:])
        }
        #expect(set == ["m", "yolo", "model", "x/big", "thinking", "high"])
        #expect(agent.methods == ["session/prompt"])
    }

    @Test("a model that is not offered is a warning, and so is a setting that is refused") func refusedSettings() {
        var agent = ACPAgent(ACPAgent.preset, opening(.edits, model: "none"))
        agent.answers(0, ["protocolVersion": 1])
        agent.answers(
            1, ["sessionId": "s1", "modes": modes, "models": ["currentModelId": "a", "availableModels": []]])
        #expect(agent.story == ["session with a", "warning agent does not offer the model none; it uses a."])
        agent.fails(2, -32601, "no")
        #expect(agent.story == ["warning agent stays in its mode default, not acceptEdits.", "turn"])
    }

    @Test(
        "how a session is gone on with",
        arguments: [
            (.resumed(id: "old"), ["loadSession": true], "session/load"),
            (.resumed(id: "old"), ["loadSession": true, "sessionCapabilities": ["resume": [:]]], "session/resume"),
            (.resumed(id: "old"), ["loadSession": false, "sessionCapabilities": ["resume": nil]], nil),
            (.forked(id: "old"), ["sessionCapabilities": ["fork": [:]]], "session/fork"),
            (.forked(id: "old"), ["loadSession": true], nil),
        ] as [(Opening.Session, JSONValue, String?)])
    func session(session: Opening.Session, capabilities: JSONValue, method: String?) {
        var agent = ACPAgent(ACPAgent.preset, opening(session))
        agent.answers(0, ["protocolVersion": 1, "agentCapabilities": capabilities])
        #expect(agent.sent.first?.method?.text == method)
        guard method != nil else {
            #expect(agent.story == ["failed invalidRequest: agent cannot go on with a session in this way."])
            #expect(!agent.dialect.isBusy)
            return
        }
        #expect(agent.sent[0].params?.sessionId == "old")
        agent.answers(1, session == .forked(id: "old") ? ["sessionId": "new"] : nil)
        #expect(
            agent.effects.first
                == .event(.sessionStarted(id: session == .forked(id: "old") ? "new" : "old", model: nil)))
    }

    private func opening(_ session: Opening.Session) -> Opening { opening(.ask, session) }

    @Test("a session that has to be open to be copied is opened once") func original() {
        var agent = ACPAgent(ACPAgent.preset, opening(.forked(id: "old")))
        let capabilities: JSONValue = ["loadSession": true, "sessionCapabilities": ["fork": [:]]]
        agent.answers(0, ["protocolVersion": 1, "agentCapabilities": capabilities])
        agent.fails(1, -32002, "Session not found")
        #expect(agent.methods == ["session/load"])
        agent.says("history")
        #expect(agent.effects.isEmpty)
        agent.answers(2, [:])
        #expect(agent.methods == ["session/fork"])
        agent.fails(3, -32002, "Session not found")
        #expect(agent.story == ["failed invalidRequest: Session not found"])
    }

    @Test("a version that is not ours ends it; words find nobody") func version() {
        var agent = ACPAgent()
        agent.answers(0, ["protocolVersion": 2])
        #expect(agent.story == ["failed invalidRequest: agent does not speak version 1 of the protocol."])
        #expect(agent.dialect.say("hello").events == [.warning("There is no session that could hear: hello")])
        #expect(agent.dialect.interrupt().isEmpty)
    }

    @Test("one try to log in with the environment's key") func login() {
        var preset = ACPAgent.preset
        preset.authentication = "key"
        var agent = ACPAgent(preset)
        agent.answers(0, ["protocolVersion": 1, "authMethods": [["id": "key"], ["id": "browser"]]])
        agent.fails(1, -32000, "Authentication required")
        #expect(agent.methods == ["authenticate"])
        #expect(agent.sent[0].params?.methodId == "key")
        agent.answers(2, nil)
        #expect(agent.methods == ["session/new"])
        agent.fails(3, -32000, "Authentication required", ["authMethods": [["id": "browser", "name": "Browser"]]])
        #expect(agent.story == ["failed auth: Authentication required: Browser"])
    }

    @Test("interrupted before the first prompt, it does not begin, and hears the next word") func early() {
        var agent = ACPAgent()
        #expect(agent.dialect.interrupt().isEmpty)
        #expect(agent.dialect.isBusy)
        agent.answers(0, ["protocolVersion": 1])
        agent.answers(1, ["sessionId": "s1"])
        #expect(agent.story == ["session with some model", "ended interrupted"])
        #expect(!agent.dialect.isBusy)
        #expect(agent.dialect.say("go").sent.first?.params?.prompt == [["type": "text", "text": "go"]])
    }

    @Test("words before the first prompt follow it") func earlyWords() {
        var agent = ACPAgent()
        #expect(agent.dialect.say("and this").isEmpty)
        agent.answers(0, ["protocolVersion": 1])
        agent.answers(1, ["sessionId": "s1"])
        agent.answers(2, ["stopReason": "end_turn"])
        #expect(agent.story == ["ended completed", "person nextTurn: and this", "turn"])
        #expect(agent.sent[0].params?.prompt?.items?.first?["text"] == "and this")
    }
}
