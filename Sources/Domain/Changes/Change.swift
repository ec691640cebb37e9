/// A ticket's branch on its way into the target branch.
public struct Change: Record {
    /// Also the place in the queue: changes land in the order they were submitted.
    public struct ID: NumberedIdentifier {
        public static let letter: Character = "C"
        public let number: Int64
        public init(number: Int64) { self.number = number }
    }

    public let id: ID
    public var ticket: Ticket.ID
    public var run: Run.ID
    public var project: Project.ID
    /// The commit that was submitted.
    public var head: String
    public var state: State
    /// Times a candidate was built: once more whenever the target moved under it.
    public var candidates: Int
    public var submittedAt: Instant
    public var endedAt: Instant?

    public init(id: ID) {
        self.id = id
        ticket = Ticket.ID(number: 0)
        run = Run.ID(number: 0)
        project = Project.ID(name: "")
        head = ""
        state = .queued
        candidates = 0
        submittedAt = Instant(milliseconds: 0)
    }

    /// Where it is on its way.
    public enum State: Hashable, Sendable, Codable {
        case queued
        /// The gates run on the candidate's tree.
        case gating(Candidate)
        /// Every gate passed on exactly this tree.
        case proven(Candidate)
        /// Recorded before the branch moves, so that a crash in between can be told apart.
        case publishing(Candidate, commit: String)
        case landed(commit: String)
        case rejected(Evidence)
        /// Git cannot merge it. With `root` nothing can be merged: the branch begins at that commit of its own and has
        /// none in common with the target.
        case conflicted(files: [String], root: String? = nil)
        /// The gates could not be run; a person mends that and releases it.
        case held(reason: String)
        case withdrawn

        public var word: String {
            switch self {
            case .queued: "queued"
            case .gating: "gating"
            case .proven: "proven"
            case .publishing: "publishing"
            case .landed: "landed"
            case .rejected: "rejected"
            case .conflicted: "conflicted"
            case .held: "held"
            case .withdrawn: "withdrawn"
            }
        }

        /// Whether the queue still has work with it.
        public var isActive: Bool {
            switch self {
            case .queued, .gating, .proven, .publishing: true
            case .landed, .rejected, .conflicted, .held, .withdrawn: false
            }
        }

        /// The tree under proof, while there is one.
        public var candidate: Candidate? {
            switch self {
            case .gating(let candidate), .proven(let candidate), .publishing(let candidate, _): candidate
            case .queued, .landed, .rejected, .conflicted, .held, .withdrawn: nil
            }
        }
    }

    /// A tree that will land if it passes.
    public struct Candidate: Hashable, Sendable, Codable {
        /// The commit of the target branch that it was merged onto.
        public var target: String
        public var tree: String

        public init(target: String, tree: String) {
            self.target = target
            self.tree = tree
        }
    }

    /// What the agent gets to see when its change comes back.
    public struct Evidence: Hashable, Sendable, Codable {
        public var gate: String
        public var tree: String
        /// The end of the gate's output.
        public var output: String

        public init(gate: String, tree: String, output: String) {
            self.gate = gate
            self.tree = tree
            self.output = output
        }
    }
}
