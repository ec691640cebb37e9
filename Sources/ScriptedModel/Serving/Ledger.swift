import Synchronization
import Wire

/// What the server counts: requests, and faults that come a number of times. It knows nothing of conversations.
final class Ledger: Sendable {
    private struct Counts {
        var requests: [Entry: Int] = [:]
        var faults: [Occasion: Int] = [:]
    }

    private struct Entry: Hashable {
        let key: String
        let path: String
        let outcome: String
    }

    private struct Occasion: Hashable {
        let key: String
        let script: String
        let turn: Int
        /// Among the faults of the turn.
        let number: Int
    }

    /// Keys and scripts are the clients'; beyond this many the counts begin afresh.
    private static let limit = 100_000

    private let counts = Mutex(Counts())

    /// - Parameter outcome: such as `200`, `fault 429` or `fault dropMid`.
    func count(key: String, path: String, outcome: String) {
        counts.withLock { counts in
            if counts.requests.count >= Ledger.limit { counts.requests = [:] }
            counts.requests[Entry(key: key, path: path, outcome: outcome), default: 0] += 1
        }
    }

    /// The fault that this request meets, if one is left.
    func nextFault(key: String, at position: Position) -> Fault? {
        counts.withLock { counts in
            if counts.faults.count >= Ledger.limit { counts.faults = [:] }
            for (number, fault) in position.next.faults.enumerated() {
                guard let times = fault.times else { return fault }
                let occasion = Occasion(
                    key: key, script: position.script.source, turn: position.turn, number: number)
                let count = counts.faults[occasion, default: 0]
                guard count < times else { continue }
                counts.faults[occasion] = count + 1
                return fault
            }
            return nil
        }
    }

    /// All counts as an array of objects with `key`, `path`, `outcome` and `count`.
    var report: JSONValue {
        let requests = counts.withLock { $0.requests }
        let sorted = requests.sorted {
            ($0.key.key, $0.key.path, $0.key.outcome) < ($1.key.key, $1.key.path, $1.key.outcome)
        }
        return .array(
            sorted.map { entry, count in
                [
                    "key": .string(entry.key), "path": .string(entry.path), "outcome": .string(entry.outcome),
                    "count": .integer(Int64(count)),
                ]
            })
    }
}
