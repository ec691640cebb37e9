import Domain
import Wire

@testable import Harnesses

/// A conversation with Codex whose lines a test makes up. Its thread is `T`.
struct CodexTalk {
    var dialect: CodexDialect

    /// Before Codex has said anything.
    init(_ session: Opening.Session = .fresh) {
        dialect = CodexDialect(
            Opening(
                run: 7, prompt: "Mend it.", worktree: "/work/tree", writable: ["/work/cache"], model: "m",
                effort: "low",
                permissions: .edits, session: session, home: nil))
        _ = dialect.begin()
    }

    /// With a thread, and a prompt that is on its way.
    static func started(_ session: Opening.Session = .fresh) -> CodexTalk {
        var talk = CodexTalk(session)
        _ = talk.hear(#"{"id":1,"result":{}}"#)
        _ = talk.hear(#"{"id":2,"result":{"thread":{"id":"T"},"model":"m"}}"#)
        return talk
    }

    /// With the turn `A` that runs.
    static func running(_ session: Opening.Session = .fresh) -> CodexTalk {
        var talk = started(session)
        _ = talk.turnStarts("A")
        return talk
    }

    mutating func hear(_ line: String, at seconds: Int64 = 0) -> [Effect] {
        dialect.receive(Array(line.utf8), at: Instant(milliseconds: seconds * 1000))
    }

    mutating func note(_ method: String, _ parameters: String, at seconds: Int64 = 0) -> [Effect] {
        hear(#"{"method":"\#(method)","params":\#(parameters)}"#, at: seconds)
    }

    mutating func turnStarts(_ turn: String, thread: String = "T") -> [Effect] {
        note("turn/started", #"{"threadId":"\#(thread)","turn":{"id":"\#(turn)"}}"#)
    }

    mutating func turnEnds(_ turn: String, _ status: String = "completed", error: String = "null") -> [Effect] {
        let body = #"{"id":"\#(turn)","status":"\#(status)","error":\#(error)}"#
        return note("turn/completed", #"{"threadId":"T","turn":\#(body)}"#)
    }
}
