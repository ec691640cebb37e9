import Domain
import Foundation
import GRDB
import Storage

/// The default store: SQLite in WAL mode through GRDB, one writer with group commit, concurrent readers.
public final class SQLiteStore: Store {
    private let database: any DatabaseWriter
    private let committer: GroupCommitter

    /// Opens or creates the database file at `path` and brings it to the present schema.
    ///
    /// - Throws: `StorageFailure` when it is newer than this program, no database, or cannot be written.
    public convenience init(path: String) async throws {
        do {
            var configuration = Self.configuration()
            configuration.maximumReaderCount = 4
            configuration.persistentReadOnlyConnections = true
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL on the writer after prepareDatabase, so FULL has to be set afterwards.
            try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try await self.init(pool)
        } catch let error as DatabaseError {
            throw StorageFailure(error, path: path)
        }
    }

    /// A database in memory, for tests and simulations.
    public convenience init() async throws {
        try await self.init(try DatabaseQueue(configuration: Self.configuration()))
    }

    private init(_ database: any DatabaseWriter) async throws {
        self.database = database
        committer = GroupCommitter(database)
        try await write { try Schema.migrate($0) }
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

    /// Closes the files; nothing may be read or written afterwards.
    public func close() throws { try database.close() }
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
