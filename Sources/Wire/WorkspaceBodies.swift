// Bodies of the REST API, version 1: plain values, every instant in milliseconds since 1970.

/// An agent, what it does now and what its harness can do; on the board without instructions and capabilities.
public struct AgentBody: Codable, Hashable, Sendable {
    public var name: String
    public var role: String
    public var manager: String?
    public var harness: String
    public var model: String?
    public var instructions: String
    public var maxRuns: Int
    public var liveRuns: [String]
    public var isPaused: Bool
    public var isRetired: Bool
    /// What its harness can do; a "no" says why.
    public var capabilities: [CapabilityBody]

    public init(
        name: String, role: String, manager: String? = nil, harness: String, model: String? = nil,
        instructions: String, maxRuns: Int, liveRuns: [String], isPaused: Bool, isRetired: Bool,
        capabilities: [CapabilityBody]
    ) {
        self.name = name
        self.role = role
        self.manager = manager
        self.harness = harness
        self.model = model
        self.instructions = instructions
        self.maxRuns = maxRuns
        self.liveRuns = liveRuns
        self.isPaused = isPaused
        self.isRetired = isRetired
        self.capabilities = capabilities
    }
}

/// One thing that a harness can or cannot do.
public struct CapabilityBody: Codable, Hashable, Sendable {
    public var name: String
    public var isSupported: Bool
    public var reason: String

    public init(name: String, isSupported: Bool, reason: String) {
        self.name = name
        self.isSupported = isSupported
        self.reason = reason
    }
}

/// A repository that tickets change.
public struct ProjectBody: Codable, Hashable, Sendable {
    public var name: String
    public var path: String
    public var target: String
    public var gates: [String]
    public var isRetired: Bool

    public init(name: String, path: String, target: String, gates: [String], isRetired: Bool) {
        self.name = name
        self.path = path
        self.target = target
        self.gates = gates
        self.isRetired = isRetired
    }
}

/// Everything the board shows, at one revision.
public struct BoardBody: Codable, Hashable, Sendable {
    /// The journal position that this is the state of: go on with `/api/v1/events` after it.
    public var revision: Int64
    public var workspace: String
    public var isFrozen: Bool
    /// What keeps anything at all from starting.
    public var obstacles: [ReasonBody]
    /// The error in the configuration files, while there is one; the last good configuration is in force.
    public var configurationError: String?
    /// Tickets by state, counted over all.
    public var counts: [String: Int]
    /// The latest changed of each state, at most `limit` of each, without their long texts.
    public var tickets: [TicketBody]
    /// Live runs with their last lines.
    public var runs: [RunBody]
    /// What runs wait for an answer to, the oldest first.
    public var requests: [RequestBody]
    /// Changes in the queue in landing order, held ones, then the latest that ended.
    public var queue: [ChangeBody]
    public var agents: [AgentBody]
    public var projects: [ProjectBody]

    public init(
        revision: Int64, workspace: String, isFrozen: Bool, obstacles: [ReasonBody], configurationError: String? = nil,
        counts: [String: Int], tickets: [TicketBody], runs: [RunBody], requests: [RequestBody], queue: [ChangeBody],
        agents: [AgentBody],
        projects: [ProjectBody]
    ) {
        self.revision = revision
        self.workspace = workspace
        self.isFrozen = isFrozen
        self.obstacles = obstacles
        self.configurationError = configurationError
        self.counts = counts
        self.tickets = tickets
        self.runs = runs
        self.requests = requests
        self.queue = queue
        self.agents = agents
        self.projects = projects
    }
}

/// One line of the journal.
public struct JournalBody: Codable, Hashable, Sendable {
    public var position: Int64
    public var at: Int64
    public var actor: String
    public var cause: Int64?
    /// `workspace`, `project`, `agent`, `ticket`, `run`, `change` or `request`.
    public var noun: String
    /// `T-1`, `R-2`, `C-3`, `Q-4` or a name; empty for the workspace.
    public var subject: String
    /// What happened, such as `created` or `landed`.
    public var name: String
    /// The event's own fields, as JSON text.
    public var payload: String
    public var hash: String

    public init(
        position: Int64, at: Int64, actor: String, cause: Int64? = nil, noun: String, subject: String, name: String,
        payload: String, hash: String
    ) {
        self.position = position
        self.at = at
        self.actor = actor
        self.cause = cause
        self.noun = noun
        self.subject = subject
        self.name = name
        self.payload = payload
        self.hash = hash
    }
}

/// A problem after RFC 9457, served as `application/problem+json`.
public struct ProblemBody: Codable, Hashable, Sendable {
    public var type: String
    public var title: String
    public var status: Int
    public var detail: String
    /// The stable code, as in `docs/errors.md`.
    public var code: String

    public init(type: String, title: String, status: Int, detail: String, code: String) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
    }
}

/// Whether the journal is whole.
public struct JournalVerdictBody: Codable, Hashable, Sendable {
    public var entries: Int64
    /// A sentence for each thing that is wrong.
    public var faults: [String]

    public init(entries: Int64, faults: [String]) {
        self.entries = entries
        self.faults = faults
    }
}

/// A code for one login at `/login?code=…`.
public struct LoginCodeBody: Codable, Hashable, Sendable {
    public var code: String

    public init(code: String) {
        self.code = code
    }
}

/// What is wrong with the configuration files, as an event; no error means that they are in force.
public struct ConfigurationErrorBody: Codable, Hashable, Sendable {
    public var error: String?

    public init(error: String?) {
        self.error = error
    }
}
