import GRDB
import Storage
import Synchronization

/// One writer: what arrives while a commit is on its way to the disk shares the next one.
///
/// A slow disk so costs latency, not throughput. Each write has a savepoint: one failure spares the rest.
actor GroupCommitter {
    private let database: any DatabaseWriter
    private var waiting: [any PendingWrite] = []
    private var isDraining = false
    /// Bounds the size of one transaction; what is over it waits for the next.
    private let largestGroup = 512

    init(_ database: any DatabaseWriter) {
        self.database = database
    }

    /// Runs `body` in the next group; returns when the group is durable.
    func submit<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append(Write(body: body, continuation: continuation))
            if !isDraining {
                isDraining = true
                Task { await drain() }
            }
        }
    }

    private func drain() async {
        while !waiting.isEmpty {
            let group = Array(waiting.prefix(largestGroup))
            waiting.removeFirst(group.count)
            let committed = await commit(group)
            for write in group { write.finish(committed) }
        }
        isDraining = false
    }

    private func commit(_ group: [any PendingWrite]) async -> Result<Void, StorageFailure> {
        do {
            try await database.write { database in
                for write in group {
                    try database.requireTransaction()
                    write.run(in: database)
                }
                try database.requireTransaction()
            }
            return .success(())
        } catch let error as DatabaseError {
            return .failure(StorageFailure(error))
        } catch {
            return .failure(StorageFailure(.other, "The transaction failed: \(error)"))
        }
    }
}

extension Database {
    /// SQLite rolls the whole transaction back by itself when the disk is full; nothing may go on after that.
    fileprivate func requireTransaction() throws {
        if !isInsideTransaction {
            throw DatabaseError(resultCode: .SQLITE_FULL, message: "the transaction was rolled back")
        }
    }
}

/// A write that waits for its group.
private protocol PendingWrite: Sendable {
    func run(in database: Database)
    func finish(_ committed: Result<Void, StorageFailure>)
}

private final class Write<Value: Sendable>: PendingWrite {
    private let body: @Sendable (any Transaction) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private let result = Mutex<Result<Value, any Error>?>(nil)

    init(
        body: @escaping @Sendable (any Transaction) throws -> Value,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(in database: Database) {
        let outcome = Result<Value, any Error> {
            var value: Value?
            try database.inSavepoint {
                value = try body(GRDBTransaction(database: database))
                return .commit
            }
            guard let value else { preconditionFailure("the savepoint ran without its body") }
            return value
        }
        result.withLock { $0 = outcome }
    }

    /// Answers the caller: its own error first, else whether its group became durable.
    func finish(_ committed: Result<Void, StorageFailure>) {
        switch (result.withLock { $0 }, committed) {
        case (.failure(let error as DatabaseError)?, _): continuation.resume(throwing: StorageFailure(error))
        case (.failure(let error)?, _): continuation.resume(throwing: error)
        case (_, .failure(let failure)): continuation.resume(throwing: failure)
        case (.success(let value)?, .success): continuation.resume(returning: value)
        case (nil, .success): preconditionFailure("a write of a committed group did not run")
        }
    }
}
