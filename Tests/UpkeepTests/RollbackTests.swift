import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite
import Testing

@testable import Upkeep

@Suite("A migration that is taken back")
struct RollbackTests {
    @Test("a rollback keeps the folders of runs that it knows, and believes no gate of then")
    func rollback() async throws {
        let place = try Place()
        let store = try await place.open()
        try await store.start(try await store.create())
        let made = try await place.upkeep(store).backUp(to: nil)
        try store.close()
        for name in ["runs/R-1", "runs/R-2", "gates/web/runs/C-1.1.test", "gates/web/tree"] {
            try FileManager.default.createDirectory(
                atPath: "\(place.state.path)/\(name)", withIntermediateDirectories: true)
        }
        let aside = try #require(try await place.rollback().run(to: made.path).aside)
        #expect(DurableFiles.names(in: place.state.runs) == ["R-1"])
        #expect(DurableFiles.names(in: "\(place.state.path)/gates/web") == ["tree"])
        #expect(DurableFiles.names(in: "\(aside)/runs") == ["R-2"])
        #expect(DurableFiles.names(in: "\(aside)/gates/web/runs") == ["C-1.1.test"])
    }

    @Test("it does not act twice: what landed meanwhile is told, nothing starts, and runs that lived are not ended")
    func landedMeanwhile() async throws {
        let place = try Place()
        let store = try await place.open()
        let run = try await store.start(try await store.create())
        let made = try await place.upkeep(store).backUp(to: nil)
        let epoch = try await store.read { try $0.workspace().epoch }
        try store.close()
        let commit = LandedCommit(
            commit: Place.head, ticket: Ticket.ID(number: 1), change: Change.ID(number: 1),
            committedAt: Place.now + .seconds(3))
        let report = try await place.rollback(landed: [commit]).run(to: made.path)
        #expect(report.isFrozen)
        let advice = "T-1 landed since on web as bbbbbbbbbb: skein ticket cancel T-1"
        #expect(report.landedSince.map(\.sentence) == [advice])
        let restored = try await SQLiteStore(path: place.state.database)
        let (workspace, record) = try await restored.read { (try $0.workspace(), try $0.run(run.id)) }
        #expect(workspace.epoch == epoch + 1)
        #expect(workspace.condition.freeze?.cause == .restore)
        #expect(workspace.condition.freeze?.by == "skein upgrade")
        #expect(workspace.condition.freeze?.reason.contains("before an upgrade that failed") == true)
        #expect(record?.state == run.state)
        #expect(try await place.check().findings == [])
    }
}
