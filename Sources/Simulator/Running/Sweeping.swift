import Domain
import Storage

/// What a server does with worktrees that nobody needs: `WorktreesReconciler` without its waiting.
extension Simulation {
    /// Looks at one worktree, and removes it if the rule says so.
    func sweep() throws {
        if let ticket = try unneeded().first { try remove(ticket) }
    }

    /// The tickets with a worktree that may go.
    func unneeded() throws -> [Ticket] {
        try read { transaction in
            let occupied = Set(try transaction.liveRuns().map(\.ticket))
            return try world.worktrees.keys.sorted().compactMap { id in
                let ticket = try transaction.ticket(id)
                let slice = SweepSlice(ticket: ticket, hasLiveRun: occupied.contains(id))
                return slice.reasonToRemove == nil ? nil : ticket
            }
        }
    }

    private func remove(_ ticket: Ticket) throws {
        coverage.count("worktrees removed")
        note("remove the worktree of \(ticket.id)")
        do {
            _ = try ask { $0.retire(ticket.id, in: ticket.content.project, isClosed: ticket.state.isClosed) }
        } catch is NoAnswer {
            // It is tried again.
        }
    }
}
