import Dispatch
import Domain
import Foundation
import GRDB
import Storage

/// The default store: SQLite in WAL mode through GRDB, one writer with group commit, concurrent readers.
public final class SQLiteStore: Store {
    private let database: any DatabaseWriter
    private let committer: GroupCommitter

    /// Called before a database is brought to a newer schema, with the version it has and the store, to copy it.
    public typealias Precaution = @Sendable (_ found: Int64, _ store: SQLiteStore) async throws -> Void

    /// Opens or creates the database file at `path` and brings it to the present schema.
    ///
    /// - Parameter precaution: what is done before a migration; when it throws, the database stays as it is.
    /// - Throws: `StorageFailure` when it is newer than this program, no database, or cannot be written.
    public convenience init(path: String, precaution: Precaution? = nil) async throws {
        try await self.init(path: path, migrations: Schema.migrations, precaution: precaution)
    }

    /// The same with other migrations, such as a later version will have.
    package convenience init(path: String, migrations: [[String]], precaution: Precaution? = nil) async throws {
        do {
            var configuration = Self.configuration()
            configuration.maximumReaderCount = 4
            configuration.persistentReadOnlyConnections = true
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL on the writer after prepareDatabase, so FULL has to be set afterwards.
            try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            self.init(pool)
            let found = try await read { try Schema.found($0, migrations) }
            if found > 0, found < migrations.count { try await precaution?(found, self) }
            try await write { try Schema.migrate($0, migrations) }
        } catch let error as DatabaseError {
            throw StorageFailure(error, path: path)
        }
    }

    /// A database in memory, for tests and simulations.
    public convenience init() async throws {
        self.init(try DatabaseQueue(configuration: Self.configuration()))
        try await write { try Schema.migrate($0) }
    }

    private init(_ database: any DatabaseWriter) {
        self.database = database
        committer = GroupCommitter(database)
    }

    static func configuration() -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: "PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864")
        }
        return configuration
    }

    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await committer.submit(body)
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        // Not GRDB's `async` read: its interrupt, when the caller is cancelled, may come late and meet the connection's
        // next statement, or leave one in memory read-only.
        do {
            return try await withCheckedThrowingContinuation { continuation in
                database.asyncRead { connection in
                    continuation.resume(with: Swift.Result { try body(GRDBTransaction(database: connection.get())) })
                }
            }
        } catch let error as DatabaseError {
            throw StorageFailure(error)
        }
    }

    public func copy(to path: String) async throws {
        try await offPool { [database] in
            do {
                // One step from one snapshot: writers go on beside it, and do not begin it anew.
                let copy = try DatabaseQueue(path: path)
                try database.backup(to: copy)
                // A write-ahead log beside the copy would be a second file to lose.
                try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
                try copy.close()
            } catch let error as DatabaseError {
                throw StorageFailure(error, path: path)
            }
        }
    }

    /// Brings what is in the log beside the database into it, so that the one file is whole.
    public func settle() async throws {
        try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Closes the files; nothing may be read or written afterwards.
    public func close() throws { try database.close() }
}

/// What takes long runs on a thread of its own.
func offPool<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Swift.Result { try work() }) }
    }
}

/// A GRDB connection inside a transaction.
struct GRDBTransaction: Transaction {
    let database: Database

    func rows(_ sql: String, _ arguments: [Value]) throws -> [Storage.Row] {
        let statement = try database.cachedStatement(sql: sql)
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments.map(\.databaseValue)))
        var found: [Storage.Row] = []
        while let row = try cursor.next() {
            found.append(Storage.Row(row.databaseValues.map(Value.init)))
        }
        return found
    }

    func run(_ sql: String, _ arguments: [Value]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments.map(\.databaseValue)))
    }
}

extension Value {
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .integer(Int64(number))
        case .string(let text): self = .text(text)
        case .blob(let bytes): self = .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        }
    }
}

extension StorageFailure {
    init(_ error: DatabaseError, path: String? = nil) {
        let place = path.map { " \($0)" } ?? ""
        switch error.resultCode {
        case .SQLITE_FULL,
            // SQLite says "disk I/O error" when there is no room for the index beside its log.
            .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE:
            self.init(.diskFull, "The disk of the database\(place) is full: free some space; nothing was changed.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.busy, "Another program holds the database\(place): only one server may open it.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.corrupt, "The database\(place) is damaged: move it away and restore a backup.")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            self.init(.other, "The database\(place) cannot be opened for writing: check its folder's permissions.")
        default:
            self.init(.other, "The database\(place) failed: \(error.message ?? error.description)")
        }
    }
}
