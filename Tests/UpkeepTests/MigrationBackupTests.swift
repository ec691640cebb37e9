import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite
import Testing

@testable import Upkeep

@Suite("A migration")
struct MigrationBackupTests {
    private struct Cut: Error {}

    /// What a later version might bring.
    private static let later = Schema.migrations + [["ALTER TABLE ticket ADD COLUMN colour TEXT NOT NULL DEFAULT ''"]]

    private func migrate(
        _ place: Place, _ migrations: [[String]] = later, _ precaution: SQLiteStore.Precaution? = nil
    ) async throws {
        let standard = StateUpkeep.precaution(place.state, clock: StillClock(), kept: 2)
        let store = try await SQLiteStore(
            path: place.state.database, migrations: migrations, precaution: precaution ?? standard)
        try store.close()
    }

    private func schema(_ database: String) async throws -> Int64 {
        try await SQLiteFile.read(database) { try $0.rows("PRAGMA user_version", [])[0].integer(0) }
    }

    @Test("a backup is taken first, which this version restores")
    func backup() async throws {
        let place = try Place()
        let store = try await place.open()
        try await store.create()
        try store.close()
        try await migrate(place)
        #expect(try await schema(place.state.database) == 2)
        let name = try #require(DurableFiles.names(in: place.state.backups).first)
        #expect(name == "before-schema-1-0.1.0-2023-11-14T22-13-20Z")
        let backup = "\(place.state.backups)/\(name)"
        #expect(try await schema("\(backup)/skein.db") == 1)
        // This program does not know the newer schema, and says so; the backup brings it back.
        let failure = await #expect(throws: StorageFailure.self) { try await place.open() }
        #expect(failure?.reason == .newerSchema)
        let found = try Rollback.backup(of: place.state, since: Place.now)
        #expect(found == backup)
        let aside = try #require(try await place.rollback().run(to: backup).aside)
        #expect(try await schema("\(aside)/skein.db") == 2)
        #expect(try await place.check().findings == [])
    }

    @Test("a new database, and one that is up to date, need none")
    func noNeed() async throws {
        let place = try Place()
        try await migrate(place)
        try await migrate(place)
        #expect(DurableFiles.names(in: place.state.backups) == [])
    }

    @Test("one that fails leaves the database as it was; without a backup there is none")
    func failing() async throws {
        let place = try Place()
        try await place.open().close()
        let wrong = Schema.migrations + [["CREATE TABLE colour (name TEXT) STRICT", "INSERT INTO nowhere VALUES (1)"]]
        await #expect(throws: (any Error).self) { try await migrate(place, wrong) }
        #expect(try await schema(place.state.database) == 1)
        await #expect(throws: Cut.self) { try await migrate(place, Self.later) { _, _ in throw Cut() } }
        #expect(try await schema(place.state.database) == 1)
        #expect(try await place.check().findings == [])
    }

    @Test("only the latest are kept, and what a person asked for stays")
    func bounded() async throws {
        let place = try Place()
        let store = try await place.open()
        _ = try await place.upkeep(store).backUp(to: nil)
        let precaution = StateUpkeep.precaution(place.state, clock: StillClock(), kept: 2)
        for _ in 0..<4 { try await precaution(1, store) }
        let names = DurableFiles.names(in: place.state.backups)
        #expect(names.filter { $0.hasPrefix("before-schema") }.count == 2)
        #expect(names.count == 3)
    }

    @Test("killed while it copies or migrates: the database opens, as it was or as it is to be")
    func copies() async throws {
        let place = try Place()
        let store = try await place.open()
        for number in 0..<20 { try await store.create("t\(number)") }
        // What the disk holds in the middle of a migration: the log with a transaction that was not committed.
        try await store.write { transaction in
            try transaction.run("SAVEPOINT migration", [])
            try transaction.run("ALTER TABLE ticket ADD COLUMN colour TEXT NOT NULL DEFAULT ''", [])
            for name in ["skein.db", "skein.db-wal"] where DurableFiles.exists("\(place.state.path)/\(name)") {
                try DurableFiles.copy("\(place.state.path)/\(name)", to: place.path(name))
            }
            try transaction.run("ROLLBACK TO migration", [])
            try transaction.run("RELEASE migration", [])
        }
        let revived = try await SQLiteStore(path: place.path("skein.db"))
        #expect(try await revived.read { try $0.verifyJournal().faults } == [])
        try revived.close()
        #expect(try await SQLiteFile.faults(place.path("skein.db")) == [])
    }
}
