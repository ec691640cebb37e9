/// The bodies of the REST API, version 1: plain values, every instant in milliseconds since 1970.

/// A ticket as the API shows it.
public struct TicketBody: Codable, Hashable, Sendable {
    public var id: String
    public var title: String
    public var body: String
    public var project: String
    public var assignee: String?
    public var priority: String
    public var labels: [String]
    public var parent: String?
    public var blockers: [String]
    /// `backlog`, `todo`, `in_progress`, `merging`, `done`, `blocked` or `cancelled`.
    public var state: String
    /// A sentence about the state: who works on it, what blocks it.
    public var note: String
    public var run: String?
    public var change: String?
    public var branch: String
    public var failures: Int
    public var returns: Int
    public var retryAt: Int64?
    public var comments: Int
    public var summary: String
    public var createdAt: Int64
    public var updatedAt: Int64
}

/// A remark on a ticket.
public struct CommentBody: Codable, Hashable, Sendable {
    public var author: String
    public var text: String
    public var at: Int64
}

/// A ticket with all that belongs to it.
public struct TicketDetailBody: Codable, Hashable, Sendable {
    public var ticket: TicketBody
    public var comments: [CommentBody]
    public var runs: [RunBody]
    public var changes: [ChangeBody]
    public var why: WhyBody
}

/// Why a ticket is where it is.
public struct WhyBody: Codable, Hashable, Sendable {
    public var ticket: String
    public var state: String
    /// One sentence each; empty when it starts this moment.
    public var reasons: [ReasonBody]
}

public struct ReasonBody: Codable, Hashable, Sendable {
    public var code: String
    public var sentence: String
}

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
    public var startedAt: Int64
    public var endedAt: Int64?
    /// The last lines of its output, oldest first; only for live runs on the board.
    public var lastLines: [String]
}

/// A branch on its way into the target.
public struct ChangeBody: Codable, Hashable, Sendable {
    public var id: String
    public var ticket: String
    public var ticketTitle: String
    public var run: String
    public var project: String
    /// `queued`, `gating`, `proven`, `publishing`, `landed`, `rejected`, `conflicted`, `held` or `withdrawn`.
    public var state: String
    public var note: String
    public var head: String
    public var commit: String?
    public var candidates: Int
    /// What the gates said of its trees, the latest last.
    public var gates: [GateBody]
    public var submittedAt: Int64
    public var endedAt: Int64?
}

public struct GateBody: Codable, Hashable, Sendable {
    public var gate: String
    public var tree: String
    /// `passed`, `failed`, `timed_out` or `infra_error`.
    public var verdict: String
    public var milliseconds: Int64
    public var output: String
}

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
}

public struct CapabilityBody: Codable, Hashable, Sendable {
    public var name: String
    public var isSupported: Bool
    public var reason: String
}

public struct ProjectBody: Codable, Hashable, Sendable {
    public var name: String
    public var path: String
    public var target: String
    public var gates: [String]
    public var isRetired: Bool
}

/// Everything the board shows, at one revision.
public struct BoardBody: Codable, Hashable, Sendable {
    /// The journal position that this is the state of: go on with `/api/v1/events` after it.
    public var revision: Int64
    public var workspace: String
    public var isPaused: Bool
    /// The error in the configuration files, while there is one; the last good configuration is in force.
    public var configurationError: String?
    /// Tickets by state, counted over all.
    public var counts: [String: Int]
    /// Open tickets, then the latest closed ones; at most `limit` of each state.
    public var tickets: [TicketBody]
    /// Live runs with their last lines.
    public var runs: [RunBody]
    /// Changes in the queue in landing order, held ones, then the latest that ended.
    public var queue: [ChangeBody]
    public var agents: [AgentBody]
    public var projects: [ProjectBody]
}

/// One line of the journal.
public struct JournalBody: Codable, Hashable, Sendable {
    public var position: Int64
    public var at: Int64
    public var actor: String
    public var cause: Int64?
    /// `workspace`, `project`, `agent`, `ticket`, `run` or `change`.
    public var noun: String
    /// `T-1`, `R-2`, `C-3` or a name; empty for the workspace.
    public var subject: String
    /// What happened, such as `created` or `landed`.
    public var name: String
    /// The event's own fields, as JSON text.
    public var payload: String
    public var hash: String
}

/// A piece of a run's output.
public struct LogBody: Codable, Hashable, Sendable {
    public var run: String
    /// `stdout` or `stderr`.
    public var stream: String
    public var offset: Int64
    /// Ask for this offset next.
    public var next: Int64
    public var text: String
    /// Whether the run has ended and nothing follows `next`.
    public var isComplete: Bool
}

/// A problem after RFC 9457, served as `application/problem+json`.
public struct ProblemBody: Codable, Hashable, Sendable {
    public var type: String
    public var title: String
    public var status: Int
    public var detail: String
    /// The stable code, as in `docs/errors.md`.
    public var code: String
}
