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

    @Test("of each failure: at once, later, once, or not without a person")
    func verdicts() {
        let policy = RetryPolicy(maxAttempts: 3)
        func attempts(_ failure: Run.Failure) -> Int {
            (1...5).count { policy.verdict(on: failure, attempt: $0, seed: 1) != .askPerson }
        }
        #expect(attempts(.cannotStart("no program")) == 0)
        #expect(attempts(.reported("no idea")) == 0)
        for failure in [Run.Failure.exitStatus(1), .killed(signal: 9), .timedOut, .outputLimit, .lost] {
            #expect(attempts(failure) == 2)
        }
        #expect(attempts(.noChange) == 1)
        #expect(attempts(.badResult("no JSON")) == 1)
        #expect(policy.verdict(on: .lost, attempt: 1, seed: 1) == .retry(after: Span(milliseconds: 0)))
        #expect(RetryPolicy(maxAttempts: 1).verdict(on: .noChange, attempt: 1, seed: 1) == .askPerson)
    }
}
