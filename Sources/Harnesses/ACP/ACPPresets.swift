import Domain

extension ACPPreset {
    /// The agents that are known by name, in the order of their names.
    static let all: [ACPPreset] = [
        ACPPreset(
            name: "auggie", command: ["auggie"], arguments: ["--acp"], modelArguments: ["--model", "{model}"],
            probing: .untested(keys: ["AUGMENT_SESSION_AUTH"], logins: [".augment/session.json"])),
        ACPPreset(
            name: "cline", command: ["cline"], arguments: ["--acp"],
            probing: .untested(keys: [], logins: [".cline/data/secrets.json", ".cline/data/settings/providers.json"])),
        ACPPreset(
            name: "copilot", command: ["copilot"], arguments: ["--acp"], modelArguments: ["--model", "{model}"],
            environment: ["COPILOT_AUTO_UPDATE": "false"], homeVariable: "COPILOT_HOME",
            probing: .untested(
                keys: ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"], logins: [".copilot/config.json"])),
        // Its mode `ask` answers questions and changes nothing.
        ACPPreset(
            name: "cursor", command: ["cursor-agent"], arguments: ["acp"],
            modes: [.ask: "agent", .edits: "agent", .all: "agent"],
            authentication: "cursor_login",
            probing: .untested(keys: ["CURSOR_API_KEY"], logins: [".config/cursor/auth.json"])),
        // It works at two prompts at once, and takes ten seconds to be cancelled in a tool.
        ACPPreset(
            name: "dcode", command: ["dcode"], arguments: ["--acp"], modelArguments: ["-M", "{model}"],
            lacks: ["usage": "it tells nothing of what it uses", "cost": "it tells nothing of what it uses"],
            probing: Probing(
                version: ["--version"], keys: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GOOGLE_API_KEY"], logins: [],
                untested: "only its recorded streams were replayed")),
        ACPPreset(
            name: "droid", command: ["droid"], arguments: ["exec", "--output-format", "acp"],
            probing: .untested(keys: ["FACTORY_API_KEY"], logins: [".factory/auth.json", ".factory/auth.encrypted"])),
        ACPPreset(
            name: "fast-agent", command: ["fast-agent"], arguments: ["acp"], modelArguments: ["--model", "{model}"],
            lacks: [
                "permission": "it runs programs without asking",
                "usage": "it tells its usage only as a text for people",
                "cost": "it tells its usage only as a text for people",
            ],
            probing: Probing(
                version: ["--version"], keys: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GOOGLE_API_KEY"],
                logins: ["fast-agent.secrets.yaml"], untested: "only its recorded streams were replayed")),
        ACPPreset(
            name: "gemini", command: ["gemini"], arguments: ["--acp"], modelArguments: ["--model", "{model}"],
            authentication: "gemini-api-key",
            probing: .untested(
                keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
                logins: [".gemini/oauth_creds.json", ".gemini/google_accounts.json"])),
        ACPPreset(
            name: "goose", command: ["goose"], arguments: ["acp"],
            modes: [.ask: "approve", .edits: "smart_approve", .all: "auto"],
            probing: .untested(
                keys: ["GOOSE_PROVIDER", "ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
                logins: [".config/goose/config.yaml"])),
        ACPPreset(
            name: "grok", command: ["grok"], arguments: ["agent"], modelArguments: ["-m", "{model}"],
            lastArguments: ["stdio"],
            environment: ["GROK_DISABLE_AUTOUPDATER": "1", "DISABLE_TELEMETRY": "1"], homeVariable: "GROK_HOME",
            counting: .turn, lacks: ["cost": "it tells tokens and no money"],
            probing: Probing(
                version: ["--version"], keys: ["XAI_API_KEY", "GROK_CODE_XAI_API_KEY"],
                logins: [".grok/auth.json", ".grok/config.toml"], untested: nil)),
        ACPPreset(
            name: "hermes", command: ["hermes-acp"], homeVariable: "HERMES_HOME",
            modes: [.ask: "default", .edits: "accept_edits", .all: "dont_ask"],
            steering: .sameTurn(prefix: "/steer ", echo: "⏩ Steer queued"),
            failureBeginnings: ["HTTP 4", "HTTP 5", "API call failed after ", "Queued for the next turn"],
            lacks: ["cost": "it tells tokens and no money"],
            probing: Probing(
                version: ["--version"], keys: ["OPENROUTER_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"],
                logins: [".hermes/config.yaml", ".hermes/.env", ".hermes/auth.json"], untested: nil)),
        ACPPreset(
            name: "kimi", command: ["kimi"], arguments: ["acp"], homeVariable: "KIMI_SHARE_DIR",
            probing: Probing(
                version: ["--version"], keys: [], logins: [".kimi/credentials/kimi-code.json"],
                untested: "it asks for the login of an account with Kimi, which no key replaces")),
        ACPPreset(
            name: "opencode", command: ["opencode"], arguments: ["acp"],
            environment: ["OPENCODE_DISABLE_AUTOUPDATE": "1"],
            modes: [.ask: "build", .edits: "build", .all: "build"],
            probing: .untested(
                keys: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY"],
                logins: [".local/share/opencode/auth.json"])),
        // It stays alive when its standard input ends, and has to be stopped.
        ACPPreset(
            name: "openhands", command: ["openhands"], arguments: ["acp"],
            modes: [.ask: "always-ask", .edits: "always-ask", .all: "always-approve"],
            probing: Probing(
                version: ["--version"], keys: [], logins: [".openhands/agent_settings.json"],
                untested: "only its recorded streams were replayed")),
        ACPPreset(
            name: "qoder", command: ["qodercli"], arguments: ["--acp"],
            probing: .untested(keys: ["QODER_PERSONAL_ACCESS_TOKEN"], logins: [".qoder.json"])),
        ACPPreset(
            name: "qwen", command: ["qwen"], arguments: ["--acp"], modelArguments: ["--model", "{model}"],
            authentication: "openai",
            probing: .untested(
                keys: ["OPENAI_API_KEY", "DASHSCOPE_API_KEY"],
                logins: [".qwen/oauth_creds.json", ".qwen/settings.json"])),
        ACPPreset(
            name: "vibe", command: ["vibe-acp"],
            // Without it, it asks the system's keyring, which may ask a person.
            environment: ["PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"], homeVariable: "VIBE_HOME",
            modes: [.ask: "ask", .edits: "accept-edits", .all: "auto-approve"],
            probing: Probing(
                version: ["--version"], keys: ["MISTRAL_API_KEY"], logins: [".vibe/.env", ".vibe/config.toml"],
                untested: nil)),
    ]

    static func named(_ name: String) -> ACPPreset? { all.first { $0.name == name } }

    /// An agent that nothing is known of but how it is started.
    static let any = ACPPreset(
        name: "acp", command: [],
        probing: Probing(
            version: ["--version"], keys: [], logins: [], untested: "the command is the configuration's own"))
}

extension Probing {
    /// Of an agent that cannot be had where Skein is made.
    fileprivate static func untested(keys: [String], logins: [String]) -> Probing {
        Probing(
            version: ["--version"], keys: keys, logins: logins,
            untested: "its command line is from its documentation; it could not be run where Skein is made")
    }
}
