import Domain
import GRDB
import Storage

/// A database in memory whose every call is over when it returns: for simulations, where one step follows the other.
///
/// The same engine, schema and SQL as `SQLiteStore`, without its group commit.
public final class ImmediateStore {
    private let database: DatabaseQueue

    /// A new, empty database of the present schema.
    public init() throws {
        database = try DatabaseQueue(configuration: SQLiteStore.configuration())
        try write { try Schema.migrate($0) }
    }

    /// Runs `body` in a transaction; a throw undoes all of it.
    public func write<Result>(_ body: (any Transaction) throws -> Result) throws -> Result {
        try told { try database.write { try body(GRDBTransaction(database: $0)) } }
    }

    /// Runs `body`, which only reads. Nobody else writes meanwhile, so that it needs no transaction.
    public func read<Result>(_ body: (any Transaction) throws -> Result) throws -> Result {
        try told { try database.inDatabase { try body(GRDBTransaction(database: $0)) } }
    }

    private func told<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw StorageFailure(error)
        }
    }
}
