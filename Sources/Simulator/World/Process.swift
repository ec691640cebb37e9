import Domain
import Orchestration

/// An agent's process, as the world sees it: it goes on whether or not a server lives.
struct Process {
    let run: Run.ID
    let ticket: Ticket.ID
    let attempt: Int
    let project: Project.ID
    /// What it will still do, the next act first.
    var acts: [Act]
    let startedAt: Instant
    /// Everything that it said, from the beginning.
    var log: [AgentEvent] = []
    /// All that it truly used.
    var used: Int64 = 0
    /// Names of its requests that were answered where it can hear it.
    var answers: Set<String> = []
    var isAlive = true
    var isAskedToStop = false
    /// What its harness says of its end.
    var ending: Ending?
    /// Patches that it made.
    var made: Set<Int> = []

    /// One thing that a process does.
    enum Act: Hashable {
        case session(String)
        case use(Int64)
        case turnEnd
        case work
        case ask(String, isQuestion: Bool)
        case withdraw(String)
        /// Waits for the answer.
        case await(String)
        case say
        case end(Ending)
        /// Says nothing any more, and does not end.
        case hang
    }

    /// The latest figure that it has said.
    var saidUse: Int64? {
        for case .used(let usage) in log.reversed() { return usage.inputTokens }
        return nil
    }

    /// Whether its next act waits for somebody.
    var isWaiting: Bool {
        switch acts.first {
        case .await(let name): !answers.contains(name) && !isAskedToStop
        case .hang: !isAskedToStop
        case .session, .use, .turnEnd, .work, .ask, .withdraw, .say, .end, nil: false
        }
    }
}

/// Where a ticket's agents work.
struct Worktree {
    var owner: Run.ID
    var base: Commit
    /// What is in it beyond its base, committed or not.
    var patches: Set<Int>
}

/// A project's repository.
struct Repository {
    /// Every commit that the target branch pointed to, the latest last.
    var target: [Move]
    var branches: [Ticket.ID: Commit] = [:]
    /// What was saved under `refs/skein/rescue/`.
    var rescues: [Set<Int>] = []

    /// A move of the target branch.
    struct Move {
        let commit: Commit
        let isOurs: Bool
    }

    var tip: Commit { target[target.count - 1].commit }

    /// All patches that some reference keeps.
    var kept: Set<Int> {
        var kept = tip.patches
        for branch in branches.values { kept.formUnion(branch.patches) }
        for rescue in rescues { kept.formUnion(rescue) }
        return kept
    }

    func contains(_ commit: String) -> Bool { target.contains { $0.commit.id == commit } }
}

/// A gate that ran.
struct GateRun: Hashable {
    let tree: String
    let gate: Gate
    let verdict: GateResult.Verdict
}
