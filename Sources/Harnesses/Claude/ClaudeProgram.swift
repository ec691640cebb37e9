import Foundation
import Orchestration
import Wire

/// Claude Code, driven over `stream-json` on its standard input and output.
struct ClaudeProgram: AgentProgram {
    let name = "claude"
    /// The words that start it, such as `["claude"]`.
    let command: [String]
    /// Whether it runs as root, where it wants to be told that it is in a sandbox before it stops asking.
    let isRoot: Bool

    init(command: [String] = ["claude"], isRoot: Bool = getuid() == 0) {
        self.command = command
        self.isRoot = isRoot
    }

    let capabilities = [
        Capability("steer", isSupported: true, reason: "a word goes into the turn that runs, after the tool that runs"),
        Capability("interrupt", isSupported: true, reason: "the turn ends and the conversation goes on"),
        Capability("resume", isSupported: true, reason: "from the same worktree and configuration folder"),
        Capability("fork", isSupported: true, reason: "from the same worktree and configuration folder"),
        Capability("usage", isSupported: true, reason: "tokens of all models, subagents among them"),
        Capability("cost", isSupported: true, reason: "in US dollars at list prices, as the program counts them"),
        Capability("permission", isSupported: true, reason: "asked before each tool that the mode does not allow"),
        Capability("question", isSupported: true, reason: "its tool AskUserQuestion is put to a person"),
    ]

    let probing = Probing(
        version: ["--version"],
        keys: [
            "ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_USE_BEDROCK",
            "CLAUDE_CODE_USE_VERTEX",
        ],
        logins: [".claude/.credentials.json"],
        untested: nil)

    let skills = SkillPlace.claude

    func dialect(_ opening: Opening) -> any Dialect { ClaudeDialect(opening) }

    func launch(_ opening: Opening) -> ProgramLaunch {
        var arguments =
            command + [
                "-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose",
                "--permission-prompt-tool", "stdio", "--permission-mode", mode(opening),
            ]
        // The form with `=`: a value that begins with a dash stays a value, and a list takes no more than it is given.
        if let model = opening.model { arguments.append("--model=\(model)") }
        if let effort = opening.effort { arguments.append("--effort=\(effort)") }
        arguments += opening.writable.map { "--add-dir=\($0)" }
        var files: [String: String] = [:]
        if let tools = opening.tools, let folder = opening.writable.first {
            // In a file: everybody can read a command line.
            let path = "\(folder)/mcp.json"
            files[path] = tools.claudeConfiguration
            arguments += ["--mcp-config=\(path)", "--allowedTools=mcp__\(ToolServer.name)"]
        }
        switch opening.session {
        case .fresh: arguments.append("--session-id=\(opening.uuid(0))")
        case .resumed(let id): arguments.append("--resume=\(id)")
        case .forked(let id): arguments += ["--resume=\(id)", "--fork-session", "--session-id=\(opening.uuid(0))"]
        }
        return ProgramLaunch(arguments: arguments, environment: environment(opening), files: files)
    }

    /// With `ask` the program still reads by itself, and runs commands that it knows to change nothing, such as `ls`.
    ///
    /// With `all` nothing is asked, so that an agent works on while the server is away. Answering each request
    /// with yes instead would hold it up, and would say no more about what it may do.
    private func mode(_ opening: Opening) -> String {
        switch opening.permissions {
        case .ask: "default"
        case .edits: "acceptEdits"
        case .all: "bypassPermissions"
        }
    }

    private func environment(_ opening: Opening) -> [String: String] {
        var variables = [
            "DISABLE_AUTOUPDATER": "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            // Ten, as it would by itself, take four minutes, even for a wrong key.
            "CLAUDE_CODE_MAX_RETRIES": "4",
        ]
        if let home = opening.home { variables["CLAUDE_CONFIG_DIR"] = home }
        // Otherwise the model has to look for them first.
        if opening.tools != nil { variables["ENABLE_TOOL_SEARCH"] = "false" }
        // As root it refuses to start without asking. Who runs agents as root does so in a container.
        if isRoot, opening.permissions == .all { variables["IS_SANDBOX"] = "1" }
        return variables
    }
}

extension ToolServer {
    /// As the program reads it.
    fileprivate var claudeConfiguration: String {
        var server = configuration
        server["type"] = "stdio"
        return String(decoding: JSONValue.object(["mcpServers": [Self.name: .object(server)]]).line, as: UTF8.self)
    }
}
