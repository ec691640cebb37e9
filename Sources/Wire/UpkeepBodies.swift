/// What `POST /api/v1/backups` takes.
public struct BackUpBody: Codable, Hashable, Sendable {
    /// An absolute path, with nothing there yet; a place in `.skein/backups` when it is left out.
    public var path: String?

    public init(path: String? = nil) {
        self.path = path
    }
}

/// A copy of the state of the workspace.
public struct BackupBody: Codable, Hashable, Sendable {
    public var path: String
    /// Where its journal ends.
    public var revision: Int64
    public var takenAt: Int64
    public var files: Int
    public var bytes: Int64

    public init(path: String, revision: Int64, takenAt: Int64, files: Int, bytes: Int64) {
        self.path = path
        self.revision = revision
        self.takenAt = takenAt
        self.files = files
        self.bytes = bytes
    }
}

/// What a check of everything that is kept found.
public struct VerificationBody: Codable, Hashable, Sendable {
    /// Of the journal, archives included; 0 when it could not be read.
    public var entries: Int64
    /// None when all is well.
    public var findings: [FindingBody]

    public init(entries: Int64, findings: [FindingBody]) {
        self.entries = entries
        self.findings = findings
    }
}

/// One thing that is not as it should be.
public struct FindingBody: Codable, Hashable, Sendable {
    /// What was looked at: `journal`, `database`, a project, a file.
    public var subject: String
    public var fault: String
    /// What to do about it.
    public var advice: String

    public init(subject: String, fault: String, advice: String) {
        self.subject = subject
        self.fault = fault
        self.advice = advice
    }
}
