import Domain
import Testing

@testable import Storage

@Suite("Rows that the schema refuses, whatever the program thinks")
struct RefusedRowTests {
    /// T-1 is to be done, T-2 in progress (R-1), T-3 merging (C-1, proven), T-4 is done, T-5 waits for T-1.
    func board() async throws -> Board {
        let board = try await Board()
        let one = try await board.create()
        try await board.start(try await board.create())
        try await board.prove(try await board.create())
        let four = try await board.create()
        let run = try await board.start(four)
        try await board.perform(
            EndRun(run: run.id, token: run.lease.token, result: .nothingToDo(summary: "was there")))
        try await board.create(blockers: [one])
        try await board.perform(CommentOnTicket(ticket: one, author: "ada", text: "why?"))
        return board
    }

    @Test("none of these is accepted, and nothing changes", arguments: Self.refused)
    func isRefused(_ sql: String) async throws {
        let board = try await board()
        await #expect(throws: StorageFailure.self, "\(sql)") { try await board.sql(sql) }
        #expect(try await board.faults() == [])
    }

    @Test("two changes of a project are never published at once")
    func publishing() async throws {
        let board = try await board()
        let commit = Board.head
        try await board.perform(BeginPublishing(change: Change.ID(number: 1), commit: commit))
        let second = try await board.prove(try await board.create())
        await #expect(throws: StorageFailure.self) {
            // The rule says no before.
            try await board.sql(
                "UPDATE change SET state = 'publishing', detail = (SELECT detail FROM change WHERE id = 1) "
                    + "WHERE id = \(second.number)")
        }
        #expect(try await board.faults() == [])
    }

    static let refused: [String] = [
        // Two live runs on a ticket; a token twice; runs that live again.
        runRow(ticket: 2, token: 99), runRow(ticket: 1, token: 1), runRow(ticket: 99, token: 99),
        runRow(ticket: 1, token: 0), runRow(ticket: 1, token: 99, state: "asleep"),
        runRow(ticket: 1, token: 99, state: "running", detail: #"{"starting":{}}"#),
        "UPDATE run SET state = 'running', detail = '{\"running\":{}}', ended_at = NULL WHERE state = 'ended'",
        "UPDATE run SET ended_at = 5 WHERE state <> 'ended'", "DELETE FROM run WHERE id = 1",
        // Tickets whose state and fields disagree.
        "UPDATE ticket SET state = 'in_progress' WHERE id = 1",
        "UPDATE ticket SET state = 'in_progress', run = 1 WHERE id = 1", "UPDATE ticket SET run = 1 WHERE id = 1",
        "UPDATE ticket SET state = 'in_progress', run = 99 WHERE id = 1", "UPDATE ticket SET run = NULL WHERE id = 2",
        "UPDATE ticket SET state = 'merging' WHERE id = 1",
        "UPDATE ticket SET state = 'merging', change = 1 WHERE id = 1",
        "UPDATE ticket SET state = 'blocked' WHERE id = 1",
        "UPDATE ticket SET blocked_by = 'ada' WHERE id = 1", "UPDATE ticket SET state = 'asleep' WHERE id = 1",
        "UPDATE ticket SET state = 'done', change = NULL WHERE id = 3", "UPDATE ticket SET state = 'todo' WHERE id = 4",
        "UPDATE ticket SET title = '' WHERE id = 1", "UPDATE ticket SET priority = 'asap' WHERE id = 1",
        "UPDATE ticket SET failures = -1 WHERE id = 1", "UPDATE ticket SET project = 'gone' WHERE id = 1",
        "UPDATE ticket SET assignee = 'gone' WHERE id = 1", "UPDATE ticket SET open_blockers = 1 WHERE id = 1",
        "UPDATE ticket SET rank = 'soon' WHERE id = 1", "UPDATE ticket SET parent = 99 WHERE id = 1",
        "DELETE FROM ticket WHERE id = 4",
        // Blockers.
        "INSERT INTO ticket_blocker VALUES (1, 0, 1, 1)", "INSERT INTO ticket_blocker VALUES (5, 1, 1, 1)",
        "INSERT INTO ticket_blocker VALUES (1, 0, 99, 1)", "INSERT INTO ticket_blocker VALUES (1, 0, 2, 7)",
        // Changes: two open ones of a ticket; states that are none; what ended moves again.
        changeRow(ticket: 3, state: "queued"), changeRow(ticket: 3, state: "held"),
        changeRow(ticket: 1, state: "asleep"), changeRow(ticket: 1, state: "landed"),
        changeRow(ticket: 1, state: "queued", head: "main"), "UPDATE change SET detail = 'no' WHERE id = 1",
        "UPDATE change SET state = 'queued' WHERE id = 1", "DELETE FROM change WHERE id = 1",
        // What a gate said, and what people said.
        "UPDATE gate_result SET verdict = 'failed'", "DELETE FROM gate_result",
        "INSERT INTO gate_result VALUES (9, 1, 'c', '{}', 'maybe', 1, '', 1)",
        "INSERT INTO gate_result VALUES (9, 99, 'c', '{}', 'passed', 1, '', 1)",
        "UPDATE ticket_comment SET text = ''", "DELETE FROM ticket_comment",
        // The journal and the workspace.
        journalRow("(SELECT max(position) + 2 FROM journal)"), journalRow("1"), journalRow("0"),
        journalRow("(SELECT max(position) + 1 FROM journal)", noun: "goose"),
        journalRow("(SELECT max(position) + 1 FROM journal)", cause: "99999"),
        journalRow("(SELECT max(position) + 1 FROM journal)", payload: "no"),
        "UPDATE journal SET payload = '{}' WHERE position = 1", "DELETE FROM journal WHERE position = 1",
        "DELETE FROM journal WHERE position = (SELECT max(position) FROM journal)",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE position = 1",
        "UPDATE workspace SET revision = 0", "UPDATE workspace SET epoch = -1", "DELETE FROM workspace",
        "INSERT INTO workspace SELECT 2, revision, hash, epoch, is_paused, ageing, settings FROM workspace",
        "UPDATE workspace SET is_paused = 2", "DELETE FROM project", "DELETE FROM agent",
    ]

    private static func runRow(
        ticket: Int, token: Int, state: String = "starting", detail: String? = nil
    ) -> String {
        """
        INSERT INTO run (id, ticket, agent, project, attempt, state, detail, token, epoch, started_at)
        VALUES (99, \(ticket), 'ada', 'web', 1, '\(state)', '\(detail ?? "{\"\(state)\":{}}")', \(token), 1, 1)
        """
    }

    private static func changeRow(ticket: Int, state: String, head: String = Board.head) -> String {
        """
        INSERT INTO change (id, ticket, run, project, head, state, detail, candidates, submitted_at)
        VALUES (99, \(ticket), 1, 'web', '\(head)', '\(state)', '{"\(state)":{}}', 0, 1)
        """
    }

    private static func journalRow(
        _ position: String, noun: String = "ticket", cause: String = "NULL", payload: String = "{}"
    ) -> String {
        """
        INSERT INTO journal (position, at, actor, cause, noun, subject, name, payload, hash)
        VALUES (\(position), 1, 'ada', \(cause), '\(noun)', 'T-1', 'done', '\(payload)',
            '\(String(repeating: "0", count: 64))')
        """
    }
}
