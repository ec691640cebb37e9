import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite

/// A backup: a folder with the database, the journal's archives, the configuration and what proves that it is whole.
///
///     manifest.json   SHA256SUMS   skein.db   journal/   configuration/skein.yaml   configuration/agents/ …
struct BackupFolder: Sendable {
    let path: String

    var database: String { "\(path)/\(StateFolder.databaseName)" }
    var journal: String { "\(path)/\(StateFolder.journalName)" }
    var configuration: String { "\(path)/configuration" }

    /// Writes a backup into a new folder: complete and on the disk when this returns, nothing when it throws.
    static func write(_ path: String, of state: StateFolder, _ store: any Store, at now: Instant) async throws -> Backup
    {
        guard !DurableFiles.exists(path) else {
            throw Rejection(.placeTaken, "There is something at \(path) already: name another place for the backup.")
        }
        let partial = BackupFolder(path: "\(path).part-\(UInt32.random(in: 0 ... .max))")
        do {
            try DurableFiles.makeFolder(partial.path)
            let manifest = try await partial.fill(from: state, store, at: now)
            try DurableFiles.move(partial.path, to: path)
            let files = DurableFiles.files(below: path)
            let bytes = try files.reduce(Int64(0)) { $0 + (try size(of: "\(path)/\($1)")) }
            return Backup(path: path, revision: manifest.revision, takenAt: now, files: files.count, bytes: bytes)
        } catch {
            try? DurableFiles.delete(partial.path)  // what went wrong first is what counts
            throw error
        }
    }

    private static func size(of path: String) throws -> Int64 {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.size] as? NSNumber)?.int64Value ?? 0
    }

    private func fill(from state: StateFolder, _ store: any Store, at now: Instant) async throws -> BackupManifest {
        try await store.copy(to: database)
        try DurableFiles.sync(database)
        let (manifest, archives) = try await SQLiteFile.read(database) { transaction in
            (try BackupManifest(transaction, takenAt: now), try transaction.journalArchives())
        }
        // An archive is never changed and never deleted: those that the copy names are all there.
        try DurableFiles.makeFolder(journal)
        for archive in archives {
            let copy = "\(journal)/\(archive.name)"
            try DurableFiles.copy(state.file(of: archive), to: copy)
            guard try DurableFiles.sum(of: copy).digest == archive.digest else {
                throw WorldFailure(
                    "\(state.file(of: archive)) was changed: no backup is made of it. Copy the file from an older "
                        + "backup's `journal` folder, then try again.")
            }
        }
        try copyConfiguration(state)
        try DurableFiles.write(try manifest.encoded(), to: "\(path)/\(BackupManifest.name)")
        try DurableFiles.write(Array(try Checksums.text(of: path).utf8), to: "\(path)/\(Checksums.name)")
        let below = DurableFiles.folders(below: configuration).map { "\(configuration)/\($0)" }
        for folder in [journal] + below + [configuration, path] { try DurableFiles.sync(folder) }
        return manifest
    }

    private func copyConfiguration(_ state: StateFolder) throws {
        try DurableFiles.makeFolder(configuration)
        let root = URL(fileURLWithPath: state.root).resolvingSymlinksInPath().path
        for name in Self.files(of: root) {
            // They may be links inside of the workspace; the backup holds what they lead to, and nothing of elsewhere.
            let source = URL(fileURLWithPath: "\(root)/\(name)").resolvingSymlinksInPath().path
            guard source.hasPrefix(root + "/"), DurableFiles.isFile(source) else { continue }
            try DurableFiles.makeFolders(of: name, in: configuration)
            try DurableFiles.copy(source, to: "\(configuration)/\(name)")
        }
    }

    /// What people and agents wrote for a workspace, relative to its folder: what it is configured by, what its agents
    /// are taught, keep and know.
    private static func files(of root: String) -> [String] {
        let agents = DurableFiles.names(in: "\(root)/agents").filter(Agent.isFile).map { "agents/\($0)" }
        let skills = DurableFiles.files(below: "\(root)/skills").map { "skills/\($0)" }
        let notes = ["memory", "knowledge"].flatMap { folder in
            DurableFiles.files(below: "\(root)/\(folder)").map { "\(folder)/\($0)" }
        }.filter { Note.ID(String($0.dropLast(3)))?.path == $0 }
        return ["skein.yaml"] + agents + skills + notes
    }

    /// The manifest of a backup whose files are those that were written.
    ///
    /// - Throws: `WorldFailure` when it is no backup, or was changed since.
    func manifest() throws -> BackupManifest {
        guard DurableFiles.exists("\(path)/\(Checksums.name)") else {
            throw WorldFailure("\(path) is no backup: it has no \(Checksums.name).")
        }
        let faults = try Checksums.faults(in: path)
        guard faults.isEmpty else {
            throw WorldFailure("The backup \(path) is damaged: \(faults.joined(separator: "; ")). Use another one.")
        }
        let bytes = try DurableFiles.bytes(of: "\(path)/\(BackupManifest.name)")
        do {
            let manifest = try JSONDecoder().decode(BackupManifest.self, from: Data(bytes))
            guard manifest.format == 1, manifest.schema <= Schema.version else {
                throw WorldFailure(
                    "The backup \(path) was written by a newer skein, \(manifest.program): use that one.")
            }
            return manifest
        } catch let error as DecodingError {
            throw WorldFailure("The manifest of \(path) cannot be read: \(error).")
        }
    }
}

extension BackupManifest {
    fileprivate init(_ transaction: any Transaction, takenAt now: Instant) throws {
        let head = try transaction.rows("SELECT revision, hash FROM workspace", [])[0]
        self.init(
            program: Release.version, schema: try transaction.rows("PRAGMA user_version", [])[0].integer(0),
            takenAt: now.milliseconds, revision: head.integer(0), hash: head.text(1),
            workspace: try transaction.workspace().settings.name,
            liveRuns: try transaction.liveRuns().map(\.id.description))
    }
}
