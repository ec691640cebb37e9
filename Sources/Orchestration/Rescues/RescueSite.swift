import Domain

/// Where saved work is kept: the repositories of the projects.
public protocol RescueSite: Sendable {
    /// The rescues of one ticket, or of all, the latest first.
    func rescues(in project: Project, of ticket: String?) async throws -> [Rescue]

    /// What a rescue changes against its base, at most `limit` bytes of it.
    func patch(of rescue: Rescue, in project: Project, limit: Int) async throws -> RescuePatch

    /// Makes a new branch at the rescue.
    ///
    /// - Throws: `Rejection` when there is such a branch, or git takes no such name.
    func restore(_ rescue: Rescue, as branch: String, in project: Project) async throws

    /// Makes the ticket's next run start from the rescue. Safe to repeat.
    ///
    /// - Throws: `Rejection` when it starts from another one already.
    func restore(_ rescue: Rescue, for ticket: Ticket.ID, in project: Project) async throws

    /// Removes rescues that were saved before `limit`; nothing else is ever removed.
    ///
    /// - Returns: when the oldest that is left was saved.
    func expire(before limit: Instant, in project: Project) async throws -> Instant?
}

/// A patch for people to read; `git apply` takes it unless it was cut.
public struct RescuePatch: Hashable, Sendable {
    public let text: String
    public let isCut: Bool

    public init(text: String, isCut: Bool) {
        self.text = text
        self.isCut = isCut
    }
}
