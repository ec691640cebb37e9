import GRDB
import Storage

/// A database file that is looked at without being changed, whether a store has it open or not.
public enum SQLiteFile {
    /// Runs `body` on one snapshot, over a connection of its own: what it reads comes from the disk, not from memory.
    ///
    /// - Throws: `StorageFailure` when it is no database or cannot be read.
    public static func read<Result: Sendable>(
        _ path: String, _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await offPool {
            do {
                var configuration = Configuration()
                configuration.readonly = true
                configuration.busyMode = .timeout(5)
                let database = try DatabaseQueue(path: path, configuration: configuration)
                defer { try? database.close() }  // it was only read from
                return try database.read { try body(GRDBTransaction(database: $0)) }
            } catch let error as DatabaseError {
                throw StorageFailure(error, path: path)
            }
        }
    }

    /// What is wrong with the file itself: its pages, the types of its values, its indexes, its references, its schema.
    ///
    /// - Returns: sentences; when there are any, the rows may not be readable.
    public static func faults(_ path: String) async throws -> [String] {
        let expected = try await SQLiteStore().read { try $0.definitions() }
        return try await read(path) { transaction in
            let broken = try transaction.rows("PRAGMA integrity_check(20)", []).map { $0.text(0) }.filter { $0 != "ok" }
            if !broken.isEmpty { return broken.map { "SQLite finds the database damaged: \($0)." } }
            let stray = try transaction.rows("PRAGMA foreign_key_check", []).prefix(20).map { row in
                "A row of \(row.text(0)) refers to one of \(row.text(2)) that is not there."
            }
            let isKnown = try transaction.definitions() == expected
            let foreign = "The database's tables, indexes or triggers are not those of this program."
            return stray + (isKnown ? [] : [foreign])
        }
    }
}

extension Transaction {
    /// Every table, index and trigger, as it was defined.
    fileprivate func definitions() throws -> [String] {
        try rows("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name", []).map { $0.text(0) }
    }
}
