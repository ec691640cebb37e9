import Domain

extension Ticket: StoredRecord {
    static let columns = """
        id, title, body, project, assignee, priority, labels, parent, state, run, change, blocked_reason, blocked_by, \
        blockers, failures, returns, retry_at, comments, summary, created_at, updated_at, \
        fallback, model, effort, has_news, purpose, chain, blocked_request
        """

    /// A priority's level, for SQL; the same numbers as `Priority.level`.
    static let levelColumn =
        "(CASE priority "
        + Priority.allCases.map { "WHEN '\($0.rawValue)' THEN \($0.level)" }.joined(separator: " ") + " END)"

    static func load(_ id: ID, _ transaction: any Transaction) throws -> Ticket? {
        try transaction.tickets(where: "id = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try saveBlockers(transaction)
        let blockage: Blockage? = if case .blocked(let blockage) = state { blockage } else { nil }
        let run: Run.ID? = if case .inProgress(let run) = state { run } else { nil }
        let change: Change.ID? = if case .merging(let change) = state { change } else { nil }
        try transaction.run(
            """
            INSERT INTO ticket (\(Self.columns), open_blockers, rank)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?24,
                ?25, ?26, ?27, ?28, ?29, ?30, ?22, ?20 + ?23 * (SELECT ageing FROM workspace))
            ON CONFLICT (id) DO UPDATE SET title = ?2, body = ?3, project = ?4, assignee = ?5, priority = ?6,
                labels = ?7, parent = ?8, state = ?9, run = ?10, change = ?11, blocked_reason = ?12, blocked_by = ?13,
                blockers = ?14, failures = ?15, returns = ?16, retry_at = ?17, comments = ?18, summary = ?19,
                created_at = ?20, updated_at = ?21, open_blockers = ?22, rank = excluded.rank,
                fallback = ?24, model = ?25, effort = ?26, has_news = ?27,
                purpose = ?28, chain = ?29, blocked_request = ?30
            """,
            [
                .id(id), .text(content.title), .text(content.body), .id(content.project),
                .optional(content.assignee) { .id($0) }, .text(content.priority.rawValue),
                .text(try JSON.text(content.labels)), .optional(content.parent) { .id($0) }, .text(state.word),
                .optional(run) { .id($0) }, .optional(change) { .id($0) },
                .optional(blockage) { .text($0.reason) }, .optional(blockage) { .text($0.by) },
                .integer(Int64(content.blockers.count)), .integer(Int64(failures)), .integer(Int64(returns)),
                .optional(retryAt) { .instant($0) }, .integer(Int64(comments)), .text(summary), .instant(createdAt),
                .instant(updatedAt), .integer(Int64(openBlockers.count)), .integer(content.priority.level),
                .integer(Int64(fallback)), .optional(content.model, Value.text), .optional(content.effort, Value.text),
                .bool(hasNews), .text(purpose.rawValue), .text(try JSON.text(chain)),
                .optional(blockage?.request) { .id($0) },
            ])
        if !content.blockers.isEmpty, try transaction.blockers(of: id).isEmpty { try insertBlockers(transaction) }
    }

    /// Brings the blocker rows in line; inserted only after the ticket's own row exists.
    private func saveBlockers(_ transaction: any Transaction) throws {
        let known = try transaction.blockers(of: id)
        let wanted = content.blockers.map { Blocker(id: $0, isOpen: openBlockers.contains($0)) }
        if known == wanted || known.isEmpty { return }
        try transaction.run("DELETE FROM ticket_blocker WHERE ticket = ?", [.id(id)])
        try insertBlockers(transaction)
    }

    private func insertBlockers(_ transaction: any Transaction) throws {
        for (place, blocker) in content.blockers.enumerated() {
            try transaction.run(
                "INSERT INTO ticket_blocker (ticket, place, blocker, is_open) VALUES (?, ?, ?, ?)",
                [.id(id), .integer(Int64(place)), .id(blocker), .bool(openBlockers.contains(blocker))])
        }
    }
}

/// A blocker of a ticket, and whether it is still in the way.
struct Blocker: Hashable {
    let id: Ticket.ID
    let isOpen: Bool
}

extension Transaction {
    public func ticket(_ id: Ticket.ID) throws -> Ticket? { try Ticket.load(id, self) }

    func blockers(of ticket: Ticket.ID) throws -> [Blocker] {
        try rows("SELECT blocker, is_open FROM ticket_blocker WHERE ticket = ? ORDER BY place", [.id(ticket)]).map {
            row in
            Blocker(id: Ticket.ID(number: row.integer(0)), isOpen: row.bool(1))
        }
    }

    func tickets(where condition: String, _ arguments: [Value]) throws -> [Ticket] {
        try rows("SELECT \(Ticket.columns) FROM ticket WHERE \(condition)", arguments).map(ticket)
    }

    private func ticket(_ row: Row) throws -> Ticket {
        var ticket = Ticket(id: Ticket.ID(number: row.integer(0)))
        var content = Ticket.Content(title: row.text(1), body: row.text(2), project: Project.ID(name: row.text(3)))
        content.assignee = row.optionalText(4).map(Agent.ID.init(name:))
        guard let priority = Ticket.Priority(rawValue: row.text(5)) else {
            let word = row.text(5).prefix(40)
            throw StorageFailure(.corrupt, "Ticket \(row.integer(0)) has the unknown priority \(word).")
        }
        content.priority = priority
        if row.text(6) != "[]" { content.labels = try JSON.value([String].self, row.text(6)) }
        content.parent = row.optionalInteger(7).map(Ticket.ID.init(number:))
        if row.integer(13) > 0 {
            let blockers = try blockers(of: ticket.id)
            content.blockers = blockers.map(\.id)
            ticket.openBlockers = blockers.filter(\.isOpen).map(\.id)
        }
        ticket.content = content
        ticket.state = try state(row)
        ticket.failures = Int(row.integer(14))
        ticket.returns = Int(row.integer(15))
        ticket.retryAt = row.optionalInstant(16)
        ticket.comments = Int(row.integer(17))
        ticket.summary = row.text(18)
        ticket.createdAt = row.instant(19)
        ticket.updatedAt = row.instant(20)
        ticket.fallback = Int(row.integer(21))
        ticket.content.model = row.optionalText(22)
        ticket.content.effort = row.optionalText(23)
        ticket.hasNews = row.bool(24)
        ticket.purpose = row.text(25) == Ticket.Purpose.wake.rawValue ? .wake : .work
        if row.text(26) != "[]" { ticket.chain = try JSON.value([Agent.ID].self, row.text(26)) }
        return ticket
    }

    private func state(_ row: Row) throws -> Ticket.State {
        switch row.text(8) {
        case "backlog": return .backlog
        case "todo": return .todo
        case "in_progress": return .inProgress(run: Run.ID(number: row.integer(9)))
        case "merging": return .merging(change: Change.ID(number: row.integer(10)))
        case "blocked":
            let request = row.optionalInteger(27).map { Request.ID(number: $0) }
            return .blocked(Ticket.Blockage(reason: row.text(11), by: row.text(12), request: request))
        case "done": return .done
        case "cancelled": return .cancelled
        case let word: throw StorageFailure(.corrupt, "Ticket \(row.integer(0)) is in the unknown state \(word).")
        }
    }
}

/// A remark on a ticket.
public struct Comment: Hashable, Sendable {
    public let author: String
    public let text: String
    public let at: Instant

    public init(author: String, text: String, at: Instant) {
        self.author = author
        self.text = text
        self.at = at
    }
}

extension Transaction {
    func insertComment(_ ticket: Ticket.ID, _ author: String, _ text: String, at now: Instant) throws {
        try run(
            "INSERT INTO ticket_comment (ticket, author, text, at) VALUES (?, ?, ?, ?)",
            [.id(ticket), .text(author), .text(text), .instant(now)])
    }

    public func comments(of ticket: Ticket.ID) throws -> [Comment] {
        try rows("SELECT author, text, at FROM ticket_comment WHERE ticket = ? ORDER BY id", [.id(ticket)]).map { row in
            Comment(author: row.text(0), text: row.text(1), at: row.instant(2))
        }
    }
}
