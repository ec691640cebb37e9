import Domain
import Orchestration

extension OneShotPreset {
    /// The programs that are known by name, in the order of their names. One whose prompt can only be an argument is
    /// not among them: every user of the machine could read it.
    static let all: [OneShotPreset] = [
        OneShotPreset(
            name: "aider", command: ["aider"],
            arguments: [
                "--message-file", "{prompt_file}", "--yes-always", "--no-check-update", "--no-analytics",
                "--no-gitignore", "--no-pretty", "--no-stream",
            ],
            permissions: [.ask: ["--dry-run"], .edits: ["--no-suggest-shell-commands"], .all: []], skills: .listed,
            reading: .plainText,
            probing: .untried(keys: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"], logins: [".aider.conf.yml"])),
        // Without a level of its own for it: what it may do is in its settings.
        OneShotPreset(
            name: "amp", command: ["amp"], arguments: ["--execute", "--stream-json"],
            resuming: ["threads", "continue", "{session}", "--execute", "--stream-json"], modelArguments: [],
            permissions: [.all: ["--dangerously-allow-all"]], reading: .claude,
            probing: .untried(keys: ["AMP_API_KEY"], logins: [".local/share/amp/secrets.json"])),
        OneShotPreset(
            name: "claude-print", command: ["claude"],
            arguments: ["-p", "--output-format", "stream-json", "--verbose"],
            resuming: ["-p", "--output-format", "stream-json", "--verbose", "--resume={session}"],
            modelArguments: ["--model={model}"],
            permissions: [
                .ask: ["--permission-mode", "default"], .edits: ["--permission-mode", "acceptEdits"],
                .all: ["--permission-mode", "bypassPermissions"],
            ],
            environment: [
                "DISABLE_AUTOUPDATER": "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
                "CLAUDE_CODE_MAX_RETRIES": "4",
            ], homeVariable: "CLAUDE_CONFIG_DIR", skills: .claude, reading: .claude,
            probing: ClaudeProgram().probing),
        OneShotPreset(
            name: "codex-exec", command: ["codex"], arguments: ["exec", "--json"],
            resuming: ["exec", "resume", "{session}", "--json"], modelArguments: ["-m", "{model}"],
            lastArguments: ["-"],
            permissions: [
                .ask: ["-c", "sandbox_mode=\"read-only\""], .edits: ["-c", "sandbox_mode=\"workspace-write\""],
                .all: ["--dangerously-bypass-approvals-and-sandbox"],
            ],
            homeVariable: "CODEX_HOME", skills: .codex, reading: .codex,
            probing: Probing(
                version: ["--version"], keys: ["CODEX_API_KEY"], logins: [".codex/auth.json"], untested: nil)),
        OneShotPreset(
            name: "cursor-print", command: ["cursor-agent"], arguments: ["-p", "--output-format", "stream-json"],
            resuming: ["-p", "--output-format", "stream-json", "--resume={session}"],
            permissions: [.ask: ["--mode", "plan"], .edits: ["--trust"], .all: ["--trust", "--force"]],
            reading: .claude,
            probing: .untried(keys: ["CURSOR_API_KEY"], logins: [".config/cursor/auth.json"])),
        OneShotPreset(
            name: "droid-exec", command: ["droid"],
            arguments: ["exec", "--output-format", "stream-json", "--file", "{prompt_file}"],
            resuming: [
                "exec", "--output-format", "stream-json", "--session-id", "{session}", "--file", "{prompt_file}",
            ],
            permissions: [.edits: ["--auto", "low"], .all: ["--skip-permissions-unsafe"]], reading: .droid,
            probing: .untried(keys: ["FACTORY_API_KEY"], logins: [".factory/auth.json", ".factory/auth.encrypted"])),
        OneShotPreset(
            name: "gemini-print", command: ["gemini"], arguments: ["--output-format", "stream-json"],
            resuming: ["--output-format", "stream-json", "--resume", "{session}"],
            permissions: [.edits: ["--approval-mode", "auto_edit"], .all: ["--approval-mode", "yolo"]],
            reading: .gemini,
            probing: .untried(
                keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY"], logins: [".gemini/oauth_creds.json"])),
        OneShotPreset(
            name: "goose-run", command: ["goose"], arguments: ["run", "--no-session", "-i", "{prompt_file}"],
            modelArguments: [], permissions: [:], reading: .plainText,
            probing: .untried(
                keys: ["GOOSE_PROVIDER", "ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
                logins: [".config/goose/config.yaml"])),
        // In this mode it allows itself everything.
        OneShotPreset(
            name: "kimi-print", command: ["kimi"],
            arguments: ["--print", "--input-format", "text", "--output-format", "stream-json"], permissions: [:],
            homeVariable: "KIMI_SHARE_DIR", reading: .kimi,
            probing: .untried(keys: ["KIMI_API_KEY"], logins: [".kimi/credentials/kimi-code.json"])),
        OneShotPreset(
            name: "opencode-run", command: ["opencode"], arguments: ["run", "--format", "json"],
            resuming: ["run", "--format", "json", "--session", "{session}"], permissions: [:],
            environment: ["OPENCODE_DISABLE_AUTOUPDATE": "1"], reading: .opencode,
            probing: .untried(
                keys: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"], logins: [".local/share/opencode/auth.json"])),
        OneShotPreset(
            name: "qwen-print", command: ["qwen"], arguments: ["--output-format", "stream-json"],
            resuming: ["--output-format", "stream-json", "--resume", "{session}"],
            permissions: [.edits: ["--approval-mode", "auto-edit"], .all: ["--approval-mode", "yolo"]],
            reading: .claude,
            probing: .untried(keys: ["OPENAI_API_KEY", "DASHSCOPE_API_KEY"], logins: [".qwen/oauth_creds.json"])),
    ]

    static func named(_ name: String) -> OneShotPreset? { all.first { $0.name == name } }
}

extension Probing {
    fileprivate static func untried(keys: [String], logins: [String]) -> Probing {
        Probing(
            version: ["--version"], keys: keys, logins: logins,
            untested: "its command line and lines are from its documentation; it was not run where Skein is made")
    }
}
