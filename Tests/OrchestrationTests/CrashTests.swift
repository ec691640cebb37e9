import Domain
import Orchestration
import Storage
import TestKit
import Testing

@Suite("A server that dies anywhere: the next one ends in the same state")
struct CrashTests {
    /// Tickets of every kind: one that lands, one behind it, one that changes nothing, one that fails first.
    private func fill(_ office: Office) async throws {
        let first = try await office.create("first")
        try await office.create("second", blockers: [first])
        try await office.create("third", assignee: "grace")
        try await office.create("needs nothing", labels: ["idle"])
    }

    private func office() async throws -> Office {
        try await Office { ticket in
            ticket.content.labels.contains("idle")
                ? .nothingToDo(summary: "is so already") : .finished(summary: "did it")
        }
    }

    /// Until all tickets have landed and none has a worktree any more.
    private func settle(_ engine: Engine, _ world: FakeWorld) async throws {
        try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) && world.worktrees.isEmpty }
    }

    @Test("without a crash, all tickets land and nothing is left over")
    func undisturbed() async throws {
        let office = try await office()
        try await fill(office)
        try await office.server().during { try await settle($0, office.world) }
        #expect(office.world.violations == [])
        #expect(office.world.landed.count == 3)
        #expect(office.world.processes.count == 4)
        #expect(try await office.journal().faults == [])
    }

    @Test("killed at every single step, the work is done once and lands once")
    func killedAtEveryStep() async throws {
        var step = 0
        var isKilled = true
        while isKilled {
            step += 1
            isKilled = try await live(killedAt: step)
        }
        // Every run has six steps and every landing nine: a world with fewer was not what this test means.
        #expect(step > 40)
    }

    /// Returns whether the server was killed before the work was done.
    private func live(killedAt step: Int) async throws -> Bool {
        let office = try await office()
        try await fill(office)
        office.world.killServer(at: step)
        let isKilled = try await office.server().during { engine in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await settle(engine, office.world)
                    return false
                }
                group.addTask {
                    await office.world.serverDeath()
                    return true
                }
                defer { group.cancelAll() }
                return try await group.next() ?? false
            }
        }
        office.world.beginNewServer()
        try await office.server().during { try await settle($0, office.world) }
        #expect(office.world.violations == [], "killed at step \(step)")
        #expect(office.world.landed.count == 3, "killed at step \(step)")
        #expect(office.world.processes.count == 4, "killed at step \(step)")
        #expect(try await office.runs().count == 4, "killed at step \(step)")
        #expect(try await office.journal().faults == [], "killed at step \(step)")
        return isKilled
    }

    @Test(
        "an agent that deletes its run's folder is not started again beside itself: the run is lost, another one works")
    func deletedRunFolder() async throws {
        let office = try await Office { $0.failures == 0 ? nil : .finished(summary: "did it") }
        try await office.create("clean up everything")
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
        }
        let first = try #require(try await office.runs().first)
        office.world.deleteFolder(of: first.id)
        try await office.server().during { try await settle($0, office.world) }
        #expect(office.world.violations == [])
        let ended = try #require(try await office.store.read { try $0.run(first.id) })
        #expect(ended.state == .ended(.failed(.lost)))
        #expect(try await office.runs().count == 2)
    }

    @Test("a process that goes on while no server lives is adopted, and the old token is stale")
    func adoption() async throws {
        let office = try await Office { _ in nil }
        let ticket = try await office.create("long work")
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
        }
        let before = try #require(try await office.runs().first)
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.lease.token > before.lease.token } }
            await #expect(throws: Rejection.self) {
                try await engine.perform(
                    EndRun(run: before.id, token: before.lease.token, result: .stopped), by: .server("old"))
            }
            office.world.end(before.id, .finished(summary: "late"))
            try await settle(engine, office.world)
        }
        #expect(office.world.processes.count == 1)
        #expect(office.world.violations == [])
        #expect(try await office.ticket(ticket).state == .done)
    }
}
