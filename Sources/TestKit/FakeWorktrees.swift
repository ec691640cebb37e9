import Domain
import Orchestration

/// Worktrees of the fake world.
public struct FakeWorktrees: WorktreeSite {
    let world: FakeWorld

    public init(_ world: FakeWorld) {
        self.world = world
    }

    public func prepare(_ assignment: Assignment) async throws -> String {
        try world.step()
        let base = world.state.withLock { state in
            let (run, ticket) = (assignment.run.id, assignment.ticket.id)
            if let owner = state.worktrees[ticket], owner != run, state.processes[owner]?.ending == nil,
                state.processes[owner] != nil
            {
                state.violations.append("the worktree of \(ticket) is taken from \(owner), which works in it")
            }
            state.worktrees[ticket] = run
            return state.target.last?.commit ?? ""
        }
        try world.step()
        return base
    }

    public func collect(_ assignment: Assignment) async throws -> String? {
        try world.step()
        return world.state.withLock { state in
            if assignment.ticket.content.labels.contains("idle") { return nil }
            let head = FakeWorld.identifier(assignment.ticket.id, assignment.run.id)
            state.heads[assignment.ticket.id] = head
            return head
        }
    }

    public func retire(_ ticket: Ticket, in project: Project) async throws {
        try world.step()
        let fails = world.state.withLock { state in
            guard state.removalsThatFail > 0 else { return false }
            state.removalsThatFail -= 1
            state.failedRemovals += 1
            return true
        }
        if fails { throw WorldFailure("the disk is full") }
        remove(ticket.id, isClosed: ticket.state.isClosed)
        try world.step()
    }

    public func leftovers(in projects: [Project]) async throws -> [String] {
        try world.step()
        return world.state.withLock { $0.worktrees.keys.map(\.description).sorted() }
    }

    public func remove(_ name: String, because reason: Rescue.Reason, among projects: [Project]) async throws {
        try world.step()
        if let ticket = Ticket.ID(name) { remove(ticket, isClosed: false) }
    }

    private func remove(_ ticket: Ticket.ID, isClosed: Bool) {
        world.state.withLock { state in
            if !isClosed { state.violations.append("the worktree of \(ticket) is removed before it is closed") }
            if let owner = state.worktrees[ticket], let process = state.processes[owner], process.ending == nil {
                state.violations.append("the worktree of \(ticket) is removed from \(owner), which works in it")
            }
            state.worktrees[ticket] = nil
        }
    }
}

/// The rescues of the fake world: when they were saved.
public struct FakeRescues: RescueSite {
    let world: FakeWorld

    public init(_ world: FakeWorld) {
        self.world = world
    }

    public func rescues(in project: Project, of ticket: String?) async throws -> [Rescue] { [] }

    public func patch(of rescue: Rescue, in project: Project, limit: Int) async throws -> RescuePatch {
        throw Rejection.unknown(rescue.id)
    }

    public func restore(_ rescue: Rescue, as branch: String, in project: Project) async throws {
        throw Rejection.unknown(rescue.id)
    }

    public func restore(_ rescue: Rescue, for ticket: Ticket.ID, in project: Project) async throws {
        throw Rejection.unknown(rescue.id)
    }

    public func expire(before limit: Instant, in project: Project) async throws -> Instant? {
        try world.step()
        return world.state.withLock { state in
            state.rescues.removeAll { $0 < limit }
            return state.rescues.min()
        }
    }
}
