import Domain

/// The database: one writer with group commit, readers beside it.
public protocol Store: Sendable {
    /// Runs `body` in a write transaction; returns after its effects are durable. A throw undoes all of it.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result

    /// Runs `body` on a snapshot that no writer changes meanwhile.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result

    /// Copies the whole database, as it stands at one instant, into a new file at `path`; nobody waits for it.
    ///
    /// - Returns: when the file is complete and on the disk. A throw may leave a part of it.
    func copy(to path: String) async throws
}

/// What can be done within a transaction; used only inside the closure that receives it.
public protocol Transaction {
    /// The rows that a query yields, columns in the order the query names them.
    func rows(_ sql: String, _ arguments: [Value]) throws -> [Row]

    /// Runs a statement that yields no rows.
    func run(_ sql: String, _ arguments: [Value]) throws
}

/// A value of a column.
public enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
}

/// One row, read by position.
public struct Row: Hashable, Sendable {
    public let values: [Value]

    public init(_ values: [Value]) {
        self.values = values
    }

    /// The integer at `column`; a defect when the column holds none.
    public func integer(_ column: Int) -> Int64 {
        guard case .integer(let value) = values[column] else {
            preconditionFailure("column \(column) holds \(values[column]), not an integer")
        }
        return value
    }

    public func text(_ column: Int) -> String {
        guard case .text(let value) = values[column] else {
            preconditionFailure("column \(column) holds \(values[column]), not a text")
        }
        return value
    }

    public func optionalInteger(_ column: Int) -> Int64? {
        values[column] == .null ? nil : integer(column)
    }

    public func optionalText(_ column: Int) -> String? {
        values[column] == .null ? nil : text(column)
    }

    public func bool(_ column: Int) -> Bool { integer(column) != 0 }

    func instant(_ column: Int) -> Instant { Instant(milliseconds: integer(column)) }

    func optionalInstant(_ column: Int) -> Instant? {
        optionalInteger(column).map(Instant.init(milliseconds:))
    }
}

extension Value {
    static func id(_ id: some NumberedIdentifier) -> Value { .integer(id.number) }
    static func id(_ id: some NamedIdentifier) -> Value { .text(id.name) }
    static func bool(_ value: Bool) -> Value { .integer(value ? 1 : 0) }
    static func instant(_ value: Instant) -> Value { .integer(value.milliseconds) }
    static func optional<Wrapped>(_ value: Wrapped?, _ make: (Wrapped) -> Value) -> Value {
        value.map(make) ?? .null
    }
}

extension Transaction {
    /// The single integer that a query such as `SELECT count(*)` yields; 0 when it yields none.
    func number(_ sql: String, _ arguments: [Value] = []) throws -> Int64 {
        try rows(sql, arguments).first?.optionalInteger(0) ?? 0
    }
}

/// The database did not do what it was asked; nothing was changed.
public struct StorageFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Reason: String, Sendable, CaseIterable {
        case diskFull = "disk_full"
        case busy
        case newerSchema = "newer_schema"
        case corrupt
        case other
    }

    public let reason: Reason
    public let sentence: String

    public init(_ reason: Reason, _ sentence: String) {
        self.reason = reason
        self.sentence = sentence
    }

    public var description: String { sentence }
}

extension StorageFailure {
    /// There is no room for what was to be written at `path`.
    public static func full(_ path: String) -> StorageFailure {
        StorageFailure(.diskFull, "The disk of \(path) is full: free some space; nothing was changed.")
    }
}
