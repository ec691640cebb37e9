import Domain
import Testing

@testable import Harnesses

@Suite("Claude Code's command line")
struct ClaudeProgramTests {
    private let program = ClaudeProgram(isRoot: false)

    private func launch(_ change: (inout Opening) -> Void = { _ in }) -> ProgramLaunch {
        var opening = ClaudeConversation.opening()
        change(&opening)
        return program.launch(opening)
    }

    @Test("the whole line of a fresh conversation")
    func fresh() {
        #expect(
            launch().arguments == [
                "claude", "-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose",
                "--permission-prompt-tool", "stdio", "--permission-mode", "acceptEdits",
                "--session-id=\(ClaudeConversation.opening().uuid(0))",
            ])
        #expect(launch().conversing)
        #expect(launch().input == nil)
    }

    @Test("model, effort and folders are values, whatever they look like")
    func choices() {
        let arguments = launch {
            $0.model = "--opus"
            $0.effort = "high"
            $0.writable = ["/a b", "/c"]
        }.arguments
        #expect(arguments.contains("--model=--opus"))
        #expect(arguments.contains("--effort=high"))
        #expect(arguments.filter { $0.hasPrefix("--add-dir=") } == ["--add-dir=/a b", "--add-dir=/c"])
    }

    @Test("a conversation is resumed or forked")
    func sessions() {
        #expect(launch { $0.session = .resumed(id: "x") }.arguments.suffix(1) == ["--resume=x"])
        let own = ClaudeConversation.opening().uuid(0)
        #expect(
            launch { $0.session = .forked(id: "x") }.arguments.suffix(3)
                == ["--resume=x", "--fork-session", "--session-id=\(own)"])
    }

    @Test("modes", arguments: [(Permissions.ask, "default"), (.edits, "acceptEdits"), (.all, "bypassPermissions")])
    func modes(permissions: Permissions, mode: String) {
        let arguments = launch { $0.permissions = permissions }.arguments
        #expect(arguments.contains(mode))
    }

    @Test("as root it is told that it is in a sandbox, and only where nothing is asked")
    func root() {
        let root = ClaudeProgram(isRoot: true)
        #expect(root.launch(ClaudeConversation.opening(permissions: .all)).environment["IS_SANDBOX"] == "1")
        #expect(root.launch(ClaudeConversation.opening(permissions: .edits)).environment["IS_SANDBOX"] == nil)
        #expect(program.launch(ClaudeConversation.opening(permissions: .all)).environment["IS_SANDBOX"] == nil)
    }

    @Test("no prompt is on the command line or in the environment")
    func prompt() {
        let launch = launch { $0.prompt = "a secret" }
        #expect(!launch.arguments.contains { $0.contains("secret") })
        #expect(!launch.environment.values.contains { $0.contains("secret") })
    }

    @Test("its own configuration folder when it is isolated")
    func home() {
        #expect(launch().environment["CLAUDE_CONFIG_DIR"] == nil)
        #expect(launch { $0.home = "/h" }.environment["CLAUDE_CONFIG_DIR"] == "/h")
    }

    @Test("other words start it")
    func command() {
        let other = ClaudeProgram(command: ["nice", "/opt/claude"], isRoot: false)
        #expect(other.launch(ClaudeConversation.opening()).arguments.prefix(3) == ["nice", "/opt/claude", "-p"])
    }
}
