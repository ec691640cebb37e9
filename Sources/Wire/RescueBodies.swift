// Bodies of the REST API, version 1, on saved work.

/// Work that was saved before its worktree changed or went away.
public struct RescueBody: Codable, Hashable, Sendable {
    /// `T-1/1700000000`.
    public var id: String
    /// The ticket, or the name of a folder without one.
    public var ticket: String
    public var project: String
    public var savedAt: Int64
    /// `restarted`, `closed`, `landed`, `orphaned`, or empty when Skein did not write it.
    public var reason: String
    /// The reason for people.
    public var note: String
    public var reference: String
    public var branch: String
    public var base: String
    public var commit: String
    /// Tips of other branches, the stash, what was staged or amended away.
    public var others: [String]
    public var files: Int
    public var insertions: Int
    public var deletions: Int
    public var hasUncommitted: Bool
    /// The worktree's `.git` was of no use: these are its files.
    public var isFromFiles: Bool

    public init(
        id: String, ticket: String, project: String, savedAt: Int64, reason: String, note: String, reference: String,
        branch: String, base: String, commit: String, others: [String], files: Int, insertions: Int, deletions: Int,
        hasUncommitted: Bool, isFromFiles: Bool
    ) {
        self.id = id
        self.ticket = ticket
        self.project = project
        self.savedAt = savedAt
        self.reason = reason
        self.note = note
        self.reference = reference
        self.branch = branch
        self.base = base
        self.commit = commit
        self.others = others
        self.files = files
        self.insertions = insertions
        self.deletions = deletions
        self.hasUncommitted = hasUncommitted
        self.isFromFiles = isFromFiles
    }
}

/// A rescue and what it changes.
public struct RescueDetailBody: Codable, Hashable, Sendable {
    public var rescue: RescueBody
    /// Against its base; bytes that are not UTF-8 are replaced.
    public var patch: String
    /// There was more than the limit.
    public var isCut: Bool

    public init(rescue: RescueBody, patch: String, isCut: Bool) {
        self.rescue = rescue
        self.patch = patch
        self.isCut = isCut
    }
}

/// Where a rescue goes: a new branch, or a ticket's next run.
public struct RestoreBody: Codable, Hashable, Sendable {
    /// Left out without `ticket`: a name made from the rescue's.
    public var branch: String?
    public var ticket: String?

    public init(branch: String? = nil, ticket: String? = nil) {
        self.branch = branch
        self.ticket = ticket
    }
}

/// Where a rescue went.
public struct RestoredBody: Codable, Hashable, Sendable {
    public var commit: String
    /// The new branch.
    public var branch: String?
    /// The ticket whose next run starts from it.
    public var ticket: String?

    public init(commit: String, branch: String? = nil, ticket: String? = nil) {
        self.commit = commit
        self.branch = branch
        self.ticket = ticket
    }
}
