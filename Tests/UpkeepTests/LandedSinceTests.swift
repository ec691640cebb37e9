import Domain
import Orchestration
import Storage
import StorageSQLite
import Testing

@testable import Upkeep

@Suite("What landed after a backup")
struct LandedSinceTests {
    /// A ticket whose work was submitted so long after the backup, or before.
    private func submit(_ store: SQLiteStore, milliseconds: Int64) async throws -> Change {
        let ticket = try await store.create()
        let run = try await store.start(ticket)
        try await store.perform(
            EndRun(run: run.id, token: run.lease.token, result: .submitted(head: Place.head, summary: "")),
            by: Place.me, at: Place.now + Span(milliseconds: milliseconds))
        return try #require(try await store.read { try $0.allChanges().last })
    }

    private func commit(_ ticket: Int64, _ change: Int64, at instant: Instant) -> LandedCommit {
        LandedCommit(
            commit: String(repeating: "\(change)", count: 40), ticket: Ticket.ID(number: ticket),
            change: Change.ID(number: change), committedAt: instant)
    }

    @Test("a change that was in the queue then is found by its own date, which is before the backup")
    func dates() async throws {
        let place = try Place()
        let store = try await place.open()
        let queued = try await submit(store, milliseconds: -60_000)
        _ = try await place.upkeep(store).backUp(to: place.path("backup"))
        try store.close()
        let long = Place.now + Span(milliseconds: -32_400_000)
        let commits = [
            commit(1, 1, at: queued.submittedAt),
            // Of another workspace's time, with the same numbers; of a change that was submitted since.
            commit(1, 1, at: long), commit(7, 7, at: long),
            commit(2, 2, at: Place.now + .seconds(5)),
        ]
        let report = try await place.restore(place.path("backup"), landed: commits).run()
        #expect(report.landedSince.map(\.ticket) == ["T-1", "T-2"])
        #expect(report.landedSince.map(\.standing) == [.open, .unknown])
        #expect(report.landedSince[0].sentence.hasSuffix(": skein ticket cancel T-1"))
        #expect(!report.landedSince[1].sentence.contains("skein ticket cancel"))
    }

    @Test("a ticket that is closed in the backup needs nothing")
    func closed() async throws {
        let place = try Place()
        let store = try await place.open()
        let ticket = try await store.create()
        try await store.perform(CancelTicket(ticket: ticket, reason: "no"), by: Place.me, at: Place.now)
        _ = try await place.upkeep(store).backUp(to: place.path("backup"))
        try store.close()
        let commits = [commit(1, 1, at: Place.now + .seconds(5))]
        let report = try await place.restore(place.path("backup"), landed: commits).run()
        #expect(report.landedSince.map(\.standing) == [.closed])
        #expect(report.landedSince[0].sentence.hasSuffix("closed here"))
    }
}
