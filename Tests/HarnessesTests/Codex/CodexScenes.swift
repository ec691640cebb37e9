import Domain
import Testing

@testable import Harnesses

/// A conversation with Codex as it was recorded: what it began with, and what people did.
struct CodexScene: Sendable, CustomTestStringConvertible {
    /// What people do once, as soon as they see something.
    struct Step: Sendable {
        let when: @Sendable (AgentEvent) -> Bool
        let act: @Sendable (AgentEvent, inout CodexDialect) -> [Effect]
    }

    var name: String
    var prompt: String
    var permissions = Permissions.all
    var session = Opening.Session.fresh
    /// In the order in which they are done.
    var steps: [Step] = []

    var testDescription: String { name }

    func opening(worktree: String = "/work/tree") -> Opening {
        Opening(
            run: 7, prompt: prompt, worktree: worktree, writable: [], model: nil, effort: nil,
            permissions: permissions, session: session, home: nil)
    }

    /// Plays the recording of this scene; also the dialect as it is then, and how many steps nobody came to.
    func play() throws -> (effects: [Effect], dialect: CodexDialect, left: Int) {
        var dialect = CodexDialect(opening())
        var left = steps
        let effects = try Replay.effects("codex", name, &dialect) { event, dialect in
            Self.react(to: event, &dialect, &left)
        }
        return (effects, dialect, left.count)
    }

    static func react(to event: AgentEvent, _ dialect: inout CodexDialect, _ left: inout [Step]) -> [Effect] {
        guard let step = left.first, step.when(event) else { return [] }
        left.removeFirst()
        return step.act(event, &dialect)
    }
}

extension CodexScene {
    static let all = permissionScenes + conversationScenes + itemScenes

    private static let edit = "EDIT hello.txt WITH hi there AND COMMIT"
    private static let permissionScenes = [
        CodexScene(name: "edits", prompt: edit, permissions: .edits),
        CodexScene(
            name: "ask_allowed", prompt: edit, permissions: .ask, steps: [answer(.allow), answer(.allow)]),
        CodexScene(
            name: "ask_denied", prompt: edit, permissions: .ask,
            steps: [answer(.deny(reason: "no")), answer(.deny(reason: "no"))]),
        CodexScene(name: "ask_ended", prompt: edit, permissions: .ask, steps: [answer(.reply(text: "cancel"))]),
        CodexScene(
            name: "ask_for_session", prompt: "RUN `touch a`", permissions: .ask,
            steps: [answer(.allowAlways), atEnd { $0.say("RUN `touch a`") }]),
    ]

    private static let conversationScenes = [
        CodexScene(name: "steered", prompt: "STEPS 3 SLEEP 1", steps: [atTool { $0.say("STEER: go-left") }]),
        CodexScene(
            name: "interrupted", prompt: "STEPS 3 SLEEP 20",
            steps: [atTool { $0.interrupt() }, atEnd { $0.say("hello") }]),
        CodexScene(
            name: "steered_interrupted", prompt: "STEPS 3 SLEEP 20",
            steps: [atTool { $0.say("STEER: go-left") + $0.interrupt() }, atEnd { $0.say("hello") }]),
        CodexScene(name: "errors", prompt: "FAULT 429 y", steps: faults.map { word in atEnd { $0.say(word) } }),
        CodexScene(name: "resumed", prompt: "RECALL", session: .resumed(id: thread)),
        CodexScene(name: "forked", prompt: "RECALL", session: .forked(id: thread)),
        CodexScene(
            name: "resume_unknown", prompt: "RECALL", session: .resumed(id: "00000000-0000-7000-8000-000000000000")),
    ]

    private static let itemScenes = [
        CodexScene(name: "mcp", prompt: "CALL MCP echo ping42"),
        CodexScene(
            name: "question",
            prompt: script(
                """
                [{"tools":[{"tool":{"request_user_input":{"questions":[{"id":"colour","header":"Colour",\
                "question":"Which colour?","options":[{"label":"Red","description":"Warm."},\
                {"label":"Blue","description":"Cold."}]}]}}}]},{"text":"Chosen: {{result}}"}]
                """), steps: [answer(.reply(text: "Blue"))]),
        CodexScene(
            name: "agents",
            prompt: script(
                """
                [{"tools":[{"tool":{"~spawn_agent":{"message":"hello","task_name":"greeter"}}}]},\
                {"text":"Spawned: {{result}}"}]
                """)),
    ]

    /// A thread that was there before: one command, `echo first`.
    static let thread = "00000000-0000-7000-8000-000000000001"
    private static let faults = [
        "FAULT 500 y", "FAULT FOREVER 429", "FAULT500 FOREVER", "FAULT 401", "FAULT OVERFLOW", "FAULT DROP y",
    ]

    /// A prompt that tells the scripted model what to do.
    private static func script(_ turns: String) -> String { "Follow this.\n```modelscript\n\(turns)\n```" }
}

extension CodexScene {
    private static func answer(_ answer: AgentAnswer) -> Step {
        Step(
            when: { if case .asked = $0 { true } else { false } },
            act: { event, dialect in
                if case .asked(let request) = event { dialect.answer(request.id, answer) } else { [] }
            })
    }

    private static func atTool(_ act: @escaping @Sendable (inout CodexDialect) -> [Effect]) -> Step {
        Step(when: { if case .toolStarted = $0 { true } else { false } }, act: { act(&$1) })
    }

    private static func atEnd(_ act: @escaping @Sendable (inout CodexDialect) -> [Effect]) -> Step {
        Step(when: { if case .turnEnded = $0 { true } else { false } }, act: { act(&$1) })
    }
}
