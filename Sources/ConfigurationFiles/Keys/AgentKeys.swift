import Domain

/// What the front matter of `agents/NAME.md` says, before it is checked against the other files.
struct AgentDraft: Draft {
    var definition = Agent.Definition(harness: .command(CommandHarness(argv: [])))
    var command = CommandHarness(argv: [])

    static var blank: AgentDraft { AgentDraft() }
}

extension Key<AgentDraft> {
    /// The keys of the front matter of `agents/NAME.md`.
    static let agent: [Key] = [
        .line("role", \.definition.role, example: "engineer", "What the agent is, for people and for its prompt."),
        Key("manager", manager) { value, target, reading in
            target.definition.manager = reading.name(value, "agent").map(Agent.ID.init)
        },
        Key("harness", harness) { value, _, reading in reading.harness(value) },
        .command(\.command.argv, example: "[claude, -p]", commandMeaning),
        .choice(
            "prompt", \.command.prompt, example: .file,
            "How the program gets its prompt: on its standard input, or in the file `{prompt_file}`."),
        Key("model", model) { value, target, reading in target.definition.model = reading.line(value) },
        .count("maxRuns", \.definition.maxRuns, 1...1000, example: 2, "Runs of this agent at once."),
        .duration(
            "timeLimit", \.definition.timeLimit, .seconds(1) ... .days(7), example: "1h",
            "A run is stopped after this long."),
        Key("projects", projects) { value, target, reading in
            target.definition.projects = (reading.names(value, "project") ?? []).map(Project.ID.init)
        },
        Key("environment", environment) { value, target, reading in
            target.definition.environment = reading.environment(value)
        },
        Key("passEnvironment", passEnvironment) { value, target, reading in
            target.definition.passEnvironment = reading.variables(value)
        },
    ]

    private static let commandMeaning =
        "The agent: any program that takes a prompt, edits files and exits. `{prompt_file}`, `{ticket}`, "
        + "`{worktree}` and `{model}` are filled in. No shell is involved."

    private static var manager: KeyPage {
        KeyPage(
            type: "the name of an agent", standard: "none", bounds: "a file in `agents/`; no circles",
            example: "manager: grace", meaning: "Whom the agent reports to.")
    }

    private static var harness: KeyPage {
        KeyPage(
            type: "command", standard: "`command`", bounds: "", example: "harness: command",
            meaning: "How the agent's process is driven. This version knows `command` only.")
    }

    private static var model: KeyPage {
        KeyPage(
            type: "a text", standard: "none", bounds: "one line, 1 to \(TextLimits.line) bytes",
            example: "model: opus", meaning: "Put in the place of `{model}` in `command`.")
    }

    private static var projects: KeyPage {
        KeyPage(
            type: "a list of names", standard: "`[]`: all projects", bounds: "projects of `skein.yaml`, each once",
            example: "projects: [web]", meaning: "The projects whose tickets the agent accepts.")
    }

    private static var environment: KeyPage {
        KeyPage(
            type: "a map of texts", standard: "`{}`", bounds: "names of A-Z, a-z, 0-9, `_`; not `SKEIN_…`",
            example: "environment: { CI: 1 }",
            meaning: "Variables for the process, beside `PATH`, `HOME`, `LANG` and Skein's own.")
    }

    private static var passEnvironment: KeyPage {
        KeyPage(
            type: "a list of names", standard: "`[]`", bounds: "as for `environment`",
            example: "passEnvironment: [ANTHROPIC_API_KEY]",
            meaning: "Variables that are passed on from the server's own environment.")
    }
}
