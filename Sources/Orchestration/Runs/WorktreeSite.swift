import Domain

/// Where agents work: a private checkout for each ticket.
public protocol WorktreeSite: Sendable {
    /// Makes the ticket's worktree ready for this run. Safe to repeat: for the same run it changes nothing.
    ///
    /// - Returns: the commit that the work starts from.
    func prepare(_ assignment: Assignment) async throws -> String

    /// Commits what the agent left uncommitted and brings the branch into the user's repository.
    ///
    /// - Returns: the branch's head, or nil when the agent changed nothing.
    func collect(_ assignment: Assignment) async throws -> String?

    /// Removes the worktree of a closed ticket, and the branch of one that landed; work that has not landed is saved
    /// under `refs/skein/rescue/` first. Safe to repeat.
    func retire(_ ticket: Ticket, in project: Project) async throws

    /// The names of all worktrees, whole or half removed, and of the tickets that have branches.
    func leftovers(in projects: [Project]) async throws -> [String]

    /// Removes a worktree whose ticket nobody knows, after its work was saved. Safe to repeat.
    ///
    /// - Throws: `WorldFailure` when Skein did not make it for one of the projects; it is left alone then.
    func remove(_ name: String, because reason: Rescue.Reason, among projects: [Project]) async throws
}
