import Domain
import Foundation
import Testing

@testable import Storage

@Suite("Large boards", .serialized)
struct ScaleTests {
    @Test("a chain of 2,000 tickets is made, checked for circles and walked", .timeLimit(.minutes(2)))
    func chain() async throws {
        let board = try await Board()
        let last = Ticket.ID(number: 2000)
        try await board.store.write { transaction in
            for number in 1...2000 as ClosedRange<Int64> {
                let blockers = number == 1 ? [] : [Ticket.ID(number: number - 1)]
                try transaction.perform(
                    CreateTicket(content: .init(title: "a", project: Board.web, blockers: blockers)), by: Board.me,
                    at: Board.now)
            }
        }
        let clock = ContinuousClock()
        let duration = await clock.measure {
            let error = await #expect(throws: Rejection.self) {
                try await board.perform(EditTicket(ticket: Ticket.ID(number: 1), blockers: [last]))
            }
            #expect(error?.code == .blockerCycle)
        }
        #expect(duration < .seconds(2))
        print("chain of 2,000: circle found in \(duration)")
        #expect(try await board.number("SELECT count(*) FROM ticket WHERE open_blockers = 0") == 1)
    }

    @Test("a blocker of 5,000 tickets is finished in one write", .timeLimit(.minutes(3)))
    func dependants() async throws {
        let board = try await Board()
        let one = try await board.create()
        try await board.store.write { transaction in
            for _ in 0..<5000 {
                try transaction.perform(
                    CreateTicket(content: .init(title: "a", project: Board.web, blockers: [one])), by: Board.me,
                    at: Board.now)
            }
        }
        let run = try await board.start(one)
        let duration = try await ContinuousClock().measure {
            try await board.perform(
                EndRun(run: run.id, token: run.lease.token, result: .nothingToDo(summary: "was there")))
        }
        print("5,000 dependants: freed in \(duration)")
        #expect(try await board.number("SELECT count(*) FROM ticket WHERE open_blockers > 0") == 0)
    }

    /// `SKEIN_MEASURE=1 swift test --filter ScaleTests` prints what a claim costs on a large board.
    @Test(
        "claims on a board of 100,000 tickets", .enabled(if: isMeasuring, "set SKEIN_MEASURE=1 to measure"),
        .timeLimit(.minutes(5)))
    func claims() async throws {
        let board = try await Board(.file)
        let first = try await board.create("1")
        try await board.sql(
            """
            INSERT INTO ticket SELECT value, title, body, project, CASE WHEN value % 3 = 0 THEN 'ada' END, priority,
                labels, parent, state, run, change, blocked_reason, blocked_by, blockers, open_blockers, failures,
                returns, retry_at, rank + value, comments, summary, created_at, updated_at
            FROM ticket, generate_series(2, 100000) WHERE id = 1
            """.replacing("generate_series(2, 100000)", with: Self.series))
        try await measure("snapshot", 20) { _, transaction in
            _ = try transaction.runsSnapshot(supervised: [], at: Board.now)
        }
        try await measure("capacity", 50) { _, transaction in _ = try transaction.capacity() }
        try await measure("counts", 10) { _, transaction in _ = try transaction.ticketCounts() }
        try await measure("latest", 10) { _, transaction in _ = try transaction.latestTickets(in: "todo", limit: 50) }
        try await measure("claim", 100) { round, transaction in
            try transaction.perform(
                StartRun(ticket: Ticket.ID(number: first.number + Int64(round))), by: Board.me, at: Board.now)
        }
        func measure(
            _ name: String, _ rounds: Int, _ body: @escaping @Sendable (Int, any Transaction) throws -> Void
        ) async throws {
            let duration = try await ContinuousClock().measure {
                try await board.store.write { transaction in
                    for round in 0..<rounds { try body(round, transaction) }
                }
            }
            print("MEASURED \(name): \(duration / rounds) each")
        }
    }

    private static let series = """
        (WITH RECURSIVE series (value) AS (SELECT 2 UNION ALL SELECT value + 1 FROM series WHERE value < 100000)
        SELECT value FROM series)
        """
}

private let isMeasuring = ProcessInfo.processInfo.environment["SKEIN_MEASURE"] == "1"
