import Foundation

/// Values decoded from JSON texts that are read far more often than they change: the definitions of agents and projects
/// are needed by every claim, and decoding them took most of its time.
///
/// A text always means the same value, so nothing here can be out of date.
final class Remembered<Value: Decodable & Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [String: Value] = [:]
    private let capacity: Int

    /// - Parameter capacity: how many texts are kept; one more, and all are forgotten.
    init(capacity: Int = 1024) {
        self.capacity = capacity
    }

    func value(_ text: String) throws -> Value {
        if let known = lock.withLock({ values[text] }) { return known }
        let value = try JSON.value(Value.self, text)
        lock.withLock {
            if values.count >= capacity { values = [:] }
            values[text] = value
        }
        return value
    }
}
