import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Removes the worktrees of closed tickets, also those that a killed server left.
///
/// It alone does: a removal beside the step that closes a ticket is lost when the server dies between the two.
public final class WorktreesReconciler: Service {
    private let engine: Engine
    private let worktrees: any WorktreeSite
    private let last = Mutex<Look?>(nil)

    /// What the last look found.
    private struct Look {
        /// How many tickets were closed: no more, nothing new to do.
        var closed: Int
        /// When to look again all the same: a run of a closed ticket lives (at the next wake-up), or a removal failed.
        var againAt: Instant?
    }

    public init(engine: Engine, worktrees: any WorktreeSite) {
        self.engine = engine
        self.worktrees = worktrees
    }

    /// Runs until shut down; a removal that was under way is taken up by the next server.
    public func run() async throws {
        try await engine.reconcileForever { [self] _ in
            await reconcile()
        } carryOut: { (_: Never) in
        }
    }

    private func reconcile() async -> Instant? {
        do {
            let closed = try await engine.store.read { try $0.closedTicketCount() }
            if let last = last.withLock({ $0 }), last.closed == closed {
                guard let againAt = last.againAt else { return nil }
                if engine.clock.now < againAt { return againAt }
            }
            let (leavings, isSomebodyInside) = try await leavings()
            var isClean = true
            for (ticket, project) in leavings where !(await remove(ticket, project)) { isClean = false }
            // The end of a run wakes us; nothing tells of a disk that has room again.
            let againAt = isClean ? nil : engine.clock.now + .minutes(1)
            last.withLock { $0 = Look(closed: closed, againAt: isSomebodyInside ? engine.clock.now : againAt) }
            return againAt
        } catch {
            engine.logger.error("the worktrees could not be looked at, trying again in 5 s: \(error)")
            return engine.clock.now + .seconds(5)
        }
    }

    /// Closed tickets with a worktree and no run, and whether a run of a closed ticket still lives.
    private func leavings() async throws -> ([(Ticket, Project)], isSomebodyInside: Bool) {
        let found = try worktrees.tickets()
        return try await engine.store.read { transaction in
            let occupied = Set(try transaction.liveRuns().map(\.ticket))
            let closed = try transaction.closedTickets(among: found.union(occupied))
            let free = closed.filter { !occupied.contains($0.id) }
            let places = try free.compactMap { ticket in
                try transaction.project(ticket.content.project).map { (ticket, $0) }
            }
            return (places, free.count < closed.count)
        }
    }

    private func remove(_ ticket: Ticket, _ project: Project) async -> Bool {
        do {
            try await worktrees.retire(ticket, in: project)
            return true
        } catch is CancellationError {
            return false  // This server shuts down.
        } catch {
            engine.logger.warning("the worktree of \(ticket.id) stays, trying again in a minute: \(error)")
            return false
        }
    }
}
