import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite

/// Copies and checks the state of the workspace that this process serves.
public struct StateUpkeep: UpkeepSite {
    private let state: StateFolder
    private let store: any Store
    private let references: any ReferenceSite
    private let clock: any WallClock

    public init(state: StateFolder, store: any Store, references: any ReferenceSite, clock: any WallClock) {
        self.state = state
        self.store = store
        self.references = references
        self.clock = clock
    }

    public func backUp(to path: String?) async throws -> Backup {
        let now = clock.now
        if let path { return try await BackupFolder.write(path, of: state, store, at: now) }
        try DurableFiles.makeFolder(state.backups)
        return try await BackupFolder.write(
            "\(state.backups)/\(DurableFiles.freeName(now.stamp, in: state.backups))", of: state, store, at: now)
    }

    public func verify() async throws -> Verification { try await StateCheck(state, references).verify() }

    public func bytes(of archive: JournalArchive) throws -> [UInt8] {
        try DurableFiles.bytes(of: state.file(of: archive))
    }

    /// What a server does before it brings the database to a newer schema: a backup whose name says why.
    public static func precaution(
        _ state: StateFolder, clock: any WallClock, kept: Int = keptBackups
    ) -> SQLiteStore.Precaution {
        { found, store in
            try DurableFiles.makeFolder(state.backups)
            let name = DurableFiles.freeName(
                "\(automatic)-\(found)-\(Release.version)-\(clock.now.stamp)", in: state.backups)
            _ = try await BackupFolder.write("\(state.backups)/\(name)", of: state, store, at: clock.now)
            try prune(state, kept: kept)
        }
    }

    /// How many backups from before a migration are kept when nothing else is said.
    public static let keptBackups = 3
    private static let automatic = "before-schema"

    /// Deletes the oldest of the backups that were taken before migrations; never one that a person asked for.
    static func prune(_ state: StateFolder, kept: Int) throws {
        for old in try automaticBackups(state).dropLast(max(1, kept)) {
            try DurableFiles.delete("\(state.backups)/\(old.name)")
        }
    }

    /// The backups that were taken before migrations, the oldest first; those that are damaged are not among them.
    static func automaticBackups(_ state: StateFolder) throws -> [(name: String, takenAt: Int64)] {
        DurableFiles.names(in: state.backups).filter { $0.hasPrefix(automatic) && !$0.contains(".part-") }
            .compactMap { name in
                // One that cannot be read is left for a person to look at.
                guard let manifest = try? BackupFolder(path: "\(state.backups)/\(name)").manifest() else { return nil }
                return (name: name, takenAt: manifest.takenAt)
            }
            .sorted { ($0.takenAt, $0.name) < ($1.takenAt, $1.name) }
    }
}
