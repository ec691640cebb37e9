/// One execution of one agent on one ticket; holds a lease while it lives.
public struct Run: Record {
    /// `R-1`, `R-2`, … in the order of their claims.
    public struct ID: NumberedIdentifier {
        public static let letter: Character = "R"
        public let number: Int64
        public init(number: Int64) { self.number = number }
    }

    public let id: ID
    public var ticket: Ticket.ID
    public var agent: Agent.ID
    public var project: Project.ID
    /// 1 for the ticket's first run.
    public var attempt: Int
    public var state: State
    public var lease: Lease
    public var choice: Choice
    /// The harness's own conversation, once it said which; a later run may go on with it.
    public var session: String?
    /// What it has used so far, as far as the harness tells.
    public var usage: Usage?
    /// The commit of the target branch that the worktree started from; set when the process starts.
    public var base: String?
    public var startedAt: Instant
    public var processStartedAt: Instant?
    public var stopRequestedAt: Instant?
    public var endedAt: Instant?
    /// The commit that it left on its ticket's branch although it failed; nil when it left nothing.
    public var head: String?
    /// The latest step of each watchdog.
    public var alarms: [Alarm]
    /// The agents whose runs led to it, the latest last; empty when a person did.
    public var chain: [Agent.ID]
    /// How far it is, in its agent's words; empty until it says so.
    public var progress: String
    /// What its agent says that the ticket comes to.
    public var declaration: Declaration?

    public init(id: ID) {
        self.id = id
        ticket = Ticket.ID(number: 0)
        agent = Agent.ID(name: "")
        project = Project.ID(name: "")
        attempt = 1
        state = .starting
        lease = Lease(token: 0, epoch: 0)
        choice = Choice(harness: "command")
        startedAt = Instant(milliseconds: 0)
        alarms = []
        chain = []
        progress = ""
    }

    /// Where it is in its life.
    public enum State: Hashable, Sendable, Codable {
        /// Claimed: worktree and process are being prepared.
        case starting
        case running
        /// Asked to stop; the process is given its grace.
        case stopping(StopReason)
        case ended(Outcome)

        public var isLive: Bool {
            switch self {
            case .starting, .running, .stopping: true
            case .ended: false
            }
        }

        public var word: String {
            switch self {
            case .starting: "starting"
            case .running: "running"
            case .stopping: "stopping"
            case .ended: "ended"
            }
        }
    }

    /// Who may write for this run: a newer token makes every older one stale.
    public struct Lease: Hashable, Sendable, Codable {
        public var token: Int64
        /// The server start that holds it.
        public var epoch: Int64

        public init(token: Int64, epoch: Int64) {
            self.token = token
            self.epoch = epoch
        }
    }
}

extension Run {
    /// What can happen to a run.
    public enum Event: Hashable, Sendable, Codable {
        case claimed(
            ticket: Ticket.ID, agent: Agent.ID, project: Project.ID, attempt: Int, lease: Lease,
            choice: Choice = Choice(harness: "command"), chain: [Agent.ID] = [])
        /// A server that came back took the run over; the process never noticed.
        case adopted(lease: Lease)
        case processStarted(base: String)
        case sessionStarted(session: String)
        /// All that it has used so far.
        case used(usage: Usage)
        /// A person said something to the agent.
        case told(control: AgentControl)
        /// A watchdog took a step about it.
        case alarmed(alarm: Alarm)
        case stopRequested(reason: StopReason)
        /// Mail reached it that came further round than what it knew so far.
        case caused(chain: [Agent.ID])
        case progressed(text: String)
        case declared(declaration: Declaration)
        /// It failed and left work on its ticket's branch all the same.
        case leftWork(head: String)
        /// Processes of it were found after its end, and killed.
        case swept(processes: Int)
        case ended(outcome: Outcome)
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .claimed(let ticket, let agent, let project, let attempt, let lease, let choice, let chain):
            self.ticket = ticket
            self.agent = agent
            self.project = project
            self.attempt = attempt
            self.lease = lease
            self.choice = choice
            self.chain = chain
            state = .starting
            startedAt = now
        case .adopted(let lease): self.lease = lease
        case .processStarted(let base):
            self.base = base
            processStartedAt = now
            if state == .starting { state = .running }
        case .sessionStarted(let session): self.session = session
        case .used(let usage): self.usage = usage
        case .told: break
        case .alarmed(let alarm): alarms = alarms.filter { $0.watchdog != alarm.watchdog } + [alarm]
        case .stopRequested(let reason):
            state = .stopping(reason)
            stopRequestedAt = now
        case .caused(let chain): self.chain = chain
        case .progressed(let text): progress = text
        case .declared(let declaration): self.declaration = declaration
        case .leftWork(let head): self.head = head
        case .swept: break
        case .ended(let outcome):
            state = .ended(outcome)
            endedAt = now
        }
    }
}
