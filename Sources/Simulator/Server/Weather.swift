import Domain
import Orchestration
import Storage

/// How much goes wrong: each once in so many times; 0 is never.
struct Weather {
    var failures = 0
    /// Answers of the world that say nothing, half of them after it did what was asked.
    var unknowns = 0
    var fullDisks = 0
    var lostWakes = 0
    var crashes = 0
    /// How often what a dead server still had to say is kept to arrive late.
    var echoes = 0

    static let calm = Weather()
    static let storm = Weather(failures: 20, unknowns: 20, fullDisks: 60, lostWakes: 15, crashes: 90, echoes: 2)
    /// Nothing that a rule counts: crashes, lost hints, late writes, answers that do not come.
    static let plain = Weather(unknowns: 20, fullDisks: 40, lostWakes: 8, crashes: 40, echoes: 2)
}

/// The world did not answer; whether it did what was asked is not known.
struct NoAnswer: Error, CustomStringConvertible {
    var description: String { "no answer" }
}

/// A transaction on a disk that is full from the `left`th statement on.
final class FullDisk: Transaction {
    private let transaction: any Transaction
    private var left: Int
    static let failure = StorageFailure(.diskFull, "the simulated disk is full")

    init(_ transaction: any Transaction, after statements: Int) {
        self.transaction = transaction
        left = statements
    }

    func rows(_ sql: String, _ arguments: [Value]) throws -> [Row] { try transaction.rows(sql, arguments) }

    func run(_ sql: String, _ arguments: [Value]) throws {
        if left == 0 { throw Self.failure }
        left -= 1
        try transaction.run(sql, arguments)
    }

    /// The commit needs room as well.
    func commit() throws { if left < 3 { throw Self.failure } }
}
