import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Claude Code's permissions and questions")
struct ClaudePermissionTests {
    @Test("an allowed edit and an allowed command")
    func allowed() throws {
        let done = try ClaudeConversation("requests/allowed", react: answering(.allow))
        #expect(done.asked.map(\.kind) == [.edit, .execute])
        #expect(done.asked[0].title == "Write: /work/tree/hello.txt")
        #expect(done.asked[0].detail == "hi\n")
        #expect(done.asked[0].options.map(\.effect) == [.allow, .allowAlways, .deny])
        #expect(done.asked[1].detail.hasPrefix("git add"))
        #expect(done.changes == ["/work/tree/hello.txt"])
        #expect(done.story.contains(.answered(request: done.asked[0].id, answer: .allow)))
    }

    @Test("a denied edit is an error of the tool and changes nothing")
    func denied() throws {
        let done = try ClaudeConversation("requests/denied", react: answering(.deny(reason: "Not today.")))
        #expect(done.asked.count == 2)
        #expect(done.finished == [true, true])
        #expect(done.changes.isEmpty)
        #expect(done.ends == [.completed], "the agent says that it is done; only git can tell")
    }

    @Test("always means this session, and for a command no more than the command")
    func always() throws {
        let done = try ClaudeConversation("requests/always", react: answering(.allowAlways))
        #expect(done.asked.map(\.kind) == [.execute, .edit], "asked once for two of each")
        let given = done.effects.sent.compactMap { $0.response?.response?.updatedPermissions?.items }.joined()
        #expect(given.map(\.type?.text) == ["addRules", "setMode"])
        #expect(given.allSatisfy { $0.destination?.text == "session" })
    }

    @Test("what lies outside the worktree, or changes what runs later, is asked of a person")
    func outside() throws {
        let done = try ClaudeConversation("requests/outside", react: answering(.deny(reason: "No.")))
        #expect(done.asked.map(\.kind) == [.other, .other])
        for permissions in [Permissions.ask, .edits] { #expect(permissions.answer(to: .other) == nil) }
    }

    @Test(
        "paths outside, by their words alone",
        arguments: [
            ("/work/tree/a.txt", true), ("a.txt", true), ("/work/tree", true), ("/work/tree/../a.txt", false),
            ("../a.txt", false), ("/work/treehouse/a.txt", false), ("/etc/passwd", false), ("/other/b", true),
        ])
    func inside(path: String, isInside: Bool) {
        #expect(ClaudeTools.isInside(path, ["/work/tree", "/other/./x/.."]) == isInside)
    }

    @Test("questions are asked one by one and answered together")
    func questions() throws {
        var answers = ["Blue", "S, L"]
        let done = try ClaudeConversation("requests/question") { event, dialect in
            guard case .asked(let request) = event else { return [] }
            return dialect.answer(request.id, .reply(text: answers.removeFirst()))
        }
        #expect(done.asked.map(\.kind) == [.question, .question])
        #expect(done.asked.map(\.title) == ["Which colour?", "Which sizes?"])
        #expect(done.asked[0].options.map(\.label) == ["Red", "Blue"])
        #expect(done.asked[0].detail == "Red: warm\nBlue: cold")
        #expect(Set(done.asked.map(\.id)).count == 2)
        #expect(done.texts.last?.contains(#""Which colour?"="Blue", "Which sizes?"="S, L""#) == true)
    }

    private let asking =
        Array(
            #"{"type":"control_request","request_id":"r1","request":{"subtype":"can_use_tool","tool_name":"Bash","#.utf8
        )
        + Array(#""input":{"command":"ls"},"tool_use_id":"t1"}}"#.utf8)
    private let start = Instant(milliseconds: 0)

    @Test("a second answer and an answer to nothing have no effect")
    func answeredTwice() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        _ = dialect.begin()
        #expect(dialect.receive(asking, at: start).count == 1)
        #expect(dialect.receive(asking, at: start).isEmpty, "asked twice is asked once")
        #expect(dialect.answer("r2", .allow).isEmpty)
        #expect(dialect.answer("r1", .allow).count == 2)
        #expect(dialect.answer("r1", .deny(reason: "")).isEmpty)
    }

    @Test("words instead of a yes are a no that says why")
    func replied() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        _ = dialect.receive(asking, at: start)
        let sent = dialect.answer("r1", .reply(text: "Use make.")).sent
        #expect(sent.first?.response?.response == ["behavior": "deny", "message": "Use make."])
    }

    @Test("a request that is taken back is over")
    func takenBack() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        _ = dialect.receive(asking, at: start)
        let line = Array(#"{"type":"control_cancel_request","request_id":"r1"}"#.utf8)
        #expect(dialect.receive(line, at: start) == [.event(.answered(request: "r1", answer: nil))])
        #expect(dialect.receive(line, at: start).isEmpty)
        #expect(dialect.answer("r1", .allow).isEmpty)
    }

    @Test("what a turn asked ends with it, but for what a subagent asks that works on", arguments: [false, true])
    func turnEnded(isSubagentAtWork: Bool) {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        if isSubagentAtWork {
            let tasks = #"{"type":"system","subtype":"background_tasks_changed","tasks":[{"task_type":"local_agent"}]}"#
            _ = dialect.receive(Array(tasks.utf8), at: start)
        }
        _ = dialect.receive(asking, at: start)
        let end = Array(#"{"type":"result","subtype":"success","is_error":false,"terminal_reason":"completed"}"#.utf8)
        let isOver = dialect.receive(end, at: start).events.contains(.answered(request: "r1", answer: nil))
        #expect(isOver != isSubagentAtWork)
        #expect(dialect.answer("r1", .allow).isEmpty != isSubagentAtWork)
    }

    @Test("a request that nobody serves is refused, so that the agent does not wait")
    func notServed() {
        var dialect = ClaudeDialect(ClaudeConversation.opening())
        let line = Array(#"{"type":"control_request","request_id":"r9","request":{"subtype":"new_thing"}}"#.utf8)
        let effects = dialect.receive(line, at: start)
        #expect(effects.sent.first?.response?.subtype == "error")
        #expect(effects.sent.first?.response?.request_id == "r9")
        #expect(effects.events == [.warning("new_thing is not served")])
    }
}
