import Domain
import Foundation
import Orchestration
import Processes
import Storage
import StorageSQLite

/// Takes a migration back: the database is the backup's again, and agents go on.
///
/// Unlike a restore it follows the backup within moments, on a workspace that nobody served meanwhile but the program
/// that failed. Runs that the backup does not know are stopped, and their folders moved aside.
public struct Rollback: Sendable {
    private let state: StateFolder

    public init(_ state: StateFolder) {
        self.state = state
    }

    /// The schema's version in the database now.
    public static func schema(of state: StateFolder) async throws -> Int64 {
        try await SQLiteFile.read(state.database) { try $0.rows("PRAGMA user_version", [])[0].integer(0) }
    }

    /// The backup that was taken last before a migration; nil when there is none since `instant`.
    public static func backup(of state: StateFolder, since instant: Instant) throws -> String? {
        try StateUpkeep.automaticBackups(state).last { $0.takenAt >= instant.milliseconds }.map {
            "\(state.backups)/\($0.name)"
        }
    }

    /// - Returns: where the state is that is given up.
    public func run(to path: String, clock: any WallClock = SystemClock()) async throws -> String? {
        let backup = BackupFolder(path: path)
        _ = try backup.manifest()
        let known = try await SQLiteFile.read(backup.database) { try Facts($0).runs }
        let strange = DurableFiles.names(in: state.runs).filter { !known.contains($0) }
        try await Restore.stopAgents(state, among: strange)
        let gates = try await stopGates()
        let new = Swap.new(state)
        try DurableFiles.makeFolder(state.restore)
        try DurableFiles.makeFolder(new)
        try DurableFiles.makeFolder("\(new)/\(StateFolder.journalName)")
        for name in DurableFiles.names(in: backup.journal) {
            try DurableFiles.copy("\(backup.journal)/\(name)", to: "\(new)/\(StateFolder.journalName)/\(name)")
        }
        try DurableFiles.copy(backup.database, to: "\(new)/\(StateFolder.databaseName)")
        let plan = Swap.Plan(
            state, at: clock.now, isWithConfiguration: false, only: strange.map { "runs/\($0)" } + gates)
        try DurableFiles.write(Array(try JSONEncoder().encode(plan)), to: Swap.ready(state))
        return try Swap.finish(state)
    }

    /// Ends the gates that run: what they tell is of changes that may be others now.
    ///
    /// - Returns: the folders of what gates told, below `.skein`.
    private func stopGates() async throws -> [String] {
        let paths = DurableFiles.names(in: "\(state.path)/gates").map { "gates/\($0)/runs" }
        for path in paths {
            for name in DurableFiles.names(in: "\(state.path)/\(path)") {
                try await RunFolder("\(state.path)/\(path)/\(name)").endNow()
            }
        }
        return paths
    }
}

extension RunFolder {
    /// Asks what runs there to end, and returns when it has.
    func endNow() async throws {
        guard isAlive else { return }
        try await stop(grace: .seconds(5))
        while isAlive { try await Task.sleep(for: .milliseconds(50)) }
    }
}
