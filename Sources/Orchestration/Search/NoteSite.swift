import Domain

/// The notes of a workspace: the port that reads and writes their files.
public protocol NoteSite: Sendable {
    /// Every note of agents and of the workspace, with what tells one state of its file from another.
    func notes() throws -> [Note.ID: String]

    /// Nil when there is no such note, or none that can be shown: larger than allowed, no text, a link.
    func read(_ id: Note.ID) throws -> Note?

    /// Writes the note whole, or removes it when it is empty, and commits that alone when the workspace's folder is in
    /// git. Safe to repeat.
    ///
    /// - Parameter reason: the commit's message.
    /// - Throws: `WorldFailure`; a commit that waits for a person's git is no failure.
    func write(_ note: Note, by agent: Agent.ID, because reason: String) async throws

    /// Commits what agents wrote and could not be committed then.
    func commitLeftovers() async throws
}
