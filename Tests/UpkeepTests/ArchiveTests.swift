import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite
import Testing

@testable import Upkeep

@Suite("Archives of the journal")
struct ArchiveTests {
    /// Ten entries and more in the database, the first ten of the journal in two archives.
    private func furnished() async throws -> (place: Place, store: SQLiteStore) {
        let place = try Place()
        let store = try await place.open()
        for number in 0..<20 { try await store.create("t\(number)") }
        for _ in 0..<2 { #expect(try await archive(5, place, store)) }
        return (place, store)
    }

    @discardableResult
    private func archive(_ count: Int, _ place: Place, _ store: SQLiteStore) async throws -> Bool {
        let draft = try await store.read { try $0.dueArchive(before: Place.now, count: count) }
        guard let draft else { return false }
        try Archives(place.state).write(draft)
        try await store.write { try $0.moveToArchive(draft.archive) }
        return true
    }

    @Test("the chain and the fold go through archives and database, and through a backup and its restore")
    func whole() async throws {
        let (place, store) = try await furnished()
        let revision = try await store.read { try $0.revision() }
        #expect(try await store.read { try $0.journal(after: 0, limit: 1) }.first?.position == 11)
        let check = try await place.check()
        #expect(check.findings == [] && check.entries == revision)
        _ = try await place.upkeep(store).backUp(to: place.path("backup"))
        #expect(try await StateCheck.verify(backup: place.path("backup")).entries == revision)
        let other = try Place()
        _ = try await other.restore(place.path("backup")).run()
        #expect(try await other.check().findings == [])
    }

    @Test("an archiving that was interrupted before the database knew is done again with the same result")
    func interrupted() async throws {
        let (place, store) = try await furnished()
        let draft = try #require(try await store.read { try $0.dueArchive(before: Place.now, count: 5) })
        try Archives(place.state).write(draft)
        #expect(try await place.check().findings == [])
        #expect(try await archive(5, place, store))
        #expect(try await place.check().findings == [])
    }

    @Test("a flipped byte anywhere in an archive is found, and so is one that is gone")
    func damage() async throws {
        let (place, store) = try await furnished()
        let known = try #require(try await store.read { try $0.journalArchives() }.first)
        let url = URL(fileURLWithPath: place.state.file(of: known))
        let whole = try Data(contentsOf: url)
        for index in stride(from: 0, to: whole.count, by: 37) {
            var broken = whole
            broken[index] ^= 1 << UInt8(index % 8)
            try broken.write(to: url)
            let findings = try await place.check().findings
            #expect(findings.contains { $0.fault.contains(known.name) && !$0.advice.isEmpty }, "byte \(index)")
        }
        try FileManager.default.removeItem(at: url)
        #expect(try await place.check().findings.contains { $0.fault.contains(known.name) })
        try whole.write(to: url)
        #expect(try await place.check().findings == [])
    }

    @Test("entries that no archive holds cannot be deleted, nor archives that leave a gap be entered")
    func refused() async throws {
        let (_, store) = try await furnished()
        let hash = String(repeating: "0", count: 64)
        for statement in [
            "DELETE FROM journal WHERE position = 11", "DELETE FROM journal_archive",
            "UPDATE journal_archive SET digest = '\(hash)'",
            "INSERT INTO journal_archive SELECT 12, 13, hash, hash, 1 FROM journal WHERE position = 13",
            "INSERT INTO journal_archive VALUES (11, 12, '\(hash)', '\(hash)', 1)",
            "INSERT INTO journal_archive SELECT 11, max(position), hash, hash, 1 FROM journal",
        ] {
            await #expect(throws: StorageFailure.self, "\(statement)") {
                try await store.write { try $0.run(statement, []) }
            }
        }
    }
}
