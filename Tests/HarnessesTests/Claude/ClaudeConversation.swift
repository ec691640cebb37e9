import Domain
import Testing
import Wire

@testable import Harnesses

/// A recorded conversation, played to a dialect with the opening that it was recorded with.
struct ClaudeConversation {
    var effects: [Effect]
    var dialect: ClaudeDialect
    var events: [AgentEvent] { effects.events }

    /// - Parameter react: what a person does when an event is seen.
    init(
        _ name: String, run: Int64 = 7, session: Opening.Session = .fresh,
        react: (AgentEvent, inout ClaudeDialect) -> [Effect] = { _, _ in [] }
    ) throws {
        let words = try Replay.lines("claude", name, "in").filter { $0.type?.text == "user" }
        let prompt = try #require(words.first?.message?.content?.text)
        dialect = ClaudeDialect(Self.opening(run: run, prompt: prompt, session: session))
        effects = try Replay.effects("claude", name, &dialect, react: react)
        #expect(effects.sent == (try Replay.lines("claude", name, "in")), "it sends what was sent to the real program")
        #expect(!dialect.isBusy)
        #expect(dialect.requests.isEmpty && dialect.calls.isEmpty)
    }

    static func opening(
        run: Int64 = 7, prompt: String = "Mend it.", permissions: Permissions = .edits,
        session: Opening.Session = .fresh
    ) -> Opening {
        Opening(
            run: run, prompt: prompt, worktree: "/work/tree", writable: [], model: nil, effort: nil,
            permissions: permissions, session: session, home: nil)
    }

    var ends: [TurnEnd] { events.compactMap { if case .turnEnded(let end) = $0 { end } else { nil } } }
    var texts: [String] { events.compactMap { if case .text(let text) = $0 { text } else { nil } } }
    var warnings: [String] { events.compactMap { if case .warning(let text) = $0 { text } else { nil } } }
    var asked: [AgentRequest] { events.compactMap { if case .asked(let request) = $0 { request } else { nil } } }
    var usage: Usage? { events.compactMap { if case .used(let usage) = $0 { usage } else { nil } }.last }
    var sessions: [String] { events.compactMap { if case .sessionStarted(let id, _) = $0 { id } else { nil } } }

    /// How many turns began.
    var turns: Int { events.count { $0 == .turnStarted } }

    /// All events but `used`, which come with every answer of the model.
    var story: [AgentEvent] { events.filter { if case .used = $0 { false } else { true } } }
}

/// Gives the same answer to whatever is asked.
func answering(_ answer: AgentAnswer) -> (AgentEvent, inout ClaudeDialect) -> [Effect] {
    { event, dialect in
        guard case .asked(let request) = event else { return [] }
        return dialect.answer(request.id, answer)
    }
}
