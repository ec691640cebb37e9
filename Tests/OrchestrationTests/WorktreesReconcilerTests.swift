import Domain
import Orchestration
import Storage
import TestKit
import Testing

@Suite("Worktrees: what nobody needs any more goes, and nothing else")
struct WorktreesReconcilerTests {
    private func waitUntil(
        _ office: Office, _ engine: Engine, _ isReached: @escaping @Sendable (FakeWorld) -> Bool
    ) async throws {
        try await TestServer.wait(engine) { _ in isReached(office.world) }
    }

    @Test("a ticket that is cancelled while nobody works on it loses its worktree at once")
    func cancelledWithoutRun() async throws {
        let office = try await Office { _ in .blocked(reason: "which colour?") }
        let ticket = try await office.create("paint")
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["blocked"]) }
            #expect(office.world.worktrees == [ticket])
            try await engine.perform(CancelTicket(ticket: ticket, reason: ""), by: .person("test"))
            try await waitUntil(office, engine) { $0.worktrees.isEmpty }
        }
        #expect(office.world.violations == [])
    }

    @Test("a cancelled ticket whose agent still ends keeps its worktree until the run has ended")
    func cancelledWithRun() async throws {
        let office = try await Office { _ in nil }
        let ticket = try await office.create("long work")
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
            try await engine.perform(CancelTicket(ticket: ticket, reason: ""), by: .person("test"))
            try await waitUntil(office, engine) { $0.worktrees.isEmpty }
            #expect(try await office.store.read { try $0.liveRuns() }.isEmpty)
        }
        #expect(office.world.violations == [])
    }

    @Test("the start removes what a server left that died: of closed tickets, and of none; open ones keep theirs")
    func atTheStart() async throws {
        let office = try await Office { _ in .blocked(reason: "which colour?") }
        let (open, closed) = (try await office.create("open"), try await office.create("closed"))
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["blocked"]) }
        }
        try await office.store.perform(
            CancelTicket(ticket: closed, reason: ""), by: .person("test"), at: office.clock.now)
        office.world.leaveWorktree(of: closed, by: Run.ID(number: 1))
        try await office.server().during { engine in
            try await waitUntil(office, engine) { $0.worktrees == [open] }
        }
        #expect(office.world.violations == [])
    }

    @Test("what could not be removed is tried again after a minute, then after two, and so on")
    func triedAgain() async throws {
        let office = try await Office { _ in .blocked(reason: "which colour?") }
        let ticket = try await office.create("paint")
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["blocked"]) }
        }
        try await office.store.perform(
            CancelTicket(ticket: ticket, reason: ""), by: .person("test"), at: office.clock.now)
        office.world.failRemovals(.max)
        try await office.server().during { engine in
            for (tries, minutes) in [(1, 1), (2, 2)] as [(Int, Int64)] {
                try await waitUntil(office, engine) { $0.failedRemovals == tries }
                try await office.clock.waitForAlarm(at: office.clock.now + .minutes(minutes))
                #expect(office.world.worktrees == [ticket])
                if minutes == 2 { office.world.failRemovals(0) }
                office.clock.advance(by: .minutes(minutes))
            }
            try await waitUntil(office, engine) { $0.worktrees.isEmpty }
        }
    }

    @Test("a clock that leaps forward makes no rescue old before it has gone on for an hour")
    func leap() async throws {
        let office = try await Office()
        office.world.leaveRescue(at: office.clock.now)
        try await office.server().during { engine in
            office.clock.leap(by: .hours(40 * 24))
            let now = office.clock.now
            var settings = office.configuration
            settings.settings.retention = Retention(rescues: .hours(24))
            try await engine.perform(ApplyConfiguration(settings), by: .person("test"))
            try await office.clock.waitForAlarm(at: now + .hours(1))
            #expect(office.world.rescues.count == 1)
            office.clock.advance(by: .hours(1))
            try await waitUntil(office, engine) { $0.rescues.isEmpty }
        }
    }

    @Test("rescues go when they are as old as `retention.rescues` says, not before, and an alarm is set for the next")
    func retention() async throws {
        let office = try await Office()
        let start = office.clock.now
        office.world.leaveRescue(at: start + .hours(-31 * 24))
        office.world.leaveRescue(at: start + .hours(-29 * 24))
        office.world.leaveRescue(at: start)
        try await office.server().during { engine in
            // Within the first hour the clock is not believed.
            try await office.clock.waitForAlarm(at: start + .hours(1))
            #expect(office.world.rescues.count == 3)
            office.clock.advance(by: .hours(1))
            try await waitUntil(office, engine) { $0.rescues.count == 2 }
            try await office.clock.waitForAlarm(at: start + .seconds(86_401))
            office.clock.advance(by: .seconds(86_402 - 3600))
            try await waitUntil(office, engine) { $0.rescues == [start] }
            var settings = office.configuration
            settings.settings.retention = Retention(rescues: .hours(12))
            try await engine.perform(ApplyConfiguration(settings), by: .person("test"))
            try await waitUntil(office, engine) { $0.rescues.isEmpty }
        }
        #expect(try await office.runs().isEmpty)
    }
}
