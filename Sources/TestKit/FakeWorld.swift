import Domain
import Orchestration
import Synchronization

/// Processes, worktrees and a repository, as a model that outlives servers and refuses what must never happen.
///
/// It is the outside world of a test: two processes for one run, a second process in a worktree, a landing without
/// gates are recorded as violations. What a process does, its ticket's title says.
public final class FakeWorld: Sendable {
    /// A process that was started, as the world sees it.
    public struct Process: Sendable, Hashable {
        public let run: Run.ID
        public let ticket: Ticket.ID
        public var ending: Ending?
        /// Whether the run's folder is there, by which a server knows the process.
        public var hasFolder = true
    }

    struct State {
        var processes: [Run.ID: Process] = [:]
        var worktrees: [Ticket.ID: Run.ID] = [:]
        /// When each rescue was saved.
        var rescues: [Instant] = []
        var removalsThatFail = 0
        var failedRemovals = 0
        var heads: [Ticket.ID: String] = [:]
        /// Commits of the target branch, the latest last; each with the tree it carries.
        var target: [(commit: String, tree: String)] = [("0000000000000000000000000000000000000000", "empty")]
        var gated: Set<String> = []
        var waiting: [Run.ID: [CheckedContinuation<Void, Never>]] = [:]
        var violations: [String] = []
        var gateRuns = 0
        var pulses: [Run.ID: Pulse] = [:]
        var contents: [Ticket.ID: String] = [:]
        var leftovers: [Run.ID: Int] = [:]
        var disk: DiskSpace?
        var looks = 0
        var sweeps = 0
        var told: [AgentControl] = []
        var steps = 0
        /// The step at which the server dies; nil: it does not.
        var deathAt: Int?
        var isServerDead = false
    }

    let state = Mutex(State())
    private let deaths: AsyncStream<Void>
    private let death: AsyncStream<Void>.Continuation
    /// How a ticket's process ends; nil while it goes on.
    let ending: @Sendable (Ticket) -> Ending?

    public init(ending: @escaping @Sendable (Ticket) -> Ending? = { _ in .finished(summary: "did it") }) {
        self.ending = ending
        (deaths, death) = AsyncStream.makeStream()
    }

    /// Lets the server die at its `step`th step from now: neither that step nor a later one reaches the world.
    public func killServer(at step: Int) {
        state.withLock { $0.deathAt = $0.steps + step }
    }

    /// Returns when the server has died.
    public func serverDeath() async {
        for await _ in deaths { return }
    }

    /// A new server may act on the world.
    public func beginNewServer() {
        state.withLock { state in
            state.deathAt = nil
            state.isServerDead = false
        }
    }

    var isServerDead: Bool { state.withLock { $0.isServerDead } }
    public var violations: [String] { state.withLock { $0.violations } }
    public var processes: [Process] { state.withLock { Array($0.processes.values) } }
    /// The tickets that have a worktree.
    public var worktrees: Set<Ticket.ID> { state.withLock { Set($0.worktrees.keys) } }
    public var gateRuns: Int { state.withLock { $0.gateRuns } }
    public var steps: Int { state.withLock { $0.steps } }
    /// The commits of the target branch beyond the first.
    public var landed: [String] { state.withLock { $0.target.dropFirst().map(\.commit) } }

    /// Ends the process of a run that goes on.
    public func end(_ run: Run.ID, _ ending: Ending) {
        let waiting = state.withLock { state in
            state.processes[run]?.ending = ending
            return state.waiting.removeValue(forKey: run) ?? []
        }
        for follower in waiting { follower.resume() }
    }

    /// An agent deletes the folder of its run; it works on.
    public func deleteFolder(of run: Run.ID) {
        state.withLock { $0.processes[run]?.hasFolder = false }
    }

    /// What a server that died left: a worktree that `ticket` does not need, or that of no ticket at all.
    public func leaveWorktree(of ticket: Ticket.ID, by run: Run.ID) {
        state.withLock { $0.worktrees[ticket] = run }
    }

    /// The next `count` removals of a closed ticket's worktree fail.
    public func failRemovals(_ count: Int) { state.withLock { $0.removalsThatFail = count } }
    /// How many have failed.
    public var failedRemovals: Int { state.withLock { $0.failedRemovals } }

    /// Work was saved at `instant`.
    public func leaveRescue(at instant: Instant) { state.withLock { $0.rescues.append(instant) } }
    public var rescues: [Instant] { state.withLock { $0.rescues } }

    /// Somebody else moves the target branch.
    public func moveTarget() {
        state.withLock { $0.target.append((Self.identifier("outside", $0.target.count), "outside\($0.target.count)")) }
    }

    static func identifier(_ words: Any...) -> String {
        String(SHA256.hex(Array(words.map { "\($0)" }.joined(separator: "/").utf8)).prefix(40))
    }

    /// One thing that a server does to the world; a dead server does nothing.
    func step() throws {
        let (isDead, diesNow) = state.withLock { state in
            if state.isServerDead { return (true, false) }
            state.steps += 1
            state.isServerDead = state.steps == state.deathAt
            return (state.isServerDead, state.isServerDead)
        }
        if diesNow { death.yield() }
        if isDead { throw CancellationError() }
    }
}
