/// The files and the environment that one agent asks for: the model's address, a key, few attempts, and neither updates
/// nor telemetry, which would leave the machine.
struct AgentSettings {
    var files: [String: String] = [:]
    let environment: [String: String]
}

extension AgentSetup.Agent {
    func settings(home: String, model: String, key: String) -> AgentSettings {
        switch self {
        case .claude: .claude(home: home, model: model, key: key)
        case .codex: .codex(home: home, model: model, key: key)
        case .grok: .grok(home: home, model: model, key: key)
        case .vibe: .vibe(home: home, model: model, key: key)
        case .hermes: .hermes(home: home, model: model, key: key)
        case .kimi: .kimi(model: model, key: key)
        }
    }
}

extension AgentSettings {
    fileprivate static func claude(home: String, model: String, key: String) -> AgentSettings {
        AgentSettings(environment: [
            "ANTHROPIC_BASE_URL": model, "ANTHROPIC_API_KEY": key, "CLAUDE_CONFIG_DIR": home,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1",
            "CLAUDE_CODE_MAX_RETRIES": "3",
            // Tools of MCP servers are offered at once instead of being searched for.
            "ENABLE_TOOL_SEARCH": "false",
            // Without it, root may not let it run without asking.
            "IS_SANDBOX": "1",
        ])
    }

    fileprivate static func codex(home: String, model: String, key: String) -> AgentSettings {
        // Plugins are looked for on the network; without a model that it knows, it offers fewer tools.
        let configuration = """
            model = "gpt-5.5"
            model_provider = "scripted"
            check_for_update_on_startup = false

            [model_providers.scripted]
            name = "scripted"
            base_url = "\(model)/v1"
            env_key = "SCRIPTED_API_KEY"
            wire_api = "responses"
            request_max_retries = 2
            stream_max_retries = 2

            [analytics]
            enabled = false

            [features]
            plugins = false
            apps = false
            remote_plugin = false

            """
        return AgentSettings(
            files: ["config.toml": configuration], environment: ["CODEX_HOME": home, "SCRIPTED_API_KEY": key])
    }

    fileprivate static func grok(home: String, model: String, key: String) -> AgentSettings {
        let configuration = """
            [cli]
            auto_update = false

            [features]
            telemetry = false

            [models]
            default = "scripted"

            [model.scripted]
            model = "scripted"
            name = "Scripted"
            base_url = "\(model)/v1"
            api_backend = "chat_completions"
            api_key = "\(key)"
            context_window = 200000

            """
        return AgentSettings(
            files: ["config.toml": configuration],
            environment: [
                "GROK_HOME": home, "GROK_MODELS_BASE_URL": "\(model)/v1", "GROK_DISABLE_AUTOUPDATER": "1",
                "DISABLE_TELEMETRY": "1",
            ])
    }

    fileprivate static func vibe(home: String, model: String, key: String) -> AgentSettings {
        let configuration = """
            active_model = "scripted"
            enable_telemetry = false
            enable_update_checks = false
            enable_auto_update = false

            [[providers]]
            name = "scripted"
            api_base = "\(model)/v1"
            api_key_env_var = "SCRIPTED_API_KEY"
            backend = "generic"
            api_style = "openai"

            [[models]]
            name = "scripted"
            provider = "scripted"
            alias = "scripted"
            input_price = 1.0
            output_price = 2.0

            """
        return AgentSettings(
            files: ["config.toml": configuration],
            environment: [
                "VIBE_HOME": home, "SCRIPTED_API_KEY": key, "MISTRAL_API_KEY": key,
                // Otherwise it asks the keyring of the desktop.
                "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            ])
    }

    fileprivate static func hermes(home: String, model: String, key: String) -> AgentSettings {
        let configuration = """
            model:
              default: scripted
              provider: custom
              base_url: \(model)/v1
              api_key: \(key)

            """
        return AgentSettings(files: ["config.yaml": configuration], environment: ["HERMES_HOME": home])
    }

    fileprivate static func kimi(model: String, key: String) -> AgentSettings {
        let configuration = """
            default_model = "scripted"

            [providers.scripted]
            type = "openai_legacy"
            base_url = "\(model)/v1"
            api_key = "\(key)"

            [models.scripted]
            provider = "scripted"
            model = "scripted"
            max_context_size = 200000

            """
        return AgentSettings(files: [".kimi/config.toml": configuration], environment: [:])
    }
}
