import Domain
import Orchestration

/// What a server asks of worktrees and processes: the contracts of `WorktreeSite` and `Harness`.
extension World {
    /// - Parameter keeps: whether the work goes on from what the ticket's branch has.
    mutating func prepare(_ run: Run, keeps: Bool) -> String {
        let tip = repositories[run.project]?.tip ?? Commit(parents: [], patches: [])
        if let known = worktrees[run.ticket] {
            if known.owner == run.id { return known.base.id }
            if processes[known.owner]?.isAlive == true {
                forbid(1, "\(run.id) takes the worktree of \(run.ticket) from \(known.owner), which works in it")
            }
            if !keeps { save(known.patches, of: run.ticket, in: run.project) }
        }
        let carried = keeps ? worktrees[run.ticket]?.patches ?? [] : []
        worktrees[run.ticket] = Worktree(owner: run.id, base: tip, patches: carried.subtracting(tip.patches))
        moves += 1
        return tip.id
    }

    mutating func start(_ run: Run, acts: [Process.Act], at now: Instant) {
        if let other = processes.values.first(where: { $0.ticket == run.ticket && $0.isAlive }) {
            forbid(1, "\(run.id) starts on \(run.ticket) while \(other.run) works on it")
        }
        if processes[run.id] != nil { forbid(1, "the process of \(run.id) is started twice") }
        if worktrees[run.ticket]?.owner != run.id { forbid(7, "\(run.id) starts without a worktree of its own") }
        processes[run.id] = Process(
            run: run.id, ticket: run.ticket, attempt: run.attempt, project: run.project, acts: acts, startedAt: now)
    }

    /// Commits what is left, and brings the branch into the repository.
    mutating func collect(_ run: Run) -> String? {
        if processes[run.id]?.isAlive == true { forbid(11, "\(run.id) is collected while its process works") }
        guard let worktree = worktrees[run.ticket], worktree.owner == run.id else { return nil }
        moves += 1
        if worktree.patches.isEmpty {
            collected[run.id] = .some(nil)
            return nil
        }
        let head = Commit(parents: [worktree.base], patches: worktree.base.patches.union(worktree.patches))
        if let earlier = repositories[run.project]?.branches[run.ticket] {
            save(earlier.patches.subtracting(head.patches), of: run.ticket, in: run.project)
        }
        commits[head.id] = head
        repositories[run.project]?.branches[run.ticket] = head
        collected[run.id] = head
        return head.id
    }

    /// Saves what has not landed, and removes the worktree.
    mutating func retire(_ ticket: Ticket.ID, in project: Project.ID, isClosed: Bool) {
        guard let worktree = worktrees[ticket] else { return }
        if !isClosed { forbid(7, "the worktree of \(ticket) is removed although the ticket is not closed") }
        if processes[worktree.owner]?.isAlive == true {
            forbid(7, "the worktree of \(ticket) is removed while \(worktree.owner) works in it")
        }
        save(worktree.patches, of: ticket, in: project)
        worktrees[ticket] = nil
        moves += 1
    }

    private mutating func save(_ patches: Set<Int>, of ticket: Ticket.ID, in project: Project.ID) {
        let unmerged = patches.subtracting(repositories[project]?.tip.patches ?? [])
        if !unmerged.isEmpty { repositories[project]?.rescues.append(unmerged) }
    }

    /// Lets a process do its next act.
    mutating func act(_ run: Run.ID) {
        guard var process = processes[run], process.isAlive else { return }
        defer { processes[run] = process }
        if process.isAskedToStop { return process.end(.stopped) }
        guard !process.acts.isEmpty else { return process.end(.failed(.exitStatus(3))) }
        switch process.acts.removeFirst() {
        case .session(let name): process.log.append(.sessionStarted(id: name, model: nil))
        case .use(let tokens):
            process.used += tokens
            process.log.append(.used(Usage(inputTokens: process.used)))
        case .turnEnd: process.log.append(.turnEnded(.completed))
        case .work: work(&process)
        case .ask(let name, let isQuestion):
            let request = AgentRequest(id: name, kind: isQuestion ? .question : .execute, title: "May I \(name)?")
            process.log.append(.asked(request))
        case .withdraw(let name): process.log.append(.answered(request: name, answer: nil))
        case .await(let name): if !process.answers.contains(name) { process.acts.insert(.await(name), at: 0) }
        case .say: process.log.append(.text("at work"))
        case .end(let ending): process.end(ending)
        case .hang: process.acts.insert(.hang, at: 0)
        }
    }

    private mutating func work(_ process: inout Process) {
        // No running number: it is the same piece of work whatever else happened before it.
        let words = ["patch", "\(process.ticket)", "\(process.attempt)", "\(process.made.count)"]
        let patch = 1 + Name.number(words, below: 1 << 40)
        process.made.insert(patch)
        moves += 1
        // Whoever works in a worktree that was taken away loses what he does: `lost` finds it.
        if worktrees[process.ticket]?.owner == process.run { worktrees[process.ticket]?.patches.insert(patch) }
    }
}

extension Process {
    mutating func end(_ ending: Ending) {
        isAlive = false
        self.ending = ending
    }
}
