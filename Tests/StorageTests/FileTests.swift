import Domain
import Foundation
import StorageSQLite
import Testing

@testable import Storage

@Suite("The database file")
struct FileTests {
    @Test("the writer waits for the disk (synchronous FULL) and uses a write-ahead log")
    func settings() async throws {
        let board = try await Board(.file)
        let pragmas = ["synchronous": Value.integer(2), "journal_mode": .text("wal"), "foreign_keys": .integer(1)]
        for (name, value) in pragmas {
            let found = try await board.store.write { try $0.rows("PRAGMA \(name)", [])[0].values[0] }
            #expect(found == value, "\(name)")
        }
    }

    @Test("what was acknowledged is in the files at that moment, as a kill would leave them")
    func durability() async throws {
        let board = try await Board(.file)
        let folder = try #require(board.folder)
        for number in 1...5 {
            try await board.create("t\(number)")
            let copy = try Folder()
            for name in ["skein.db", "skein.db-wal"] {
                try FileManager.default.copyItem(atPath: folder.path(name), toPath: copy.path(name))
            }
            let revived = try await SQLiteStore(path: copy.path("skein.db"))
            let (tickets, verdict) = try await revived.read { transaction in
                (try transaction.number("SELECT count(*) FROM ticket"), try transaction.verifyJournal())
            }
            #expect(tickets == Int64(number))
            #expect(verdict.faults == [])
            try revived.close()
        }
    }

    @Test("a reader keeps its snapshot and holds no writer up")
    func readers() async throws {
        let board = try await Board(.file)
        let (began, begin) = AsyncStream<Void>.makeStream()
        let written = DispatchSemaphore(value: 0)
        async let seen = board.store.read { transaction in
            let before = try transaction.number("SELECT count(*) FROM ticket")
            begin.finish()
            let isInTime = written.wait(timeout: .now() + 20) == .success
            return (before, try transaction.number("SELECT count(*) FROM ticket"), isInTime)
        }
        for await _ in began {}
        try await board.create()
        written.signal()
        let (before, after, isInTime) = try await seen
        #expect(before == 0 && after == 0)
        #expect(isInTime, "the write waited for the reader")
        #expect(try await board.number("SELECT count(*) FROM ticket") == 1)
    }

    @Test("a reader that leaves in the middle stops no other reader and no writer", arguments: Engine.allCases)
    func readersThatLeave(_ engine: Engine) async throws {
        let board = try await Board(engine)
        for round in 1...300 {
            let reader = Task { try await board.number("SELECT count(*) FROM journal, ticket") }
            let writer = Task { try await board.create() }
            let another = Task { try await board.number("SELECT count(*) FROM ticket") }
            for _ in 0..<(round % 20) { await Task.yield() }
            reader.cancel()
            _ = try await writer.value
            _ = try await another.value
        }
        #expect(try await board.number("SELECT count(*) FROM ticket") == 300)
    }

    @Test("a full disk fails the write with a clear sentence, loses nothing, and is over when there is space")
    func diskFull() async throws {
        let board = try await Board(.file)
        try await board.create("before")
        let pages = try await board.store.write { try $0.number("PRAGMA page_count") }
        try await board.store.write { _ = try $0.rows("PRAGMA max_page_count = \(pages + 2)", []) }
        let failures = await Self.writeMany(board)
        #expect(failures.contains(.diskFull))
        #expect(failures.allSatisfy { $0 == nil || $0 == .diskFull })
        let stored = try await board.number("SELECT count(*) FROM ticket")
        #expect(stored == Int64(failures.count { $0 == nil }) + 1, "exactly what was acknowledged")
        #expect(try await board.faults() == [])
        try await board.store.write { _ = try $0.rows("PRAGMA max_page_count = 1000000", []) }
        try await board.create("after")
        #expect(try await board.faults() == [])
    }

    /// 40 writes at once of 16 kB each; the reason of each failure.
    static func writeMany(_ board: Board) async -> [StorageFailure.Reason?] {
        await withTaskGroup(of: StorageFailure.Reason?.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let body = String(repeating: "x", count: 16_000)
                    let content = Ticket.Content(title: "t\(number)", body: body, project: Board.web)
                    do {
                        try await board.perform(CreateTicket(content: content))
                        return nil
                    } catch {
                        return (error as? StorageFailure)?.reason ?? .other
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("what is no database is refused with a sentence that says so")
    func noDatabase() async throws {
        let folder = try Folder()
        try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: folder.path("skein.db")))
        let failure = await #expect(throws: StorageFailure.self) {
            try await SQLiteStore(path: folder.path("skein.db"))
        }
        #expect(failure?.reason == .corrupt)
        let missing = await #expect(throws: StorageFailure.self) { try await SQLiteStore(path: "/nowhere/skein.db") }
        #expect(missing?.sentence.contains("/nowhere/skein.db") == true)
    }
}
