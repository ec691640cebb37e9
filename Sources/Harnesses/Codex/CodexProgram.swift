import Orchestration

/// The Codex CLI, driven through `codex app-server`.
struct CodexProgram: AgentProgram {
    /// The words that start the CLI; what makes it serve the protocol comes after them.
    var command = ["codex"]

    let name = "codex"

    var capabilities: [Capability] {
        [
            Capability("steer", isSupported: true, reason: "a word goes into the turn that runs, after its tool"),
            Capability("interrupt", isSupported: true, reason: "the turn ends at once, the conversation stays usable"),
            Capability("resume", isSupported: true, reason: "by the thread's id, with the same CODEX_HOME"),
            Capability("fork", isSupported: true, reason: "by the thread's id, with the same CODEX_HOME"),
            Capability("usage", isSupported: true, reason: "tokens, those of sub-agents too"),
            Capability("cost", isSupported: false, reason: "Codex reports tokens and no money"),
            Capability(
                "permission", isSupported: true,
                reason: "commands, patches, wider sandboxes; the reason of a denial does not reach the model"),
            Capability("question", isSupported: true, reason: "of the model and of its MCP servers"),
        ]
    }

    /// A key alone logs in an isolated home; in a person's own their login, or a provider of their configuration that
    /// names a variable, does. `CODEX_API_KEY` is for `codex exec` only.
    let probing = Probing(
        version: ["--version"], keys: ["OPENAI_API_KEY"], logins: [".codex/auth.json"], untested: nil)

    func launch(_ opening: Opening) -> ProgramLaunch {
        var launch = ProgramLaunch(arguments: command + ["app-server"])
        if let home = opening.home {
            launch.environment["CODEX_HOME"] = home
            launch.files["\(home)/config.toml"] = Self.configuration
        }
        return launch
    }

    let skills = SkillPlace.codex

    func dialect(_ opening: Opening) -> any Dialect { CodexDialect(opening) }

    /// What an isolated home begins with: nothing that calls anybody but the model (plugins would be fetched from
    /// GitHub at each start), and a provider that takes the key from the environment, which the app-server's built-in
    /// one does not (seen with 0.163.0): it wants a login, and an isolated home has none.
    private static let configuration = """
        check_for_update_on_startup = false
        model_provider = "openai-key"

        [model_providers.openai-key]
        name = "OpenAI"
        base_url = "https://api.openai.com/v1"
        env_key = "OPENAI_API_KEY"
        wire_api = "responses"

        [analytics]
        enabled = false

        [features]
        apps = false
        plugins = false
        remote_plugin = false

        """
}
