import Domain
import Storage

/// All that a run's parts need to know: who works on what, where.
public struct Assignment: Sendable {
    public let run: Run
    public let ticket: Ticket
    public let agent: Agent
    public let project: Project
    public let comments: [Comment]
    /// The ticket's runs before this one, oldest first.
    public let earlier: [Run]
    /// What the ticket's agents handed out, the oldest first.
    public let parts: [Ticket]
    /// What the ticket waited for, in the order in which it names them.
    public let blockers: [Ticket]
    /// Messages that reach the agent with this run.
    public let mail: [Message]
    /// What was asked for the ticket and is answered, or will not be.
    public let answers: [Request]
    /// The ticket's latest change that came back, when this run is to mend it.
    public let returned: Change?
    /// The folders of this run and ticket.
    public let places: Places
    /// What it begins with of what its agent knows; nil when that is nothing.
    public var recollection: Recollection?

    /// How many of the tickets that were waited for a brief tells of: as many as a ticket has parts.
    static let shownBlockers = 100

    public init(
        run: Run, ticket: Ticket, agent: Agent, project: Project, comments: [Comment], earlier: [Run] = [],
        parts: [Ticket] = [], blockers: [Ticket] = [], mail: [Message] = [], answers: [Request] = [],
        returned: Change?, places: Places
    ) {
        self.run = run
        self.ticket = ticket
        self.agent = agent
        self.project = project
        self.comments = comments
        self.earlier = earlier
        self.parts = parts
        self.blockers = blockers
        self.mail = mail
        self.answers = answers
        self.returned = returned
        self.places = places
    }

    /// Where the worktree starts from.
    public var start: Start {
        switch returned?.state {
        case .rejected: .branch
        case .conflicted: .target
        // An agent that goes on with its session finds its files as it left them; so does one that waited for parts.
        default: isResumed || hasWaited ? .branch : .target
        }
    }

    /// Whether the last run ended well and nothing was submitted: it waited, or handed the ticket over.
    private var hasWaited: Bool {
        if case .ended(.succeeded)? = earlier.last?.state { returned == nil } else { false }
    }

    /// Whether the agent goes on with the session of an earlier run.
    public var isResumed: Bool { run.choice.resumes != nil }

    /// Where a worktree can start from.
    public enum Start: Sendable {
        /// The target's tip; what an earlier run left on the branch is saved first.
        case target
        /// The ticket's branch with the target merged in: the combination that a gate refused, or what was begun.
        case branch
    }
}

/// The folders that belong to a run and its ticket, all below the workspace's state folder.
public struct Places: Hashable, Sendable {
    /// `.skein` of the workspace.
    public let state: String
    public let run: Run.ID
    public let ticket: Ticket.ID

    public init(state: String, run: Run.ID, ticket: Ticket.ID) {
        self.state = state
        self.run = run
        self.ticket = ticket
    }

    public var runFolder: String { "\(state)/runs/\(run)" }
    /// The shim's folder: logs, control socket, exit record.
    public var process: String { "\(runFolder)/process" }
    public var prompt: String { "\(runFolder)/prompt.md" }
    /// What the agent may write: `{"outcome": "done", "summary": "…"}`.
    public var result: String { "\(runFolder)/result.json" }
    /// What came back from the queue: `gate.txt`, `conflict.txt`, `previous.patch`.
    public var evidence: String { "\(runFolder)/evidence" }
    public var worktree: String { "\(state)/worktrees/\(ticket)" }
}
