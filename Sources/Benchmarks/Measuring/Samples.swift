import Glibc

/// Numbers that were measured one by one.
struct Samples: Sendable {
    private(set) var values: [Double] = []

    var count: Int { values.count }

    mutating func add(_ value: Double) { values.append(value) }
    mutating func add(_ others: Samples) { values += others.values }

    /// The nearest-rank percentile.
    func percentile(_ percent: Double) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }

    /// Runs `body` and adds how long it took, in milliseconds.
    @discardableResult
    mutating func time<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        let start = ContinuousClock.now
        let result = try await body()
        add((ContinuousClock.now - start).milliseconds)
        return result
    }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }

    var seconds: Double { milliseconds / 1000 }
}

/// The load average of the last minute.
func loadAverage() -> Double {
    var loads = [Double](repeating: 0, count: 1)
    return getloadavg(&loads, 1) == 1 ? (loads[0] * 100).rounded() / 100 : -1
}

/// Nanoseconds since 1970, comparable with what other processes read.
func wallNanoseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}
