/// When a failed ticket is tried again, and when a person is asked instead.
public struct RetryPolicy: Hashable, Sendable, Codable {
    /// Runs of one ticket that may fail in a row before a person is asked.
    public var maxAttempts: Int
    public var base: Span
    public var cap: Span

    public init(maxAttempts: Int = 3, base: Span = .seconds(10), cap: Span = .minutes(10)) {
        self.maxAttempts = maxAttempts
        self.base = base
        self.cap = cap
    }

    /// What follows the `attempt`th failure in a row (1 is the first).
    public func verdict(on failure: Run.Failure, attempt: Int, seed: Int64) -> Verdict {
        switch failure {
        case .cannotStart, .reported:
            .askPerson
        case .lost:
            attempt < maxAttempts ? .retry(after: Span(milliseconds: 0)) : .askPerson
        case .exitStatus, .killed, .timedOut, .outputLimit:
            attempt < maxAttempts ? .retry(after: delay(attempt: attempt, seed: seed)) : .askPerson
        case .noChange, .badResult:
            attempt < min(2, maxAttempts) ? .retry(after: delay(attempt: attempt, seed: seed)) : .askPerson
        }
    }

    /// What follows a failure.
    public enum Verdict: Hashable, Sendable {
        case retry(after: Span)
        case askPerson
    }

    /// Exponential: `base`, twice that, four times … up to `cap`, each shortened by up to a quarter so that
    /// tickets that failed together do not return together. The jitter is a function of `seed`: rules roll no dice.
    func delay(attempt: Int, seed: Int64) -> Span {
        let doublings = min(max(attempt, 1) - 1, 62)
        let full = min(base.milliseconds.bounded(times: 1 << Int64(doublings)), cap.milliseconds)
        // Fibonacci hashing: seeds that follow each other come to lie far apart in the upper bits.
        let share = Int64((UInt64(bitPattern: seed) &* 0x9E37_79B9_7F4A_7C15) >> 40) % 250
        return Span(milliseconds: full - full / 1000 * share - full % 1000 * share / 1000)
    }
}
