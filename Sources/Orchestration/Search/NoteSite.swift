import Domain

/// The notes of a workspace: the port that reads and writes their files.
public protocol NoteSite: Sendable {
    /// Every note of agents and of the workspace.
    func notes() throws -> [Note.ID: NoteFile]

    /// Nil when there is no such note, or none that can be shown: larger than allowed, no text, a link.
    func read(_ id: Note.ID) throws -> Note?

    /// Gives the note the text that `edit` makes of what it is, nobody else changing notes meanwhile; an empty text
    /// removes it. Commits that alone when the workspace's folder is in git.
    ///
    /// - Parameter reason: the commit's message, one line.
    /// - Throws: what `edit` throws, `WorldFailure`; a commit that must wait is made later and is no failure.
    func change(
        _ id: Note.ID, by agent: Agent.ID, because reason: String,
        _ edit: @escaping @Sendable (Note?) async throws -> String
    ) async throws

    /// Commits what agents wrote and could not be committed then.
    func commitLeftovers() async throws
}

/// What the file system says of a note.
public struct NoteFile: Hashable, Sendable {
    /// Tells one state of the file from another.
    public let version: String
    public let bytes: Int
    public let changedAt: Instant

    public init(version: String, bytes: Int, changedAt: Instant) {
        self.version = version
        self.bytes = bytes
        self.changedAt = changedAt
    }
}
