import Foundation
import Wire

/// The command line of the fake Claude Code; one that the real program would not take is rejected.
struct ClaudeArguments {
    var mode = ""
    var session: String?
    var resumed: String?
    var isFork = false
    var model = "claude-fake"

    init(_ arguments: [String]) {
        let head = [
            "-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose",
            "--permission-prompt-tool", "stdio", "--permission-mode",
        ]
        guard arguments.count > head.count, Array(arguments.prefix(head.count)) == head else {
            reject("claude is not started so: \(arguments)")
        }
        mode = arguments[head.count]
        let modes = ["default", "acceptEdits", "bypassPermissions"]
        if !modes.contains(mode) { reject("there is no permission mode \(mode)") }
        for argument in arguments.dropFirst(head.count + 1) { take(argument) }
        if resumed != nil && session != nil && !isFork { reject("--session-id with --resume needs --fork-session") }
        if isFork && resumed == nil { reject("--fork-session needs --resume") }
    }

    private mutating func take(_ argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        switch (parts.first, parts.dropFirst().first) {
        case ("--model", let name?): model = name
        case ("--session-id", let id?): session = id
        case ("--resume", let id?): resumed = id
        case ("--fork-session", nil): isFork = true
        case ("--mcp-config", let path?):
            let bytes = FileManager.default.contents(atPath: path) ?? Data()
            if JSONValue(bytes)?.mcpServers?.members == nil { reject("there are no MCP servers in \(path)") }
        case ("--effort", _?), ("--add-dir", _?), ("--allowedTools", _?): break
        default: reject("claude does not know \(argument)")
        }
    }
}
