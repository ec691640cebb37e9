import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Claude Code's stream, when it goes wrong")
struct ClaudeStreamTests {
    private let start = Instant(milliseconds: 0)

    private func lines(_ name: String) throws -> [JSONValue] { try Replay.lines("claude", name, "out") }

    @Test("a line that is no message is a warning; an empty one is nothing")
    func noMessage() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        let expected = [Effect.event(.warning("a line that is no message: oh dear"))]
        #expect(dialect.receive(Array("oh dear".utf8), at: start) == expected)
        #expect(dialect.receive(Array("[1]".utf8), at: start).count == 1)
        #expect(dialect.receive([0xff, 0xfe, 0x00], at: start).count == 1)
        #expect(dialect.receive([], at: start).isEmpty)
        #expect(dialect.receive(Array(" \r".utf8), at: start).isEmpty)
    }

    @Test("an unknown type is passed over")
    func unknownType() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        #expect(dialect.receive(Array(#"{"type":"keep_alive"}"#.utf8), at: start).isEmpty)
        #expect(dialect.receive(Array(#"{"type":"system","subtype":"new"}"#.utf8), at: start).isEmpty)
    }

    /// Every member of every line is once gone and once of each other type.
    @Test(
        "wrong types anywhere are borne",
        arguments: ["turns/success", "turns/plan", "requests/always", "recovered/429"])
    func wrongTypes(name: String) throws {
        let lines = try lines(name)
        var dialect = ClaudeDialect(ClaudeConversation.opening(session: .resumed(id: "a")))
        _ = dialect.begin()
        for (place, line) in lines.enumerated() {
            for broken in variants(of: line) {
                var other = dialect
                for next in [broken] + lines[(place + 1)...].prefix(3) { _ = other.receive(next.line, at: start) }
                _ = other.interrupt()
            }
            _ = dialect.receive(line.line, at: start)
        }
    }

    private func variants(of value: JSONValue, depth: Int = 4) -> [JSONValue] {
        var all: [JSONValue] = [nil, -1, .number(1e300), "x", [7], [:]]
        guard depth > 0 else { return all }
        switch value {
        case .object(let members):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                all += variants(of: member, depth: depth - 1).map { .object(members.merging([name: $0]) { $1 }) }
            }
        case .array(let items):
            for (place, item) in items.enumerated() {
                all += variants(of: item, depth: depth - 1).map { changed in
                    .array(items.enumerated().map { $0.offset == place ? changed : $0.element })
                }
            }
        case .null, .bool, .integer, .number, .string: break
        }
        return all
    }

    @Test("a huge line is a line")
    func hugeLine() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        let text = String(repeating: "a", count: 8 << 20)
        let line: JSONValue = [
            "type": "assistant", "message": ["content": [["type": "text", "text": .string(text)]]],
        ]
        #expect(dialect.receive(line.line, at: start) == [.event(.turnStarted), .event(.text(text))])
    }

    @Test("an older program, which tells nothing of its words, ends with its result")
    func older() throws {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        _ = dialect.begin()
        var events: [AgentEvent] = []
        for line in try lines("turns/success") where line.type?.text != "command_lifecycle" {
            events += dialect.receive(line.line, at: start).events
        }
        #expect(events.count { $0 == .turnStarted } == 1)
        #expect(events.last == .turnEnded(.completed))
        #expect(!dialect.isBusy)
    }

    @Test("a prompt that is thrown away ends the run")
    func thrownAway() {
        let opening = ClaudeConversation.opening()
        var dialect = ClaudeDialect(opening)
        _ = dialect.begin()
        let line = #"{"type":"command_lifecycle","command_uuid":"\#(opening.uuid(1))","state":"refused"}"#
        let failure = AgentFailure(.invalidRequest, "the prompt was refused")
        #expect(
            dialect.receive(Array(line.utf8), at: start).events
                == [.warning("the prompt was refused"), .turnEnded(.failed(failure))])
        #expect(!dialect.isBusy)
    }

    @Test("an interrupt before the turn begins is sent when it begins")
    func earlyInterrupt() {
        let opening = ClaudeConversation.opening()
        var dialect = ClaudeDialect(opening)
        #expect(dialect.interrupt().isEmpty, "there is nothing to interrupt")
        _ = dialect.begin()
        #expect(dialect.isBusy)
        #expect(dialect.interrupt().isEmpty)
        let line = #"{"type":"command_lifecycle","command_uuid":"\#(opening.uuid(1))","state":"started"}"#
        let effects = dialect.receive(Array(line.utf8), at: start)
        #expect(effects.events == [.turnStarted])
        #expect(effects.sent.first?.request == ["subtype": "interrupt"])
    }

    @Test("a conversation that is emptied begins to count at nothing")
    func emptied() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        func result(_ tokens: Int64) -> [UInt8] {
            let line: JSONValue = [
                "type": "result", "subtype": "success", "total_cost_usd": 1,
                "modelUsage": ["m": ["inputTokens": .integer(tokens)]],
            ]
            return line.line
        }
        #expect(dialect.receive(result(100), at: start).events.first == .used(Usage(inputTokens: 100, costUSD: 1)))
        _ = dialect.receive(Array(#"{"type":"conversation_reset"}"#.utf8), at: start)
        #expect(dialect.receive(result(10), at: start).events.first == .used(Usage(inputTokens: 110, costUSD: 2)))
    }
}
