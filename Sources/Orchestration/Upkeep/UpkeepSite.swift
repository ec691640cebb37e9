import Domain
import Storage

/// The whole state of a workspace: the port that copies and checks it.
public protocol UpkeepSite: Sendable {
    /// Copies the state as it is now, while everybody goes on writing, into a new folder.
    ///
    /// - Parameter path: absolute; nil for a place of our own.
    /// - Throws: `Rejection` when something is there already, `WorldFailure` or `StorageFailure`; then nothing is left.
    func backUp(to path: String?) async throws -> Backup

    /// Looks at everything that is kept: the journal, the tables, the repositories, the files.
    func verify() async throws -> Verification

    /// The file that holds the oldest entries of the journal.
    func bytes(of archive: JournalArchive) throws -> [UInt8]
}

/// A copy of the state of a workspace.
public struct Backup: Hashable, Sendable {
    public let path: String
    /// Where its journal ends.
    public let revision: Int64
    public let takenAt: Instant
    public let files: Int
    /// Of all files.
    public let bytes: Int64

    public init(path: String, revision: Int64, takenAt: Instant, files: Int, bytes: Int64) {
        self.path = path
        self.revision = revision
        self.takenAt = takenAt
        self.files = files
        self.bytes = bytes
    }
}

/// One thing that is not as it should be.
public struct Finding: Hashable, Sendable {
    /// What was looked at: `journal`, `database`, a project, a file.
    public let subject: String
    public let fault: String
    /// What to do about it.
    public let advice: String

    public init(_ subject: String, _ fault: String, advice: String) {
        self.subject = subject
        self.fault = fault
        self.advice = advice
    }
}

/// What a check of the whole state found.
public struct Verification: Hashable, Sendable {
    /// Of the journal, archives included; 0 when it could not be read.
    public let entries: Int64
    /// None when all is well.
    public let findings: [Finding]

    public init(entries: Int64, findings: [Finding]) {
        self.entries = entries
        self.findings = findings
    }
}

/// The projects' repositories, as far as the state refers to them: the port that looks whether all of it is there.
public protocol ReferenceSite: Sendable {
    /// What is missing of these changes of the project: commits that landed, branches that are to land.
    func faults(in project: Project, changes: [Change]) async throws -> [Finding]

    /// All that ever landed on the project's target, as the commits themselves say, the newest first.
    func landed(in project: Project) async throws -> [LandedCommit]

    /// Takes back what was chosen for the next runs of tickets that are younger than `last`: another ticket gets such a
    /// number now. The rescues stay.
    func forgetChoices(in project: Project, after last: Ticket.ID) async throws
}

/// A commit that the merge queue made.
public struct LandedCommit: Hashable, Sendable {
    public let commit: String
    public let ticket: Ticket.ID
    public let change: Change.ID
    /// As the commit says it, to the second; that of the change's submission, unless somebody rewrote it.
    public let committedAt: Instant

    public init(commit: String, ticket: Ticket.ID, change: Change.ID, committedAt: Instant) {
        self.commit = commit
        self.committedAt = committedAt
        self.ticket = ticket
        self.change = change
    }
}
