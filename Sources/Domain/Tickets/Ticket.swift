/// A unit of work.
public struct Ticket: Record {
    /// `T-1`, `T-2`, … in the order of their creation.
    public struct ID: NumberedIdentifier {
        public static let letter: Character = "T"
        public let number: Int64
        public init(number: Int64) { self.number = number }
    }

    public let id: ID
    public var content: Content
    public var state: State
    /// Blockers that are not done; the ticket starts when there is none.
    public var openBlockers: [ID]
    /// Runs that failed in a row.
    public var failures: Int
    /// Alternatives of its agent's model that were tried because the one before could not be had.
    public var fallback: Int
    /// Times its change came back from the queue.
    public var returns: Int
    /// Not before this instant; nil means at once.
    public var retryAt: Instant?
    public var createdAt: Instant
    public var updatedAt: Instant
    public var comments: Int
    /// What the last run said it did.
    public var summary: String
    /// Whether something that it waited for ended while its run worked, so that the run knows nothing of it.
    public var hasNews: Bool
    public var purpose: Purpose
    /// The agents whose runs led to it, the latest last; empty when a person wrote it.
    public var chain: [Agent.ID]

    public init(id: ID) {
        self.id = id
        content = Content(title: "", project: Project.ID(name: ""))
        state = .todo
        openBlockers = []
        failures = 0
        fallback = 0
        returns = 0
        createdAt = Instant(milliseconds: 0)
        updatedAt = Instant(milliseconds: 0)
        comments = 0
        summary = ""
        hasNews = false
        purpose = .work
        chain = []
    }

    /// What it is there for.
    public enum Purpose: String, Hashable, Sendable, Codable, CaseIterable {
        case work
        /// To bring its agent mail; done when the run that got it has ended well.
        case wake
    }

    /// Where the agent's commits are, in the user's repository.
    public var branch: String { "skein/\(id)" }
}

extension Ticket {
    /// What people write and may edit.
    public struct Content: Hashable, Sendable, Codable {
        public var title: String
        public var body: String
        public var project: Project.ID
        public var assignee: Agent.ID?
        public var priority: Priority
        public var labels: [String]
        public var parent: ID?
        public var blockers: [ID]
        /// In the place of the agent's own model and effort.
        public var model: String?
        public var effort: String?

        public init(
            title: String, body: String = "", project: Project.ID, assignee: Agent.ID? = nil,
            priority: Priority = .normal, labels: [String] = [], parent: ID? = nil, blockers: [ID] = [],
            model: String? = nil, effort: String? = nil
        ) {
            self.title = title
            self.body = body
            self.project = project
            self.assignee = assignee
            self.priority = priority
            self.labels = labels
            self.parent = parent
            self.blockers = blockers
            self.model = model
            self.effort = effort
        }
    }

    /// How soon; each level is worth one `ageing` of waiting.
    public enum Priority: String, Hashable, Sendable, Codable, CaseIterable {
        case urgent, high, normal, low

        /// 0 is the most urgent.
        public var level: Int64 {
            switch self {
            case .urgent: 0
            case .high: 1
            case .normal: 2
            case .low: 3
            }
        }
    }

    /// Where it is in its life.
    public enum State: Hashable, Sendable, Codable {
        /// Written down, not to be worked on yet.
        case backlog
        /// To be worked on when nothing is in the way.
        case todo
        case inProgress(run: Run.ID)
        case merging(change: Change.ID)
        case done
        case blocked(Blockage)
        case cancelled

        public var isClosed: Bool {
            switch self {
            case .done, .cancelled: true
            case .backlog, .todo, .inProgress, .merging, .blocked: false
            }
        }
    }

    /// Why only someone named can set the ticket going again.
    public struct Blockage: Hashable, Sendable, Codable {
        public var reason: String
        /// Who can unblock it.
        public var by: String
        /// What has to be answered; the answer sets the ticket going.
        public var request: Request.ID?

        public init(reason: String, by: String = "a person", request: Request.ID? = nil) {
            self.reason = reason
            self.by = by
            self.request = request
        }
    }
}

extension Ticket.State {
    /// Every word that `word` can be, in the order of a ticket's life.
    public static let words = ["backlog", "todo", "in_progress", "merging", "done", "blocked", "cancelled"]

    /// The word people and the schema use.
    public var word: String {
        switch self {
        case .backlog: "backlog"
        case .todo: "todo"
        case .inProgress: "in_progress"
        case .merging: "merging"
        case .done: "done"
        case .blocked: "blocked"
        case .cancelled: "cancelled"
        }
    }
}
