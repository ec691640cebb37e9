import Domain
import Testing

@testable import Storage

/// Explains every query before it runs it.
private final class Planner: Transaction {
    let transaction: any Transaction
    private(set) var plans: [String] = []

    init(_ transaction: any Transaction) { self.transaction = transaction }

    func rows(_ sql: String, _ arguments: [Value]) throws -> [Row] {
        if !sql.hasPrefix("PRAGMA") {
            plans += try transaction.rows("EXPLAIN QUERY PLAN \(sql)", arguments).map { "\($0.text(3)) <- \(sql)" }
        }
        return try transaction.rows(sql, arguments)
    }

    func run(_ sql: String, _ arguments: [Value]) throws { try transaction.run(sql, arguments) }
}

@Suite("Query plans: what runs all the time reads only what it needs")
struct QueryPlanTests {
    func plans(_ body: @escaping @Sendable (any Transaction) throws -> Void) async throws -> [String] {
        let board = try await Board()
        let one = try await board.create()
        try await board.create(blockers: [one])
        try await board.prove(try await board.create())
        return try await board.store.write { transaction in
            let planner = Planner(transaction)
            try body(planner)
            return planner.plans
        }
    }

    /// Steps that read all of a table that grows with history, or sort what they read.
    func slow(_ plans: [String]) -> [String] {
        plans.filter { plan in
            let isWhole = ["ticket", "run", "change", "journal", "gate_result", "ticket_blocker", "ticket_comment"]
                .contains { plan.hasPrefix("SCAN \($0) ") && !plan.hasPrefix("SCAN \($0) USING") }
            // A ticket has a thousand blockers at most.
            if plan.hasSuffix("FROM ticket_blocker WHERE ticket = ? ORDER BY place") { return false }
            return isWhole || plan.contains("TEMP B-TREE FOR ORDER BY")
        }
    }

    @Test("the snapshot of the runs' reconciler")
    func snapshot() async throws {
        let plans = try await plans { _ = try $0.runsSnapshot(supervised: [], at: Board.now) }
        #expect(slow(plans) == [])
        #expect(plans.contains { $0.contains("INDEX ticket_ready (assignee=? AND project=?)") })
        #expect(plans.contains { $0.contains("INDEX ticket_retry (retry_at>?)") })
        #expect(plans.contains { $0.contains("INDEX run_live") })
    }

    @Test("a claim")
    func claim() async throws {
        let plans = try await plans {
            try $0.perform(StartRun(ticket: Ticket.ID(number: 1)), by: Board.me, at: Board.now)
        }
        #expect(slow(plans) == [])
        #expect(!plans.isEmpty)
    }

    @Test("the queue, its heads, and what is held")
    func queue() async throws {
        let plans = try await plans { transaction in
            _ = try transaction.queue()
            _ = try transaction.queueHeads()
            _ = try transaction.heldChanges()
            _ = try transaction.endedChanges(limit: 10)
        }
        #expect(slow(plans).filter { !$0.contains("ended_at IS NOT NULL") } == [])
        #expect(plans.contains { $0.contains("INDEX change_queue") })
        #expect(plans.contains { $0.contains("INDEX change_held") })
        #expect(plans.contains { $0.contains("INDEX gate_result_tree (tree=?)") })
    }

    @Test("a ticket that is finished, edited, created or cancelled")
    func tickets() async throws {
        let plans = try await plans { transaction in
            let one = Ticket.ID(number: 1)
            _ = try transaction.dependants(of: one)
            _ = try transaction.cancelledBlockers(of: one)
            _ = try EditTicket(ticket: one, blockers: [Ticket.ID(number: 3)]).slice(transaction)
            _ = try CreateTicket(content: .init(title: "a", project: Board.web, parent: one)).slice(transaction)
            _ = try CancelTicket(ticket: one, reason: "").slice(transaction)
        }
        #expect(slow(plans).filter { !$0.contains("RECURSIVE") } == [])
        #expect(plans.contains { $0.contains("INDEX ticket_blocker_open (blocker=?)") })
    }

    @Test("pages of tickets, runs and the journal")
    func pages() async throws {
        let plans = try await plans { transaction in
            _ = try transaction.latestTickets(in: "done", limit: 10)
            _ = try transaction.runs(before: nil, limit: 10)
            _ = try transaction.journal(after: 5, limit: 10)
            _ = try transaction.comments(of: Ticket.ID(number: 1))
            _ = try transaction.tickets(states: [], before: nil, limit: 10)
        }
        #expect(slow(plans) == [])
    }
}
