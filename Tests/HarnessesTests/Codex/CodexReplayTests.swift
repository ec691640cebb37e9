import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Codex: recorded conversations")
struct CodexReplayTests {
    @Test("the lines that were recorded are sent, and no others", arguments: CodexScene.all)
    func sends(scene: CodexScene) throws {
        let played = try scene.play()
        #expect(played.effects.sent == (try Replay.lines("codex", scene.name, "in")))
        #expect(!played.dialect.isBusy)
        #expect(played.left == 0)
    }

    @Test("the same lines give the same effects", arguments: CodexScene.all)
    func repeats(scene: CodexScene) throws {
        #expect(try scene.play().effects == scene.play().effects)
    }

    @Test("every scene has its events here")
    func isComplete() { #expect(Set(CodexScene.all.map(\.name)) == Set(Self.events.keys)) }

    @Test("events", arguments: CodexScene.all)
    func events(scene: CodexScene) throws {
        let events = try scene.play().effects.events.map(Self.say)
        #expect(events == Self.events[scene.name] ?? [])
    }

    @Test("a conversation that is cut off anywhere stays busy until its turn ends")
    func isCutOff() throws {
        let lines = try Replay.lines("codex", "edits", "out")
        let end = try #require(lines.lastIndex { $0.method?.text == "turn/completed" })
        var dialect = CodexDialect(CodexScene.all[0].opening())
        _ = dialect.begin()
        for line in lines[..<end] {
            _ = dialect.receive(line.line, at: Instant(milliseconds: 0))
            #expect(dialect.isBusy)
        }
        _ = dialect.receive(lines[end].line, at: Instant(milliseconds: 0))
        #expect(!dialect.isBusy)
    }
}
