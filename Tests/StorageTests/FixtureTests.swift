import Domain
import Foundation
import Testing

@testable import Storage

/// `Schemas/vN.sql` of the version that is not released yet: `SKEIN_WRITE_SCHEMA=1 swift test --filter FixtureTests`.
@Suite("The fixture of the newest schema")
struct FixtureTests {
    private static let isWanted = ProcessInfo.processInfo.environment["SKEIN_WRITE_SCHEMA"] == "1"

    @Test("is written from a board on which everything happened", .enabled(if: isWanted))
    func write() async throws {
        let board = try await Board(.file)
        try await happen(on: board)
        #expect(try await board.faults() == [])
        let folder = try #require(board.folder)
        try board.store.close()
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Schemas/v\(Schema.version).sql")
        try FileManager.default.removeItem(at: fixture)
        #expect(FileManager.default.createFile(atPath: fixture.path, contents: nil))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let version = "SELECT 'PRAGMA user_version = ' || user_version || ';' FROM pragma_user_version"
        process.arguments = ["sqlite3", folder.path("skein.db"), ".dump", version]
        process.standardOutput = try FileHandle(forWritingTo: fixture)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    /// A ticket that lands and lets another go on, one that fails, one that asks, one that is cancelled.
    private func happen(on board: Board) async throws {
        let first = try await board.create()
        let second = try await board.create(blockers: [first])
        try await board.perform(CommentOnTicket(ticket: first, author: "ada", text: "why?"))
        let change = try await board.prove(first)
        try await board.perform(BeginPublishing(change: change, commit: Board.head))
        try await board.perform(ConfirmLanding(change: change, commit: Board.head))
        let run = try await board.start(second)
        let token = run.lease.token
        try await board.perform(RecordProcessStart(run: run.id, token: token, base: Board.base))
        try await board.perform(RecordSession(run: run.id, token: token, session: "s-1"))
        try await board.perform(
            AskRequest(run: run.id, token: token, content: .init(id: "p-1", kind: .execute, title: "make test")))
        try await board.perform(AnswerRequest(request: Request.ID(number: 1), answer: .allow, person: "ada"))
        try await board.perform(TellRun(run: run.id, control: .say(text: "and the docs")))
        try await board.perform(RecordUsage(run: run.id, token: token, usage: .init(inputTokens: 10, costUSD: 0.5)))
        let third = try await board.start(try await board.create())
        let quota = Run.Failure.agent(AgentFailure(.quota, "no credit", until: Board.now + .hours(1)))
        try await board.perform(EndRun(run: third.id, token: third.lease.token, result: .failed(quota)))
        try await board.perform(CancelTicket(ticket: try await board.create(), reason: "no need"))
    }
}
