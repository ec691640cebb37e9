import Foundation
import StorageSQLite

/// Lays the state of a backup ready beside the present one; it counts once a plan says so.
struct Staging: Sendable {
    let backup: BackupFolder
    let state: StateFolder
    /// Called before each step, so that a test can end it there.
    var step: @Sendable (String) throws -> Void = { _ in }

    private var new: String { Swap.new(state) }

    /// The archives, and the database as `settle` leaves it.
    func lay<Settled>(_ settle: (SQLiteStore) async throws -> Settled) async throws -> Settled {
        try copyArchives()
        try step("copy the database")
        let working = "\(state.restore)/working.db"
        try DurableFiles.copy(backup.database, to: working)
        let store = try await SQLiteStore(path: working)
        let settled = try await settle(store)
        // The working copy has a write-ahead log; the copy of it is one file.
        try await store.copy(to: "\(new)/\(StateFolder.databaseName)")
        try store.close()
        return settled
    }

    /// The archives, and the database as it is: what another program is to read.
    func layUntouched() throws {
        try copyArchives()
        try step("copy the database")
        try DurableFiles.copy(backup.database, to: "\(new)/\(StateFolder.databaseName)")
    }

    /// From now on what lies ready is the state.
    func decide(_ plan: Swap.Plan) throws {
        for path in ["\(new)/\(StateFolder.databaseName)", "\(new)/\(StateFolder.journalName)", new] {
            try DurableFiles.sync(path)
        }
        try step("decide")
        try DurableFiles.write(Array(try JSONEncoder().encode(plan)), to: Swap.ready(state))
    }

    private func copyArchives() throws {
        for folder in [state.restore, new, "\(new)/\(StateFolder.journalName)"] { try DurableFiles.makeFolder(folder) }
        try step("copy the archives")
        for name in DurableFiles.names(in: backup.journal) {
            try DurableFiles.copy("\(backup.journal)/\(name)", to: "\(new)/\(StateFolder.journalName)/\(name)")
        }
    }
}
