import Testing

@testable import Domain

@Suite("Trying again")
struct RetryPolicyTests {
    let policy = RetryPolicy(maxAttempts: 100, base: .seconds(10), cap: .minutes(10))

    @Test("waits longer each time, and never longer than the cap")
    func growing() {
        for seed in 1...100 as ClosedRange<Int64> {
            let delays = (1...100).map { policy.delay(attempt: $0, seed: seed) }
            #expect(delays.allSatisfy { $0 > .seconds(7) && $0 <= .minutes(10) })
            #expect(delays == delays.sorted())
            #expect(zip(delays.prefix(6), delays.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test("is shortened by a quarter at most, the same for the same seed and different for others")
    func jitter() {
        let delays = (1...1000).map { policy.delay(attempt: 1, seed: $0).milliseconds }
        #expect(delays == (1...1000).map { policy.delay(attempt: 1, seed: $0).milliseconds })
        #expect(delays.allSatisfy { (7500...10_000).contains($0) })
        #expect(Set(delays).count > 200)
        // Evenly: no tenth of the range gets more than twice its share.
        let tenths = Dictionary(grouping: delays) { ($0 - 7500) / 250 }.mapValues(\.count)
        #expect(tenths.values.allSatisfy { $0 < 200 })
    }

    @Test(
        "hostile numbers neither overflow nor give a delay below nothing",
        arguments: [Int64.min, -1, 0, 1, Int64.max] as [Int64], [Int.min, -1, 0, 1, 63, 64, Int.max])
    func extremes(seed: Int64, attempt: Int) {
        for base in [0, 1, Int64.max / 4, Int64.max] {
            let policy = RetryPolicy(maxAttempts: 1, base: Span(milliseconds: base), cap: Span(milliseconds: .max))
            let delay = policy.delay(attempt: attempt, seed: seed).milliseconds
            #expect(delay >= base / 4 * 3 - 1)
        }
    }

    private func verdict(
        _ failure: Run.Failure, attempt: Int = 1, of most: Int = 3, alternative: Bool = false, resumed: Bool = false
    ) -> RetryPolicy.Verdict {
        RetryPolicy(maxAttempts: most).verdict(
            on: failure,
            .init(attempt: attempt, hasAlternative: alternative, wasResumed: resumed, seed: 1, now: Given.now))
    }

    /// How often the same failure in a row is tried again.
    private func retries(_ failure: Run.Failure, alternative: Bool = false, resumed: Bool = false) -> Int {
        (1...5).count { attempt in
            if case .retry = verdict(failure, attempt: attempt, alternative: alternative, resumed: resumed) {
                true
            } else {
                false
            }
        }
    }

    private func agent(_ kind: AgentFailure.Kind, until: Instant? = nil) -> Run.Failure {
        .agent(AgentFailure(kind, "words", until: until))
    }

    @Test("of each failure: at once, later, once, or not without a person")
    func verdicts() {
        for failure in [Run.Failure.cannotStart("no program"), .reported("no idea")] {
            #expect(verdict(failure) == .askPerson)
        }
        for failure in [Run.Failure.exitStatus(1), .killed(signal: 9), .timedOut, .outputLimit, .lost] {
            #expect(retries(failure) == 2)
            #expect(verdict(failure, attempt: 3) == .askPerson)
        }
        for failure in [Run.Failure.noChange, .badResult("no JSON")] { #expect(retries(failure) == 1) }
        #expect(verdict(.lost) == .retry(after: Span(milliseconds: 0)))
        #expect(verdict(.noChange, of: 1) == .askPerson)
    }

    @Test("what a harness says passes with time is tried again, and what does not is a person's")
    func harnessFailures() {
        for kind in [AgentFailure.Kind.transient, .unfinished, .toolFailure, .contextExhausted, .overloaded] {
            #expect(retries(agent(kind)) == 2, "\(kind)")
        }
        for kind in [AgentFailure.Kind.auth, .limitReached, .quota, .refused, .invalidRequest] {
            #expect(verdict(agent(kind)) == .askPerson, "\(kind)")
        }
    }

    @Test("a limit with a time is waited for as often as it comes; one without a time is an attempt")
    func limits() {
        let later = Given.now + .hours(5)
        #expect(verdict(agent(.rateLimited, until: later), attempt: 50) == .wait(until: later))
        #expect(verdict(agent(.quota, until: later)) == .wait(until: later))
        let atOnce = agent(.rateLimited, until: Given.now + Span(milliseconds: 1))
        #expect(verdict(atOnce, attempt: 50) == .wait(until: Given.now + .seconds(10)), "waits are not counted")
        #expect(retries(agent(.rateLimited)) == 2)
        #expect(retries(agent(.rateLimited, until: Given.now)) == 2)
    }

    @Test("another model is taken at once when there is no quota or a refusal, and after a second overload")
    func otherModels() {
        #expect(verdict(agent(.quota, until: Given.now + .hours(5)), alternative: true) == .otherModel)
        #expect(verdict(agent(.refused), alternative: true) == .otherModel)
        #expect(retries(agent(.overloaded), alternative: true) == 1)
        #expect(verdict(agent(.overloaded), attempt: 2, alternative: true) == .otherModel)
        #expect(verdict(agent(.auth), alternative: true) == .askPerson)
    }

    @Test("a request that is not taken is tried afresh when it went on with an old session")
    func staleSessions() {
        #expect(retries(agent(.invalidRequest), resumed: true) == 2)
        #expect(verdict(agent(.invalidRequest)) == .askPerson)
    }
}
