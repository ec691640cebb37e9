import Domain

/// What the front matter of `agents/NAME.md` says, before it is checked against the other files.
struct AgentDraft: Draft {
    var definition = Agent.Definition(harness: .command(CommandHarness(argv: [])))
    /// `command`, the name of a program that speaks a protocol, or nothing when `command` decides.
    var harness: String?
    var command = CommandHarness(argv: [])
    /// Names of skills.
    var skills: [String] = []

    static var blank: AgentDraft { AgentDraft() }
}

extension Key<AgentDraft> {
    /// The keys of the front matter of `agents/NAME.md`.
    static let agent: [Key] = [
        .line("role", \.definition.role, example: "engineer", "What the agent is, for people and for its prompt."),
        .choice(
            "type", \.definition.kind, example: .review,
            "What the agent is for; it bounds what it may do through Skein, whatever its prompt says: `plan` divides "
                + "work, `explore` says what it found, `implement` changes files, `review` judges, `verify` tries."),
        Key("manager", manager) { value, target, reading in
            target.definition.manager = reading.name(value, "agent").map(Agent.ID.init)
        },
        Key("harness", harness) { value, target, reading in target.harness = reading.harness(value) },
        Key("command", command) { value, target, reading in
            if let words = reading.command(value) { target.command.argv = words }
        },
        .choice(
            "prompt", \.command.prompt, example: .file,
            "How the program gets its prompt: on its standard input, or in the file `{prompt_file}`."),
        Key("model", model) { value, target, reading in target.definition.model = reading.line(value) },
        Key("effort", effort) { value, target, reading in target.definition.effort = reading.line(value) },
        Key("fallback", fallback) { value, target, reading in
            target.definition.fallback = reading.alternatives(value)
        },
        .choice(
            "permissions", \.definition.permissions, example: .all,
            "What the agent may do without asking a person: `ask` nothing but reading, `edits` also changing files of "
                + "its worktree, `all` everything. A `command` asks nobody, whatever is written here."),
        Key("approver", approver) { value, target, reading in
            if let approver = reading.approver(value) { target.definition.approver = approver }
        },
        Key("approved", approved) { value, target, reading in
            target.definition.approved = reading.approved(value)
        },
        .flag("mayHire", \.definition.mayHire, "Let the agent propose new agents; a person decides."),
        Key("heartbeat", heartbeat) { value, target, reading in
            target.definition.heartbeat = reading.duration(value, .seconds(1) ... .days(7))
        },
        .flag(
            "isolated", \.definition.isIsolated,
            "Give the harness a configuration folder of the agent's own in place of yours; it then needs a key, see "
                + "`passEnvironment`, or a login of its own."),
        .flag(
            "clientTools", \.definition.usesClientTools,
            "Give an agent that speaks the Agent Client Protocol files and terminals of Skein's in place of its own: "
                + "it reads and writes nothing outside of its worktree that way, and its terminals end with the "
                + "server. Other agents have only their own."),
        .count("maxRuns", \.definition.maxRuns, 1...1000, example: 2, "Runs of this agent at once."),
        .duration(
            "timeLimit", \.definition.timeLimit, .seconds(1) ... .days(7), example: "1h",
            "A run is stopped after this long."),
        Key("projects", projects) { value, target, reading in
            target.definition.projects = (reading.names(value, "project") ?? []).map(Project.ID.init)
        },
        .count(
            "memory", \.definition.memory, 0...20_000, example: 2000,
            "So many tokens of what the agent knows stand at the beginning of a run: its notes in `memory/NAME/`, the "
                + "latest first, then notes in `knowledge/` that have words of the ticket."),
        Key("skills", skills) { value, target, reading in target.skills = reading.skills(value) },
        Key("environment", environment) { value, target, reading in
            target.definition.environment = reading.environment(value)
        },
        Key("passEnvironment", passEnvironment) { value, target, reading in
            target.definition.passEnvironment = reading.variables(value)
        },
    ]

    private static var command: KeyPage {
        KeyPage(
            type: "a program and its arguments", standard: "the harness's own; must be written for `command`",
            bounds: "at least the program; up to \(TextLimits.items) words", example: "command: [claude, -p]",
            meaning: "With the harness `command`, the agent: any program that takes a prompt, edits files and exits; "
                + "`{prompt_file}`, `{ticket}`, `{worktree}` and `{model}` are filled in. With another harness, the "
                + "program in the place of the harness's own and its first arguments. No shell is involved.")
    }

    private static var effort: KeyPage {
        KeyPage(
            type: "a text", standard: "the harness's own", bounds: "one line, 1 to \(TextLimits.line) bytes",
            example: "effort: high", meaning: "How hard the model is to think, in the words of the harness.")
    }

    private static var fallback: KeyPage {
        KeyPage(
            type: "a list of models, or of maps with `harness` and `model`", standard: "`[]`", bounds: "up to 8",
            example: "fallback: [claude-haiku-4-5, { harness: codex, model: gpt-5.5 }]",
            meaning: "What is used, in this order, when the model has no quota left, is overloaded again and again, or "
                + "refuses.")
    }

    private static var manager: KeyPage {
        KeyPage(
            type: "the name of an agent", standard: "none", bounds: "a file in `agents/`; no circles",
            example: "manager: grace", meaning: "Whom the agent reports to.")
    }

    private static var approver: KeyPage {
        KeyPage(
            type: "`person`, `policy`, `manager` or the name of an agent", standard: "`person`",
            bounds: "an agent is a file in `agents/`", example: "approver: manager",
            meaning: "Who decides what `permissions` leave open: people; nobody, so that it is denied; or an agent, "
                + "and those above it, then people, when it does not answer within an hour. People always may.")
    }

    private static var approved: KeyPage {
        KeyPage(
            type: "a list of `edit`, `execute`, `read`, `fetch`, `other`", standard: "`[]`", bounds: "each once",
            example: "approved: [execute]", meaning: "Kinds of requests that are allowed without asking anybody.")
    }

    private static var heartbeat: KeyPage {
        KeyPage(
            type: "a duration", standard: "none: woken at once", bounds: "1s to 7d", example: "heartbeat: 10m",
            meaning: "How often mail wakes the agent at most, counted from its last run. Without mail a heartbeat "
                + "starts nothing.")
    }

    private static var harness: KeyPage {
        KeyPage(
            type: "the name of a harness", standard: "`command`",
            bounds: Agent.Harness.names.joined(separator: ", "), example: "harness: claude",
            meaning: "How the agent's process is driven: an agent CLI by its protocol, or `command` for any program.")
    }

    private static var model: KeyPage {
        KeyPage(
            type: "a text", standard: "none", bounds: "one line, 1 to \(TextLimits.line) bytes",
            example: "model: opus",
            meaning: "What the harness is told to use; with `command` it is put in the place of `{model}`.")
    }

    private static var projects: KeyPage {
        KeyPage(
            type: "a list of names", standard: "`[]`: all projects", bounds: "projects of `skein.yaml`, each once",
            example: "projects: [web]", meaning: "The projects whose tickets the agent accepts.")
    }

    private static var skills: KeyPage {
        KeyPage(
            type: "a list of names", standard: "`[]`", bounds: "folders of `skills/`, each once; up to 50",
            example: "skills: [code-review]",
            meaning: "What the agent is taught, copied to where its program looks for skills.")
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
