import Storage

/// A transaction that fails at its nth statement.
public final class FailingTransaction: Transaction {
    private let base: any Transaction
    private var left: Int

    /// What it fails with.
    public struct Broken: Error {}

    public init(_ base: any Transaction, at call: Int) {
        self.base = base
        left = call
    }

    public func rows(_ sql: String, _ arguments: [Value]) throws -> [Row] {
        try count()
        return try base.rows(sql, arguments)
    }

    public func run(_ sql: String, _ arguments: [Value]) throws {
        try count()
        try base.run(sql, arguments)
    }

    private func count() throws {
        left -= 1
        if left <= 0 { throw Broken() }
    }
}
