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

    /// The tickets that have a worktree, or something of one whose removal was interrupted.
    func tickets() throws -> Set<Ticket.ID>

    /// Removes the worktree of a closed ticket; work that has not landed is saved under `refs/skein/rescue/` first.
    func retire(_ ticket: Ticket, in project: Project) async throws
}
