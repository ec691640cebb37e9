import Domain
import Testing

@Suite("Tickets that stand still or go back and forth")
struct TicketBreakerTests {
    private func run(_ number: Int64, head: String? = nil, startedAt: Instant = Given.now) -> Run {
        var run = Given.run(id: Run.ID(number: number))
        run.startedAt = startedAt
        if let head { run.apply(.leftWork(head: head), at: Given.now) }
        run.apply(.ended(outcome: .failed(.exitStatus(1))), at: Given.now)
        return run
    }

    private func end(
        _ result: EndRun.Result = .failed(.exitStatus(1)), failures: Int, head: String? = nil, after earlier: [Run]
    ) throws -> [Event] {
        var ticket = Given.ticket(.checkedOut(run: Given.run))
        ticket.failures = failures
        let slice = EndRun.Slice(
            run: Given.run(), ticket: ticket, retry: RetryPolicy(maxAttempts: 100), nextChange: Given.change,
            dependants: [], past: .init(runs: earlier))
        return try EndRun(run: Given.run, token: Given.token, result: result, head: head)
            .decide(slice, at: Given.now)
    }

    private func reason(_ events: [Event]) -> String? {
        if case .ticket(_, .blocked(let blockage))? = events.last { blockage.reason } else { nil }
    }

    @Test("three failed runs in a row that left the same files end its patience, whatever the retry policy says")
    func unchanged() throws {
        let found = reason(try end(failures: 2, after: [run(3), run(2)]))
        #expect(found?.hasPrefix("3 runs in a row, the last of them R-1, failed and changed nothing.") == true)
        #expect(found?.contains("skein ticket reopen T-1") == true)
        #expect(reason(try end(failures: 1, after: [run(2)])) == nil)
    }

    @Test("a run that changed something, or a person who reopened the ticket, begins the count anew")
    func changed() throws {
        let other = String(repeating: "e", count: 40)
        #expect(
            reason(try end(failures: 2, head: Given.head, after: [run(3, head: other), run(2, head: other)])) == nil)
        #expect(reason(try end(failures: 2, head: Given.head, after: [run(3, head: Given.head), run(2)])) == nil)
        #expect(reason(try end(failures: 0, after: [run(3), run(2)])) == nil)
        let same = [run(3, head: Given.head), run(2, head: Given.head)]
        let events = try end(failures: 2, head: Given.head, after: same)
        #expect(reason(events) != nil)
        #expect(events.first == .run(Given.run, .leftWork(head: Given.head)), "the next run is held against it")
    }

    @Test("waiting for a limit counts as no failure, and twenty runs within an hour are too many all the same")
    func bounces() throws {
        let limited = EndRun.Result.failed(
            .agent(AgentFailure(.rateLimited, "", until: Given.now + .seconds(3))))
        let some = (1...18).map { run($0) }
        #expect(reason(try end(limited, failures: 0, after: some)) == nil)
        let found = reason(try end(limited, failures: 0, after: some + [run(19)]))
        #expect(found?.hasPrefix("It had 20 runs within an hour") == true)
        let slow = (1...50).map { run($0, startedAt: Given.now + .minutes(-61)) }
        #expect(reason(try end(limited, failures: 0, after: slow)) == nil)
    }

    @Test("a change that comes back again and again ends in front of a person, however many returns are allowed")
    func returns() throws {
        var slice = Given.slice(Given.change(.candidateBuilt(candidate: Given.candidate)))
        slice.settings.maxReturns = 100
        slice.starts = Array(repeating: Given.now, count: 19)
        let failing = FinishGate(change: Given.change, result: Given.result(.failed))
        guard case .ticket(_, .returned)? = try failing.decide(slice, at: Given.now).last else {
            Issue.record("nineteen are not too many")
            return
        }
        slice.starts.append(Given.now)
        #expect(reason(try failing.decide(slice, at: Given.now))?.hasPrefix("It had 20 runs within an hour") == true)
    }
}
