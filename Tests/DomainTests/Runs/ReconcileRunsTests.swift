import Domain
import Testing

@Suite("Reconciling runs, with seeded worlds")
struct ReconcileRunsTests {
    @Test(
        "what is asked for is done once: with the actions applied nothing is left",
        arguments: 1...200 as ClosedRange<UInt64>)
    func idempotent(seed: UInt64) throws {
        var world = RunWorld(seed: seed)
        let first = reconcileRuns(world.snapshot, at: Given.now)
        try world.apply(first.actions)
        let left = reconcileRuns(world.snapshot, at: Given.now).actions.filter { action in
            if case .stop = action { false } else { true }
        }
        #expect(left == [], "seed \(seed)")
    }

    @Test(
        "no limit is ever exceeded, and every start is one that the rule accepts",
        arguments: 1...200 as ClosedRange<UInt64>)
    func limits(seed: UInt64) throws {
        var world = RunWorld(seed: seed)
        let before = world.excess
        try world.apply(reconcileRuns(world.snapshot, at: Given.now).actions)
        #expect(world.excess == before, "seed \(seed)")
    }

    @Test("of tickets that differ only in rank, the earlier starts first", arguments: 1...50 as ClosedRange<UInt64>)
    func order(seed: UInt64) throws {
        var world = RunWorld(seed: seed)
        let waiting = world.snapshot.candidates
        let started = Set(try world.apply(reconcileRuns(world.snapshot, at: Given.now).actions))
        for (index, ticket) in waiting.enumerated() where started.contains(ticket.id) {
            let overtaken = waiting[..<index].filter { earlier in
                earlier.content.project == ticket.content.project && earlier.content.assignee == ticket.content.assignee
                    && !started.contains(earlier.id) && earlier.openBlockers.isEmpty
                    && earlier.retryAt.map { $0 <= Given.now } ?? true
            }
            #expect(overtaken.map(\.id) == [], "seed \(seed): \(ticket.id) overtook")
        }
    }

    @Test("a live run that nobody supervises is adopted; one that is stopping is stopped, again and again")
    func adoptsAndStops() {
        let stopping = Given.run(.stopRequested(reason: .cancelled), id: Run.ID(number: 2))
        let live = [Given.run(), stopping]
        func actions(_ supervised: Set<Run.ID>) -> [RunAction] {
            let snapshot = RunsSnapshot(
                capacity: Given.capacity(live: live), live: live, supervised: supervised, candidates: [],
                nextRetry: nil)
            return reconcileRuns(snapshot, at: Given.now).actions
        }
        #expect(actions([]) == [.adopt(Given.run), .adopt(stopping.id)])
        #expect(actions([Given.run, stopping.id]) == [.stop(stopping.id)])
    }

    @Test("it wants to be called again when the next parked ticket may be tried")
    func nextRetry() {
        let snapshot = RunsSnapshot(
            capacity: Given.capacity(), live: [], supervised: [], candidates: [], nextRetry: Given.now + .hours(1))
        #expect(reconcileRuns(snapshot, at: Given.now).nextAt == Given.now + .hours(1))
    }
}
