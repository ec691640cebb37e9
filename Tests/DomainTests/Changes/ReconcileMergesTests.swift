import Domain
import Testing

@Suite("Reconciling merges, with seeded worlds")
struct ReconcileMergesTests {
    @Test(
        "every change ends, each project's in the order they were submitted", arguments: 1...100 as ClosedRange<UInt64>)
    func ends(seed: UInt64) throws {
        var world = MergeWorld(seed: seed)
        var steps = 0
        while case let actions = reconcileMerges(world.heads, busy: []), !actions.isEmpty {
            for action in actions { try world.carryOut(action) }
            steps += 1
            #expect(steps < 2000, "seed \(seed): the queue does not come to rest")
            if steps >= 2000 { return }
        }
        #expect(world.changes.allSatisfy { !$0.state.isActive }, "seed \(seed)")
        for project in Set(world.changes.map(\.project)) {
            let landed = world.landed.filter { $0.project == project }.map(\.id)
            #expect(landed == landed.sorted(), "seed \(seed)")
        }
        #expect(world.landed.allSatisfy { world.wasProven($0) }, "seed \(seed)")
    }

    @Test("one action a project, and none while one is under way", arguments: 1...50 as ClosedRange<UInt64>)
    func onePerProject(seed: UInt64) {
        let world = MergeWorld(seed: seed)
        let heads = world.heads
        let actions = reconcileMerges(heads, busy: [])
        #expect(Set(actions.map(\.change)).count == actions.count)
        #expect(actions.count == heads.count)
        #expect(reconcileMerges(heads, busy: Set(heads.map(\.change.id))) == [])
    }

    @Test("of a project that was taken out nothing lands any more, but what was begun is settled")
    func retired() throws {
        func action(_ change: Change) -> [MergeAction] {
            let head = QueueHead(change: change, gates: [Given.test], passed: [Given.test], isRetired: true)
            return reconcileMerges([head], busy: [])
        }
        let built = Change.Event.candidateBuilt(candidate: Given.candidate)
        let reason =
            "project web is not in skein.yaml any more. Put it back, then `skein ticket reopen T-1`, "
            + "or cancel the ticket."
        for change in [Given.change(), Given.change(built), Given.change(built, .proven)] {
            #expect(action(change) == [.hold(Given.change, reason: reason)])
        }
        let publishing = Given.change(built, .proven, .publishing(commit: Given.commit))
        #expect(action(publishing) == [.settle(Given.change)])
        var project = Given.project()
        project.apply(.retired, at: Given.now)
        let slice = Given.slice(Given.change(built, .proven), project: project, passed: [Given.test])
        #expect(
            try BeginPublishing(change: Given.change, commit: Given.commit).decide(slice, at: Given.now)
                == [.change(Given.change, .held(reason: reason))])
    }

    @Test("each state asks for its step, in the order of the gates")
    func steps() {
        func action(_ change: Change, passed: Set<Gate> = []) -> [MergeAction] {
            reconcileMerges([QueueHead(change: change, gates: [Given.lint, Given.test], passed: passed)], busy: [])
        }
        let built = Change.Event.candidateBuilt(candidate: Given.candidate)
        let id = Given.change
        #expect(action(Given.change()) == [.buildCandidate(id)])
        #expect(action(Given.change(built)) == [.runGate(id, Given.lint)])
        #expect(action(Given.change(built), passed: [Given.lint]) == [.runGate(id, Given.test)])
        #expect(action(Given.change(built), passed: [Given.lint, Given.test]) == [.buildCandidate(id)])
        #expect(action(Given.change(built, .proven)) == [.publish(id)])
        #expect(action(Given.change(built, .proven, .publishing(commit: Given.commit))) == [.settle(id)])
        #expect(action(Given.change(.held(reason: ""))) == [])
        #expect(action(Given.change(.withdrawn)) == [])
    }
}
