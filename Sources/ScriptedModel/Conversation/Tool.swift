import Wire

/// A tool that an agent offers to the model.
struct Tool: Sendable {
    let name: String
    /// The JSON schemas of its parameters; empty for one that takes text as it is.
    let parameters: [String: JSONValue]
    let takesText: Bool
    /// The group that Codex found the tool in, which a call of it repeats.
    let namespace: String?

    init?(name: JSONValue?, schema: JSONValue?, takesText: Bool = false, namespace: String? = nil) {
        guard let name = name?.text else { return nil }
        self.name = name
        self.takesText = takesText
        self.namespace = namespace
        parameters = schema?.properties?.members ?? [:]
    }
}

/// A call of a tool that a model's answer asks for.
struct Call: Equatable, Sendable {
    let id: String
    let tool: String
    /// An object, or the text for a tool that takes text.
    let input: JSONValue
    var namespace: String? = nil

    /// The input as a string: OpenAI's APIs have JSON within JSON.
    var inputText: String { input.text ?? String(decoding: input.line, as: UTF8.self) }
}

/// What tools of agents are for.
enum Verb: CaseIterable {
    case run, read, write, edit, patch, ask
    /// Finds tools that are not offered at once: those of MCP servers, with Codex.
    case search

    /// What agents call such a tool: Claude Code, Codex, Grok, Vibe, Hermes, Kimi.
    private var names: Set<String> {
        switch self {
        case .run:
            [
                "Bash", "exec_command", "shell", "shell_command", "run_terminal_command", "bash", "terminal", "Shell",
                "run_shell_command",
            ]
        case .read: ["Read", "read_file", "ReadFile"]
        case .write: ["Write", "write", "write_file", "WriteFile"]
        case .edit: ["Edit", "search_replace", "edit", "patch"]
        case .patch: ["apply_patch"]
        case .ask: ["AskUserQuestion", "request_user_input", "ask_user_question", "clarify"]
        case .search: ["tool_search"]
        }
    }

    static func of(_ tool: Tool) -> Verb? { allCases.first { $0.isDone(by: tool.name) } }

    func isDone(by tool: String) -> Bool { names.contains(tool) }
}
