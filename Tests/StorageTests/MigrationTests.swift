import Domain
import Foundation
import StorageSQLite
import Testing

@testable import Storage

@Suite("Schemas of released versions")
struct MigrationTests {
    /// The text of each released migration; a released one never changes: add another.
    static let digests = ["aedda69475f8cef5f81108c07ce21cd4829d1eff53bf8a6a4700d76a0a5336c9"]

    @Test("the text of a released migration never changes")
    func unchanged() {
        let found = Schema.migrations.map { SHA256.hex(Array($0.joined(separator: "\n").utf8)) }
        #expect(found == Self.digests)
    }

    @Test("a database of version 1 opens, verifies and goes on")
    func first() async throws {
        let folder = try Folder()
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Schemas/v1.sql")
        try Self.load(fixture, into: folder.path("skein.db"))
        let store = try await SQLiteStore(path: folder.path("skein.db"))
        let verdict = try await store.read { try $0.verifyJournal() }
        #expect(verdict.faults == [])
        #expect(verdict.entries > 10)
        let created = try await store.perform(
            CreateTicket(content: .init(title: "new", project: Board.web)), by: Board.me, at: Board.now)
        #expect(created.first?.position == verdict.entries + 1)
        #expect(try await store.read { try $0.number("PRAGMA user_version") } == Schema.version)
    }

    @Test("a database of a newer skein is refused and left alone")
    func newer() async throws {
        let board = try await Board(.file)
        let folder = try #require(board.folder)
        try await board.sql("PRAGMA user_version = 99")
        try board.store.close()
        let failure = await #expect(throws: StorageFailure.self) {
            try await SQLiteStore(path: folder.path("skein.db"))
        }
        #expect(failure?.reason == .newerSchema)
        #expect(failure?.sentence.contains("schema 99") == true)
    }

    @Test("opening twice changes nothing")
    func twice() async throws {
        let board = try await Board(.file)
        let folder = try #require(board.folder)
        try await board.create()
        try board.store.close()
        let again = try await SQLiteStore(path: folder.path("skein.db"))
        #expect(try await again.read { try $0.verifyJournal().faults } == [])
    }

    private static func load(_ script: URL, into path: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sqlite3", "-bail", path]
        process.standardInput = try FileHandle(forReadingFrom: script)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "sqlite3 could not read \(script.lastPathComponent)")
    }
}
