import Domain
import Orchestration

/// A run that starts from a rescue, because somebody restored it for the ticket.
extension TicketWorktrees {
    /// The choice is written into the run's folder before it is used, so that a run which is prepared again after a
    /// kill takes the same, and none that was made later.
    func chosenStart(_ assignment: Assignment, in repository: Repository) async throws -> Commit? {
        if let noted = notedStart(assignment) { return noted }
        let chosen = try await repository.nextStart(of: assignment.ticket.id.description)
        if let chosen { try write(chosen.id, to: path(assignment)) }
        return chosen
    }

    func forgetChosenStart(_ assignment: Assignment, in repository: Repository) async throws {
        guard let noted = notedStart(assignment) else { return }
        try await repository.forgetNextStart(of: assignment.ticket.id.description, at: noted)
    }

    /// Puts the rescue in the place of what the worktree had, which is saved, and merges the target where that is
    /// clean.
    func restore(
        _ chosen: Commit, into worktree: Worktree, _ assignment: Assignment, at target: Commit
    ) async throws -> Worktree {
        let repository = worktree.repository
        let restored = try await startOver(worktree, assignment, at: chosen)
        let merged = try await repository.mergeTarget(
            into: restored, target: target, identity: Identity(agent: assignment.agent.id), date: seconds)
        switch merged {
        case .merged(_, let renewed): return renewed
        case .upToDate, .conflict:
            // Else the rescue itself would not count as the ticket's work.
            return try restored.counting(from: try await repository.mergeBase(chosen, target))
        }
    }

    private func path(_ assignment: Assignment) -> String { "\(assignment.places.runFolder)/start" }

    private func notedStart(_ assignment: Assignment) -> Commit? {
        readFile(path(assignment)).flatMap { Commit(String(decoding: $0, as: UTF8.self)) }
    }
}

extension Worktree {
    /// The same worktree, whose own work is counted from another commit.
    fileprivate func counting(from base: Commit) throws -> Worktree {
        let renewed = Worktree(repository: repository, path: path, branch: branch, base: base)
        if let number = Record(of: path)?.number { try Record(renewed, number: number).write() }
        return renewed
    }
}
