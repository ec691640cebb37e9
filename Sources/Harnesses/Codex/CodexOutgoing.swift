import Domain
import Wire

/// What is asked of Codex.
extension CodexDialect {
    /// Who talks, and what needs not be said.
    ///
    /// The diff of the whole turn comes again after each model call, and what was read or unread is for a window with
    /// many threads. Deltas stay: they are all that shows that a slow model or a long command is alive.
    static let introduction: JSONValue = [
        "clientInfo": ["name": "skein", "title": "Skein", "version": "1"],
        "capabilities": [
            "experimentalApi": true,
            "optOutNotificationMethods": [
                "item/fileChange/outputDelta", "item/fileChange/patchUpdated", "thread/readState/changed",
                "thread/started", "turn/diff/updated",
            ],
        ],
    ]

    mutating func openThread() -> Effect {
        var members = sandbox
        if let tools = opening.tools { members["config"] = Self.config(members["config"], with: tools) }
        members["cwd"] = .string(opening.worktree)
        members["model"] = opening.model.map(JSONValue.string)
        switch opening.session {
        case .fresh: return call(.openThread, "thread/start", .object(members))
        case .resumed(let id): return call(.openThread, "thread/resume", Self.old(id, members))
        case .forked(let id): return call(.openThread, "thread/fork", Self.old(id, members))
        }
    }

    private static func config(_ config: JSONValue?, with tools: ToolServer) -> JSONValue {
        var members = config?.members ?? [:]
        var server = tools.configuration
        // What they may do is for Skein's rules to say: nobody is asked again for each call.
        server["default_tools_approval_mode"] = "approve"
        members["mcp_servers"] = [ToolServer.name: .object(server)]
        return .object(members)
    }

    /// Without its turns: they are in the logs of the runs before.
    private static func old(_ thread: String, _ members: [String: JSONValue]) -> JSONValue {
        .object(members.merging(["threadId": .string(thread), "excludeTurns": true]) { _, new in new })
    }

    /// What the agent may do without asking.
    ///
    /// - `ask`: commands that Codex knows to read only are free, every patch and every other command is asked for. The
    ///   sandbox is that of `edits`: Codex runs in it what a person allowed, and once more without it when it was
    ///   stopped there. A read-only one would stop nearly all of it, halfway.
    /// - `edits`: commands run in a sandbox that can write to the worktree, to its `.git` (Codex keeps that read-only
    ///   unless it is named, and no commit would work) and to temporary folders, and has no network; the model asks
    ///   when it needs more.
    /// - `all`: no sandbox. One that lets the whole worktree be written and the network be used protects little, and
    ///   with nobody to ask, a command that it stops fails for good; inside many containers it cannot even be made.
    private var sandbox: [String: JSONValue] {
        switch opening.permissions {
        case .ask: writingSandbox.merging(["approvalPolicy": "untrusted"]) { _, new in new }
        case .edits: writingSandbox.merging(["approvalPolicy": "on-request"]) { _, new in new }
        case .all: ["approvalPolicy": "never", "sandbox": "danger-full-access"]
        }
    }

    private var writingSandbox: [String: JSONValue] {
        let roots = ([opening.worktree + "/.git"] + opening.writable).map(JSONValue.string)
        let limits: JSONValue = ["writable_roots": .array(roots), "network_access": false]
        return ["sandbox": "workspace-write", "config": ["sandbox_workspace_write": limits]]
    }

    mutating func startTurn(_ word: Word) -> [Effect] {
        phase = .starting
        retries = 0
        var members = threadMember
        members["input"] = Self.input(word.text)
        members["effort"] = opening.effort.map(JSONValue.string)
        let start = call(.startTurn, "turn/start", .object(members))
        return [start] + (word.delivery.map { [.event(.said(word.text, delivery: $0))] } ?? [])
    }

    /// Whether it got into the turn is known when Codex answers.
    mutating func steer(_ text: String, turn: String) -> Effect {
        var members = threadMember
        members["expectedTurnId"] = .string(turn)
        members["clientUserMessageId"] = .string(Self.identifier(ofWord: nextCall))
        members["input"] = Self.input(text)
        return call(.steer(text, turn: turn), "turn/steer", .object(members))
    }

    /// What Codex calls a word by when it shows it to the model.
    static func identifier(ofWord number: Int64) -> String { "skein-\(number)" }

    func named(_ turn: String) -> JSONValue {
        var members = threadMember
        members["turnId"] = .string(turn)
        return .object(members)
    }

    /// What waits begins a turn as soon as none runs.
    mutating func next() -> [Effect] {
        guard phase == .idle, !waiting.isEmpty else { return [] }
        return startTurn(waiting.removeFirst())
    }

    private var threadMember: [String: JSONValue] { ["threadId": .string(thread ?? "")] }

    private static func input(_ text: String) -> JSONValue {
        [["type": "text", "text": .string(text), "text_elements": []]]
    }
}
