import Domain
import Logging
import Storage
import StorageSQLite
import Synchronization
import TestKit
import Testing

@testable import Orchestration

@Suite("Putting away what is old")
struct RetentionReconcilerTests {
    /// Folders as numbers: what there is, and what was done.
    private final class Attic: RunFolderSite, ArchiveSite {
        struct State {
            var folders: [Run.ID: Int64] = [:]
            var looks = 0
            var archives: [JournalArchive] = []
        }

        let state = Mutex(State())

        func folders() -> [Run.ID: Int64] {
            state.withLock { state in
                state.looks += 1
                return state.folders
            }
        }

        func trimLogs(of run: Run.ID, to bytes: Int64) { state.withLock { $0.folders[run] = bytes } }
        func remove(_ run: Run.ID) { state.withLock { $0.folders[run] = nil } }
        func write(_ draft: ArchiveDraft) { state.withLock { $0.archives.append(draft.archive) } }
        var looks: Int { state.withLock { $0.looks } }
        var left: [Run.ID: Int64] { state.withLock { $0.folders } }
    }

    private func reconciler(_ office: Office, _ attic: Attic) -> RetentionReconciler {
        let feed = JournalFeed(store: office.store)
        let engine = Engine(
            store: office.store, clock: office.clock, feed: feed, logger: Logger(label: "test"), stateFolder: "/none")
        return RetentionReconciler(engine: engine, runs: attic, archives: attic)
    }

    /// T-1 is done after two runs; T-2 has failed twice and is open. All four left a folder with a long log.
    private func furnish(_ office: Office, _ attic: Attic) async throws {
        for (number, results) in [
            [EndRun.Result.failed(.exitStatus(1)), .nothingToDo(summary: "")],
            [.failed(.exitStatus(1)), .failed(.exitStatus(1))],
        ].enumerated() {
            let ticket = try await office.create("t\(number)", assignee: number == 0 ? "ada" : "grace")
            for result in results {
                office.clock.advance(by: .hours(1))
                try await office.store.perform(StartRun(ticket: ticket), by: .server("test"), at: office.clock.now)
                let run = try await office.store.read { try $0.runs(of: ticket).last }
                let live = try #require(run)
                try await office.store.perform(
                    EndRun(run: live.id, token: live.lease.token, result: result), by: .server("test"),
                    at: office.clock.now)
            }
        }
        attic.state.withLock { state in
            for run in 1...4 { state.folders[Run.ID(number: Int64(run))] = 10 << 20 }
            // Of a run that the database does not know: not ours to touch.
            state.folders[Run.ID(number: 99)] = 10 << 20
        }
    }

    @Test("long logs are trimmed and old folders removed, the last run of an open ticket and strangers never")
    func runs() async throws {
        let office = try await Office()
        let attic = Attic()
        try await furnish(office, attic)
        let runs = try await office.runs()
        try await office.store.write { store in for run in runs { try store.index(run, said: ["word"]) } }
        let reconciler = reconciler(office, attic)
        #expect(await reconciler.reconcile() == office.clock.now + .seconds(60))
        #expect(attic.looks == 0, "a server that starts has better things to do")
        office.clock.advance(by: .hours(24 * 31))
        _ = await reconciler.reconcile()
        let (short, long): (Int64, Int64) = (256 << 10, 10 << 20)
        #expect([1, 2, 3, 4, 99].map { attic.left[Run.ID(number: $0)] } == [short, short, short, long, long])
        let search = Search(SearchWords("word"), in: .everything)
        #expect(try await office.store.read { try $0.search(search).hits.map(\.id) } == ["R-4"])
        #expect(try await office.store.read { try $0.runsToIndex(limit: 9).count } == 3, "what is left is read again")
        try await office.store.write { store in for run in runs { try store.index(run, said: ["word"]) } }
        office.clock.advance(by: .hours(24 * 180))
        _ = await reconciler.reconcile()
        #expect(attic.left.keys.map(\.number).sorted() == [4, 99])
        #expect(try await office.store.read { try $0.search(search).hits.map(\.id) } == ["R-4"])
    }

    @Test("nothing is looked at while nothing is due, however often it is woken within the hour")
    func seldom() async throws {
        let office = try await Office()
        let attic = Attic()
        try await furnish(office, attic)
        let reconciler = reconciler(office, attic)
        office.clock.advance(by: .hours(24 * 31))
        let next = try #require(await reconciler.reconcile())
        for _ in 0..<50 { #expect(await reconciler.reconcile() == office.clock.now + .hours(1)) }
        #expect(attic.looks == 1)
        #expect(next > office.clock.now + .hours(24 * 100), "left alone it sleeps until the next thing is due")
    }

    @Test("the journal moves to archives in whole pieces, and what is left begins after the last of them")
    func journal() async throws {
        let office = try await Office()
        let attic = Attic()
        let reconciler = reconciler(office, attic)
        let now = office.clock.now
        let ticket = try await office.create("a")
        try await office.store.write { transaction in
            for number in 0..<(Retention.archiveLength * 2) {
                try transaction.perform(
                    CommentOnTicket(ticket: ticket, author: "ada", text: "\(number)"), by: .person("ada"), at: now)
            }
        }
        office.clock.advance(by: .hours(24 * 179))
        _ = await reconciler.reconcile()
        #expect(attic.state.withLock { $0.archives.count } == 0)
        office.clock.advance(by: .hours(24 * 2))
        while await reconciler.reconcile() == office.clock.now {}
        let archives = attic.state.withLock { $0.archives }
        #expect(archives.map(\.first) == [1, 10_001] && archives.map(\.last) == [10_000, 20_000])
        let (known, rest) = try await office.store.read { transaction in
            (try transaction.journalArchives(), try transaction.journal(after: 0, limit: 1))
        }
        #expect(known == archives)
        #expect(rest.first?.position == 20_001)
    }
}
