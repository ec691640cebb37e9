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

    /// What the verdict depends on beside the failure.
    public struct Circumstances: Hashable, Sendable {
        /// How many runs failed in a row, this one included.
        public var attempt: Int
        /// Whether the agent's file names a further model for when this one cannot be had.
        public var hasAlternative: Bool
        /// Whether the run went on with an earlier run's session.
        public var wasResumed: Bool
        public var seed: Int64
        public var now: Instant

        public init(attempt: Int, hasAlternative: Bool = false, wasResumed: Bool = false, seed: Int64, now: Instant) {
            self.attempt = attempt
            self.hasAlternative = hasAlternative
            self.wasResumed = wasResumed
            self.seed = seed
            self.now = now
        }
    }

    /// What follows a failure.
    public enum Verdict: Hashable, Sendable {
        case retry(after: Span)
        /// Until a limit is lifted; it counts as no attempt.
        case wait(until: Instant)
        /// The next of the agent's alternatives, at once; it counts as no attempt.
        case otherModel
        case askPerson
    }

    public func verdict(on failure: Run.Failure, _ given: Circumstances) -> Verdict {
        switch failure {
        case .cannotStart, .reported: .askPerson
        case .lost: given.attempt < maxAttempts ? .retry(after: Span(milliseconds: 0)) : .askPerson
        case .exitStatus, .killed, .timedOut, .outputLimit, .stalled: retry(given, upTo: maxAttempts)
        case .noChange, .badResult: retry(given, upTo: min(2, maxAttempts))
        case .agent(let failure): verdict(on: failure, given)
        }
    }

    private func verdict(on failure: AgentFailure, _ given: Circumstances) -> Verdict {
        // Not at once, however soon it is lifted: waits are not counted, so nothing else would slow them down.
        let soonest = given.now + base
        let limit: Verdict? = failure.until.flatMap { $0 > given.now ? .wait(until: max($0, soonest)) : nil }
        return switch failure.kind {
        case .transient, .unfinished, .toolFailure, .contextExhausted: retry(given, upTo: maxAttempts)
        case .rateLimited: limit ?? retry(given, upTo: maxAttempts)
        case .overloaded: given.hasAlternative && given.attempt > 1 ? .otherModel : retry(given, upTo: maxAttempts)
        case .quota: given.hasAlternative ? .otherModel : limit ?? .askPerson
        // A session that the provider does not take any more may be the whole trouble: a fresh one shows.
        case .invalidRequest: given.wasResumed ? retry(given, upTo: maxAttempts) : .askPerson
        case .refused: given.hasAlternative ? .otherModel : .askPerson
        case .auth, .limitReached: .askPerson
        }
    }

    private func retry(_ given: Circumstances, upTo limit: Int) -> Verdict {
        given.attempt < limit ? .retry(after: delay(attempt: given.attempt, seed: given.seed)) : .askPerson
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
