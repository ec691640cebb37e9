// Bodies of the REST API, version 1: plain values, every instant in milliseconds since 1970.

/// One execution of an agent.
public struct RunBody: Codable, Hashable, Sendable {
    public var id: String
    public var ticket: String
    public var ticketTitle: String
    public var agent: String
    public var project: String
    public var attempt: Int
    /// `starting`, `running`, `stopping` or `ended`.
    public var state: String
    /// `succeeded`, `failed` or `cancelled`, once it ended.
    public var outcome: String?
    public var note: String
    /// What drives the agent, settled when the run started.
    public var harness: String
    public var model: String?
    /// The harness's own conversation, once it said which.
    public var session: String?
    /// What it has used of its model so far, as far as its harness tells.
    public var usage: UsageBody?
    public var startedAt: Int64
    public var endedAt: Int64?
    /// The last lines of its output, oldest first; only for live runs on the board.
    public var lastLines: [String]

    public init(
        id: String, ticket: String, ticketTitle: String, agent: String, project: String, attempt: Int, state: String,
        outcome: String? = nil, note: String, harness: String, model: String? = nil, session: String? = nil,
        usage: UsageBody? = nil, startedAt: Int64, endedAt: Int64? = nil, lastLines: [String]
    ) {
        self.id = id
        self.ticket = ticket
        self.ticketTitle = ticketTitle
        self.agent = agent
        self.project = project
        self.attempt = attempt
        self.state = state
        self.outcome = outcome
        self.note = note
        self.harness = harness
        self.model = model
        self.session = session
        self.usage = usage
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.lastLines = lastLines
    }
}

/// A branch on its way into the target.
public struct ChangeBody: Codable, Hashable, Sendable {
    public var id: String
    public var ticket: String
    public var ticketTitle: String
    public var run: String
    /// Who made it.
    public var agent: String
    public var project: String
    /// `queued`, `gating`, `proven`, `publishing`, `landed`, `rejected`, `conflicted`, `held` or `withdrawn`.
    public var state: String
    public var note: String
    public var head: String
    /// The tree that the gates ran on last, merged from the change and the target.
    public var tree: String?
    public var commit: String?
    public var candidates: Int
    /// What the gates said of its trees, the latest last; on the board only the end of what failed is quoted.
    public var gates: [GateBody]
    public var submittedAt: Int64
    public var endedAt: Int64?

    public init(
        id: String, ticket: String, ticketTitle: String, run: String, agent: String, project: String, state: String,
        note: String, head: String, tree: String? = nil, commit: String? = nil, candidates: Int, gates: [GateBody],
        submittedAt: Int64, endedAt: Int64? = nil
    ) {
        self.id = id
        self.ticket = ticket
        self.ticketTitle = ticketTitle
        self.run = run
        self.agent = agent
        self.project = project
        self.state = state
        self.note = note
        self.head = head
        self.tree = tree
        self.commit = commit
        self.candidates = candidates
        self.gates = gates
        self.submittedAt = submittedAt
        self.endedAt = endedAt
    }
}

/// What a gate said of a tree.
public struct GateBody: Codable, Hashable, Sendable {
    public var gate: String
    public var tree: String
    /// `passed`, `failed`, `timed_out` or `infra_error`.
    public var verdict: String
    public var milliseconds: Int64
    public var output: String

    public init(gate: String, tree: String, verdict: String, milliseconds: Int64, output: String) {
        self.gate = gate
        self.tree = tree
        self.verdict = verdict
        self.milliseconds = milliseconds
        self.output = output
    }
}

/// A piece of a run's output.
public struct LogBody: Codable, Hashable, Sendable {
    public var run: String
    /// `stdout`, `stderr` or `events`.
    public var stream: String
    /// Where `text` begins, in bytes from the beginning of the log.
    public var offset: Int64
    /// Ask for this offset next.
    public var next: Int64
    public var text: String
    /// Whether the run has ended and nothing follows `next`.
    public var isComplete: Bool

    public init(run: String, stream: String, offset: Int64, next: Int64, text: String, isComplete: Bool) {
        self.run = run
        self.stream = stream
        self.offset = offset
        self.next = next
        self.text = text
        self.isComplete = isComplete
    }
}

/// The last lines of a live run, as an event.
public struct OutputBody: Codable, Hashable, Sendable {
    public var run: String
    public var lines: [String]

    public init(run: String, lines: [String]) {
        self.run = run
        self.lines = lines
    }
}
