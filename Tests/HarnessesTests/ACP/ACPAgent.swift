import Domain
import Testing
import Wire

@testable import Harnesses

/// An agent of the test's own making: the test says what it writes.
struct ACPAgent {
    static let preset = ACPPreset(
        name: "agent", command: ["agent"],
        probing: Probing(version: [], keys: [], logins: [], untested: "it is made up"))

    var dialect: ACPDialect
    /// What came of the newest line or call.
    var effects: [Effect] = []

    init(_ preset: ACPPreset = Self.preset, _ opening: Opening = Recorded.opening(.ask)) {
        dialect = ACPDialect(opening, preset: preset)
        effects = dialect.begin()
    }

    var story: [String] { effects.events.map(Recorded.say) }
    var sent: [JSONValue] { effects.sent }
    var methods: [String] { sent.map { $0.method?.text ?? ($0.error == nil ? "result" : "error") } }

    mutating func writes(_ message: JSONValue) {
        effects = dialect.receive(message.line, at: Instant(milliseconds: 1_000_000))
    }

    /// Answers the newest request that was sent.
    mutating func answers(_ id: Int64, _ result: JSONValue) {
        writes(["jsonrpc": "2.0", "id": .integer(id), "result": result])
    }

    mutating func fails(_ id: Int64, _ code: Int64, _ message: String, _ data: JSONValue = .null) {
        writes(["id": .integer(id), "error": ["code": .integer(code), "message": .string(message), "data": data]])
    }

    mutating func updates(_ kind: String, _ members: [String: JSONValue]) {
        let update = members.merging(["sessionUpdate": .string(kind)]) { first, _ in first }
        writes(["method": "session/update", "params": ["sessionId": "s1", "update": .object(update)]])
    }

    mutating func says(_ text: String) {
        updates("agent_message_chunk", ["content": ["type": "text", "text": .string(text)]])
    }

    mutating func asks(_ id: JSONValue, _ call: JSONValue, _ options: [(String, String)]) {
        let offered = options.map {
            JSONValue.object(["optionId": .string($0.0), "name": .string($0.0), "kind": .string($0.1)])
        }
        writes([
            "id": id, "method": "session/request_permission",
            "params": ["sessionId": "s1", "toolCall": call, "options": .array(offered)],
        ])
    }

    /// Up to the first prompt, which has the number 2.
    static func working(_ preset: ACPPreset = Self.preset, _ opening: Opening = Recorded.opening(.ask)) -> ACPAgent {
        var agent = ACPAgent(preset, opening)
        agent.answers(0, ["protocolVersion": 1, "agentCapabilities": [:]])
        agent.answers(1, ["sessionId": "s1"])
        return agent
    }
}
