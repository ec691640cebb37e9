import Synchronization

/// Plays many seeds, on as many threads as it is given, and adds up what was seen.
public struct Simulator: Sendable {
    public let steps: Int

    public init(steps: Int) {
        self.steps = steps
    }

    /// What all seeds came to together.
    public struct Report: Sendable {
        public fileprivate(set) var seeds = 0
        public fileprivate(set) var steps = 0
        public fileprivate(set) var coverage = Coverage()
        /// The digests of all journals, in whatever order they were played.
        public fileprivate(set) var digest: UInt64 = 0
        /// The first of them, by seed.
        public fileprivate(set) var violations: [Outcome] = []

        fileprivate mutating func add(_ outcome: Outcome) {
            seeds += 1
            steps += outcome.steps
            coverage.add(outcome.coverage)
            var mixed = outcome.seed &* 0x9E37_79B9_7F4A_7C15
            for byte in outcome.digest.utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            digest &+= mixed
            if outcome.violation != nil { violations.append(outcome) }
        }
    }

    /// - Parameters:
    ///   - threads: how many seeds are played at once.
    ///   - stops: whether the first violation ends it.
    public func play(
        _ seeds: [UInt64], threads: Int = 1, stops: Bool = false, each: @escaping @Sendable (Outcome) -> Void = { _ in }
    ) async -> Report {
        let tally = Tally(seeds)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, threads) {
                group.addTask {
                    while let seed = tally.next() {
                        let outcome = Simulation.play(seed: seed, steps: steps)
                        tally.add(outcome, stops: stops)
                        each(outcome)
                    }
                }
            }
        }
        return tally.report
    }
}

/// What the threads share.
private final class Tally: Sendable {
    private let seeds: [UInt64]
    private let state = Mutex((next: 0, report: Simulator.Report()))

    init(_ seeds: [UInt64]) {
        self.seeds = seeds
    }

    func next() -> UInt64? {
        state.withLock { state in
            guard state.next < seeds.count else { return nil }
            state.next += 1
            return seeds[state.next - 1]
        }
    }

    func add(_ outcome: Outcome, stops: Bool) {
        state.withLock { state in
            state.report.add(outcome)
            if stops, outcome.violation != nil { state.next = seeds.count }
        }
    }

    var report: Simulator.Report {
        var report = state.withLock { $0.report }
        report.violations.sort { $0.seed < $1.seed }
        return report
    }
}
