import Testing

@testable import Worktrees

@Suite struct TurnsTests {
    private actor Counter {
        var inside = 0
        var most = 0
        var order: [Int] = []

        func enter(_ number: Int) {
            inside += 1
            most = max(most, inside)
            order.append(number)
        }

        func leave() { inside -= 1 }
    }

    @Test func oneAtATimePerKey() async throws {
        let counter = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await Turns.take("the same") {
                        await counter.enter(number)
                        for _ in 0..<10 { await Task.yield() }
                        await counter.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await counter.most == 1)
        #expect(await counter.order.count == 50)
    }

    @Test func aFailureGivesTheTurnOn() async throws {
        struct Oops: Error {}
        await #expect(throws: Oops.self) { try await Turns.take("failing") { throw Oops() } }
        #expect(try await Turns.take("failing") { 1 } == 1)
    }

    @Test func aCancelledTaskGivesItsTurnOn() async throws {
        let task = Task {
            try await Turns.take("cancelled") {
                while !Task.isCancelled { await Task.yield() }
                try Task.checkCancellation()
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await Turns.take("cancelled") { 1 } == 1)
    }
}
