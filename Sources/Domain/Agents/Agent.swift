/// A configured role: what drives it, what it may do, whom it reports to.
public struct Agent: Record {
    /// The name of its file.
    public struct ID: NamedIdentifier {
        public let name: String
        public init(name: String) { self.name = name }
    }

    public let id: ID
    public var definition: Definition
    public var isPaused: Bool
    /// Its file is gone: its history stays, it gets no more work.
    public var isRetired: Bool

    public init(id: ID) {
        self.id = id
        definition = Definition(harness: .command(CommandHarness(argv: [])))
        isPaused = false
        isRetired = false
    }

    /// What can happen to an agent.
    public enum Event: Hashable, Sendable, Codable {
        case configured(definition: Definition)
        case retired
        case paused(reason: String)
        case resumed
        /// A run had a note kept, of so many bytes now; none when it is forgotten. Its text is in its file.
        case remembered(note: String, bytes: Int)
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .configured(let definition):
            self.definition = definition
            isRetired = false
        case .retired: isRetired = true
        case .paused: isPaused = true
        case .resumed: isPaused = false
        case .remembered: break  // its files tell what an agent keeps
        }
    }
}

extension Agent {
    /// Whether a file of this name in `agents` is read; the others there are nobody's.
    public static func isFile(_ name: String) -> Bool {
        name.hasSuffix(".md") && !name.hasPrefix("_") && !name.hasPrefix(".")
    }

    /// What `agents/NAME.md` says.
    public struct Definition: Hashable, Sendable, Codable {
        public var role: String
        public var kind: Kind
        public var manager: ID?
        public var harness: Harness
        public var model: String?
        /// How hard the model is to think, in the words of the harness.
        public var effort: String?
        /// What is used when the model cannot be had, in this order.
        public var fallback: [Alternative]
        public var permissions: Permissions
        /// Who decides what its permissions leave open.
        public var approver: Approver
        /// Kinds of requests that nobody has to be asked about any more.
        public var approved: Set<AgentRequest.Kind>
        /// Whether it may propose new agents.
        public var mayHire: Bool
        /// How often it is woken at most, and only when there is something new for it; nil: whenever there is.
        public var heartbeat: Span?
        /// Whether its harness gets a configuration folder of the agent's own in place of the person's.
        public var isIsolated: Bool
        /// Whether an agent that speaks ACP gets files and terminals of Skein's in place of its own.
        public var usesClientTools: Bool
        /// The body of the file: how this agent is told to work.
        public var instructions: String
        public var maxRuns: Int
        /// A run is stopped after this long.
        public var timeLimit: Span
        /// The projects it accepts; empty means all.
        public var projects: [Project.ID]
        /// What it is taught.
        public var skills: [Skill]
        /// So many tokens of what it knows stand at the beginning of a run.
        public var memory: Int
        /// Variables given to the process beside `PATH`, `HOME`, `LANG` and Skein's own.
        public var environment: [String: String]
        /// Names of variables that are passed on from the server's own environment.
        public var passEnvironment: [String]

        public init(
            harness: Harness, role: String = "engineer", kind: Kind = .implement, manager: ID? = nil,
            model: String? = nil,
            effort: String? = nil, fallback: [Alternative] = [], permissions: Permissions = .edits,
            approver: Approver = .person, approved: Set<AgentRequest.Kind> = [], mayHire: Bool = false,
            heartbeat: Span? = nil,
            isIsolated: Bool = false, usesClientTools: Bool = false, instructions: String = "", maxRuns: Int = 1,
            timeLimit: Span = .hours(1), projects: [Project.ID] = [], skills: [Skill] = [], memory: Int = 1000,
            environment: [String: String] = [:], passEnvironment: [String] = []
        ) {
            self.role = role
            self.kind = kind
            self.manager = manager
            self.harness = harness
            self.model = model
            self.effort = effort
            self.fallback = fallback
            self.permissions = permissions
            self.approver = approver
            self.approved = approved
            self.mayHire = mayHire
            self.heartbeat = heartbeat
            self.isIsolated = isIsolated
            self.usesClientTools = usesClientTools
            self.instructions = instructions
            self.maxRuns = maxRuns
            self.timeLimit = timeLimit
            self.projects = projects
            self.skills = skills
            self.memory = memory
            self.environment = environment
            self.passEnvironment = passEnvironment
        }

        public func accepts(_ project: Project.ID) -> Bool {
            projects.isEmpty || projects.contains(project)
        }
    }

    /// How the agent's process is driven.
    public enum Harness: Hashable, Sendable, Codable {
        case command(CommandHarness)
        case program(ProgramHarness)

        /// Every word that `harness:` can be.
        public static let names = ["command"] + ProgramHarness.names

        public var name: String {
            switch self {
            case .command: "command"
            case .program(let program): program.name
            }
        }
    }

    /// What stands in for a model that cannot be had.
    public struct Alternative: Hashable, Sendable, Codable {
        /// Nil: the agent's own.
        public var harness: String?
        public var model: String?

        public init(harness: String? = nil, model: String?) {
            self.harness = harness
            self.model = model
        }
    }
}

/// An agent CLI that speaks a protocol.
public struct ProgramHarness: Hashable, Sendable, Codable {
    /// The programs that Skein knows to drive, and `acp` for any other that speaks the Agent Client Protocol.
    public static let names = [
        "claude", "codex", "acp", "auggie", "cline", "copilot", "cursor", "dcode", "droid", "fast-agent", "gemini",
        "goose", "grok", "hermes", "kimi", "opencode", "openhands", "qoder", "qwen", "vibe",
        // Those that take one prompt and exit.
        "aider", "amp", "claude-print", "codex-exec", "cursor-print", "droid-exec", "gemini-print", "goose-run",
        "kimi-print", "opencode-run", "qwen-print",
    ]

    /// One of `names`.
    public var name: String
    /// The program and its first arguments; empty means those of `name`.
    public var command: [String]

    public init(name: String, command: [String] = []) {
        self.name = name
        self.command = command
    }
}

/// Any program as an agent: it gets a prompt, edits files, and exits.
public struct CommandHarness: Hashable, Sendable, Codable {
    /// The program and its arguments; `{prompt_file}`, `{ticket}`, `{worktree}` and `{model}` are filled in.
    public var argv: [String]
    public var prompt: Prompt

    public init(argv: [String], prompt: Prompt = .stdin) {
        self.argv = argv
        self.prompt = prompt
    }

    /// Where the prompt is: never on the command line, which every user of the machine can read.
    public enum Prompt: String, Hashable, Sendable, Codable, CaseIterable {
        case stdin
        case file
    }
}
