import Domain
import Orchestration
import TestKit
import Testing

@Suite("Worktrees of closed tickets go", .timeLimit(.minutes(1)))
struct WorktreesReconcilerTests {
    @Test("of a ticket that is cancelled between two runs")
    func cancelledWhileParked() async throws {
        let office = try await Office { _ in .failed(.exitStatus(1)) }
        let ticket = try await office.create("fails")
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.ticket(ticket)?.failures == 1 }
            #expect(office.world.ticketsWithWorktree == [ticket])
            try await engine.perform(CancelTicket(ticket: ticket, reason: "enough"), by: .person("test"))
            await office.untilNoWorktreeIsLeft()
        }
        #expect(office.world.violations == [])
    }

    @Test("of a ticket that is cancelled in a run, after the run has ended")
    func cancelledInRun() async throws {
        let office = try await Office { _ in nil }
        let ticket = try await office.create("long work")
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
            try await engine.perform(CancelTicket(ticket: ticket, reason: "enough"), by: .person("test"))
            await office.untilNoWorktreeIsLeft()
        }
        #expect(office.world.violations == [])
    }
}
