import Domain
import Testing

@testable import Storage

@Suite("Verifying the journal")
struct VerifyTests {
    /// T-1 landed with a comment; T-2 waits.
    func board() async throws -> Board {
        let board = try await Board()
        let one = try await board.create()
        try await board.create(blockers: [one])
        try await board.perform(CommentOnTicket(ticket: one, author: "ada", text: "why?"))
        let change = try await board.prove(one)
        try await board.perform(BeginPublishing(change: change, commit: Board.head))
        try await board.perform(ConfirmLanding(change: change, commit: Board.head))
        return board
    }

    @Test("finds nothing in a journal that is whole")
    func whole() async throws {
        #expect(try await board().faults() == [])
    }

    @Test("finds what was changed behind the program's back", arguments: Self.tampering)
    func isFound(sql: String, fault: String) async throws {
        let board = try await board()
        // Somebody with the file in hand drops the triggers first.
        let triggers = try await board.store.read { transaction in
            try transaction.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'", []).map { $0.text(0) }
        }
        for trigger in triggers { try await board.sql("DROP TRIGGER \(trigger)") }
        for statement in sql.split(separator: ";") { try await board.sql(String(statement)) }
        let faults = try await board.faults()
        #expect(faults.contains { $0.contains(fault) }, "\(faults)")
    }

    static let tampering: [(String, String)] = [
        ("UPDATE journal SET payload = replace(payload, 'why?', 'ok') WHERE name = 'commented'", "was changed"),
        ("UPDATE journal SET actor = 'person:eve' WHERE position = 6", "Entry 6 was changed"),
        ("UPDATE journal SET at = at + 1 WHERE position = 6", "Entry 6 was changed"),
        ("DELETE FROM journal WHERE position = 7", "Entry 7 is missing"),
        ("DELETE FROM journal WHERE position = (SELECT max(position) FROM journal)", "The journal ends at"),
        (
            """
            UPDATE journal SET position = 1007 WHERE position = 7; UPDATE journal SET position = 7 WHERE position = 8;
            UPDATE journal SET position = 8 WHERE position = 1007
            """, "Entry 7 was changed"
        ),
        ("UPDATE ticket SET title = 'other' WHERE id = 1", "Ticket T-1 is not what its events say"),
        ("UPDATE ticket SET rank = rank - 1 WHERE id = 2", "The place of T-2"),
        ("UPDATE ticket_comment SET text = 'ok'", "The comments on T-1"),
        ("UPDATE gate_result SET output = 'ok'", "The gates' results of C-1"),
        ("UPDATE run SET agent = 'bob'", "Run R-1 is not what its events say"),
        ("UPDATE change SET head = '\(Board.base)'", "Change C-1 is not what its events say"),
        ("UPDATE agent SET is_paused = 1 WHERE name = 'ada'", "Agent ada is not what its events say"),
        ("UPDATE workspace SET epoch = 9", "The workspace's row"),
        ("UPDATE workspace SET hash = ''", "The last entry is not the one"),
        (
            """
            INSERT INTO ticket SELECT 9, title, body, project, assignee, priority, labels, parent, state, run,
                change, blocked_reason, blocked_by, blocked_request, blockers, open_blockers, failures,
                fallback, returns, retry_at, rank, model, effort, has_news, purpose, chain, comments, summary,
                created_at, updated_at FROM ticket WHERE id = 1
            """, "Ticket T-9 has a row but no event"
        ),
        (
            "DELETE FROM ticket_blocker WHERE ticket = 2; DELETE FROM ticket WHERE id = 2",
            "Ticket T-2 has events but no row"
        ),
    ]
}
