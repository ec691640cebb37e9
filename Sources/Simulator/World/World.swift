import Domain
import Orchestration
import TestKit

/// The outside of one simulation: processes, worktrees, repositories, gates. It outlives servers, does only what its
/// contracts say, and writes down what must never be asked of it.
struct World {
    let seed: UInt64
    var processes: [Run.ID: Process] = [:]
    var worktrees: [Ticket.ID: Worktree] = [:]
    var repositories: [Project.ID: Repository] = [:]
    /// The commits that candidates and publications speak of.
    var commits: [String: Commit] = [:]
    /// What each run's collected branch was; nil where nothing was changed.
    var collected: [Run.ID: Commit?] = [:]
    var gateRuns: Set<GateRun> = []
    /// What must not have been asked of it, with the number of the rule.
    var faults: [Fault] = []
    private var pushes = 0
    /// Whether pairs of patches may conflict, and gates may say now this and now that.
    var isFickle = true
    /// Counts up whenever work may have moved from one place to another.
    var moves = 0

    init(seed: UInt64, projects: [Project.ID]) {
        self.seed = seed
        for project in projects {
            let root = Commit(parents: [], patches: [])
            repositories[project] = Repository(target: [.init(commit: root, isOurs: false)])
            commits[root.id] = root
        }
    }

    mutating func forbid(_ rule: Int, _ sentence: String) { faults.append(Fault(rule: rule, sentence: sentence)) }

    var alive: [Run.ID] { processes.values.filter(\.isAlive).map(\.run).sorted() }

    /// Somebody else pushes to the target branch.
    mutating func pushFromOutside(_ project: Project.ID) {
        guard let tip = repositories[project]?.tip else { return }
        pushes += 1
        let patch = -pushes
        let commit = Commit(parents: [tip], patches: tip.patches.union([patch]))
        commits[commit.id] = commit
        repositories[project]?.target.append(.init(commit: commit, isOurs: false))
    }

    /// All patches that agents made and that are to be found nowhere.
    var lost: Set<Int> {
        var kept = repositories.values.reduce(into: Set<Int>()) { $0.formUnion($1.kept) }
        for worktree in worktrees.values { kept.formUnion(worktree.patches) }
        return processes.values.reduce(into: Set<Int>()) { $0.formUnion($1.made) }.subtracting(kept)
    }
}

/// A broken safety rule.
struct Fault: Hashable {
    let rule: Int
    let sentence: String
}

extension World {
    /// A variable of the server's environment that agents are given, and its value, which only they may know.
    static let secretName = "SIMULATED_TOKEN"
    static let secret = "sk-simulated-0123456789"
}
