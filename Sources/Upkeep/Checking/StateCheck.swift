import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite

/// Looks at everything that a workspace keeps; changes nothing.
public struct StateCheck: Sendable {
    private let state: StateFolder
    private let references: any ReferenceSite

    public init(_ state: StateFolder, _ references: any ReferenceSite) {
        self.state = state
        self.references = references
    }

    public func verify() async throws -> Verification {
        // Looked at first: whoever makes a folder has written its row before.
        let files = FilesSeen(state)
        let journal = try await Self.journal(state.database, archives: state.journal)
        guard journal.isReadable else { return journal.verification }
        let facts: Facts
        do {
            facts = try await SQLiteFile.read(state.database) { try Facts($0) }
        } catch is DecodingError where !journal.verification.findings.isEmpty {
            return journal.verification
        }
        var findings = journal.verification.findings + files.findings(facts, state)
        for project in facts.projects where !project.isRetired {
            let changes = facts.changes.filter { $0.project == project.id }
            findings += try await references.faults(in: project, changes: changes)
        }
        return Verification(entries: journal.verification.entries, findings: findings)
    }

    /// The database of a backup, and its archives.
    public static func verify(backup path: String) async throws -> Verification {
        let backup = BackupFolder(path: path)
        let manifest = try backup.manifest()
        guard manifest.schema < Schema.version else {
            let journal = try await journal(backup.database, archives: backup.journal)
            return try await Self.compare(manifest, with: backup.database, journal)
        }
        // Brought to our schema in a copy: that this works is a part of what is asked.
        let folder = FileManager.default.temporaryDirectory.path + "/skein-check-\(UUID().uuidString)"
        try DurableFiles.makeFolder(folder)
        defer { try? DurableFiles.delete(folder) }  // a temporary folder may stay
        let copy = "\(folder)/\(StateFolder.databaseName)"
        try DurableFiles.copy(backup.database, to: copy)
        try await SQLiteStore(path: copy).close()
        return try await Self.compare(manifest, with: copy, try await journal(copy, archives: backup.journal))
    }

    private static func compare(
        _ manifest: BackupManifest, with database: String, _ journal: JournalCheck
    ) async throws -> Verification {
        guard journal.isReadable else { return journal.verification }
        let head = try await SQLiteFile.read(database) { transaction in
            try transaction.rows("SELECT revision, hash FROM workspace", [])[0]
        }
        if head.integer(0) == manifest.revision, head.text(1) == manifest.hash { return journal.verification }
        let finding = Finding("backup", "Its database is not the one that its manifest tells of.", advice: useAnother)
        return Verification(
            entries: journal.verification.entries, findings: journal.verification.findings + [finding])
    }

    private struct JournalCheck {
        let verification: Verification
        /// Whether the rows can be read at all.
        let isReadable: Bool
    }

    private static let useAnother = "Use another backup."
    private static let restore = "Stop the server and restore the latest backup: skein restore BACKUP --replace."

    private static func journal(_ database: String, archives: String) async throws -> JournalCheck {
        let broken = try await damage(of: database)
        guard broken.isEmpty else {
            let findings = broken.map { Finding("database", $0, advice: restore) }
            return JournalCheck(verification: Verification(entries: 0, findings: findings), isReadable: false)
        }
        let verdict = try await SQLiteFile.read(database) { transaction in
            try transaction.verifyJournal { try DurableFiles.bytes(of: "\(archives)/\($0.name)") }
        }
        let findings = verdict.faults.map { Finding("journal", $0, advice: restore) }
        return JournalCheck(
            verification: Verification(entries: verdict.entries, findings: findings), isReadable: true)
    }

    private static func damage(of database: String) async throws -> [String] {
        guard DurableFiles.exists(database) else { return ["There is no database \(database)."] }
        do {
            return try await SQLiteFile.faults(database)
        } catch let failure as StorageFailure where failure.reason == .corrupt {
            return [failure.sentence]
        }
    }
}

/// What the tables say that must be elsewhere too.
struct Facts: Sendable {
    let tickets: Set<String>
    let runs: Set<String>
    let liveRuns: [Run]
    let archives: [JournalArchive]
    let projects: [Project]
    let changes: [Change]

    init(_ transaction: any Transaction) throws {
        tickets = Set(try transaction.rows("SELECT id FROM ticket", []).map { "T-\($0.integer(0))" })
        runs = Set(try transaction.rows("SELECT id FROM run", []).map { "R-\($0.integer(0))" })
        liveRuns = try transaction.liveRuns()
        archives = try transaction.journalArchives()
        projects = try transaction.projects()
        changes = try transaction.allChanges()
    }
}
