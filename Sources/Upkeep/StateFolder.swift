import Domain
import Foundation
import Storage

/// What this program is, as backups and upgrades say it.
public enum Release {
    public static let version = "0.1.0"
}

/// The places of a workspace's state, below `.skein`.
public struct StateFolder: Hashable, Sendable {
    /// `.skein`, absolute.
    public let path: String
    /// The workspace's folder.
    public let root: String

    public init(path: String, root: String) {
        self.path = path
        self.root = root
    }

    static let databaseName = "skein.db"
    static let journalName = "journal"

    public var database: String { "\(path)/\(Self.databaseName)" }
    /// The archives of the journal.
    var journal: String { "\(path)/\(Self.journalName)" }
    public var backups: String { "\(path)/backups" }
    var runs: String { "\(path)/runs" }
    var worktrees: String { "\(path)/worktrees" }
    /// A restore on its way.
    var restore: String { "\(path)/restore" }

    func file(of archive: JournalArchive) -> String { "\(journal)/\(archive.name)" }
}

extension Instant {
    /// For names of files: `2026-11-21T17-45-09Z`.
    var stamp: String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).ISO8601Format().replacing(":", with: "-")
    }
}
