import Domain

extension Transaction {
    /// How many tickets are in each state.
    public func ticketCounts() throws -> [String: Int] {
        let counted = try rows("SELECT state, tickets FROM ticket_count WHERE tickets > 0", [])
        return Dictionary(uniqueKeysWithValues: counted.map { ($0.text(0), Int($0.integer(1))) })
    }

    /// Up to `limit` tickets in one of `states` (all when empty), the latest identifier first, below `before`.
    public func tickets(states: [String], before: Ticket.ID?, limit: Int) throws -> [Ticket] {
        let marks = states.map { _ in "?" }.joined(separator: ", ")
        let condition = states.isEmpty ? "1" : "state IN (\(marks))"
        return try tickets(
            where: "\(condition) AND id < ? ORDER BY id DESC LIMIT ?",
            states.map(Value.text) + [.integer(before?.number ?? .max), .integer(Int64(limit))])
    }

    /// Up to `limit` tickets in `state`, the latest changed first.
    public func latestTickets(in state: String, limit: Int) throws -> [Ticket] {
        try tickets(
            where: "state = ? ORDER BY updated_at DESC, id DESC LIMIT ?", [.text(state), .integer(Int64(limit))])
    }

    /// Tickets that wait for `blocker`.
    func dependants(of blocker: Ticket.ID) throws -> [Ticket.ID] {
        try rows("SELECT ticket FROM ticket_blocker WHERE blocker = ? AND is_open = 1 ORDER BY ticket", [.id(blocker)])
            .map { Ticket.ID(number: $0.integer(0)) }
    }

    /// Open blockers of `ticket` that were cancelled, so that waiting for them has no end.
    public func cancelledBlockers(of ticket: Ticket.ID) throws -> [Ticket.ID] {
        try rows(
            """
            SELECT blocker FROM ticket_blocker JOIN ticket ON ticket.id = blocker
            WHERE ticket_blocker.ticket = ? AND is_open = 1 AND ticket.state = 'cancelled' ORDER BY blocker
            """, [.id(ticket)]
        ).map { Ticket.ID(number: $0.integer(0)) }
    }

    /// Everything that waits for `ticket`, directly or through others that are not done themselves.
    fileprivate func waiting(for ticket: Ticket.ID) throws -> Set<Ticket.ID> {
        let found = try rows(
            """
            WITH RECURSIVE waiting (id) AS (
                SELECT ticket FROM ticket_blocker WHERE blocker = ? AND is_open = 1
                UNION SELECT ticket FROM ticket_blocker JOIN waiting ON blocker = waiting.id WHERE is_open = 1)
            SELECT id FROM waiting
            """, [.id(ticket)])
        return Set(found.map { Ticket.ID(number: $0.integer(0)) })
    }

    /// The ticket and all above it.
    func ancestors(of ticket: Ticket.ID) throws -> Set<Ticket.ID> {
        let found = try rows(
            """
            WITH RECURSIVE above (id) AS (
                SELECT ? UNION SELECT parent FROM ticket JOIN above ON ticket.id = above.id WHERE parent IS NOT NULL)
            SELECT id FROM above
            """, [.id(ticket)])
        return Set(found.map { Ticket.ID(number: $0.integer(0)) })
    }

    /// Those of `tickets` that exist. Of a part that was cancelled `whole` has heard: it is over.
    private func blockers(
        _ tickets: some Sequence<Ticket.ID>, of whole: Ticket.ID?
    ) throws -> [Ticket.ID: TicketContext.Blocker] {
        var found: [Ticket.ID: TicketContext.Blocker] = [:]
        for id in tickets {
            guard let row = try rows("SELECT state, parent FROM ticket WHERE id = ?", [.id(id)]).first else { continue }
            switch row.text(0) {
            case "done": found[id] = .done
            case "cancelled":
                let isPart = whole != nil && row.optionalInteger(1) == whole?.number
                found[id] = isPart ? .done : .cancelled
            default: found[id] = .open
            }
        }
        return found
    }

    /// - Parameter ticket: the one that has the content; nil when it is being created.
    fileprivate func context(for content: Ticket.Content, of ticket: Ticket.ID? = nil) throws -> TicketContext {
        TicketContext(
            project: try project(content.project), assignee: try content.assignee.flatMap { try agent($0) },
            knownProjects: try knownProjects(), knownAgents: try knownAgents(),
            blockers: try blockers(content.blockers.prefix(2000), of: ticket),
            parentExists: try content.parent.flatMap { try self.ticket($0) } != nil,
            aboveParent: try content.parent.map { try ancestors(of: $0) } ?? [])
    }
}

extension Transaction {
    /// The identifier of the ticket that is created next.
    func nextTicket() throws -> Ticket.ID { Ticket.ID(number: try number("SELECT max(id) FROM ticket") + 1) }
}

extension CreateTicket: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        Slice(next: try transaction.nextTicket(), context: try transaction.context(for: content))
    }
}

extension EditTicket: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        guard let record = try transaction.ticket(ticket) else {
            let nothing = TicketContext(project: nil, assignee: nil, knownProjects: [], knownAgents: [])
            return Slice(ticket: nil, context: nothing)
        }
        var context = try transaction.context(for: edited(record.content), of: ticket)
        // A ticket that is being created is waited for by none.
        if blockers != nil { context.waiting = try transaction.waiting(for: ticket) }
        return Slice(ticket: record, context: context)
    }
}

extension CommentOnTicket: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        guard let record = try transaction.ticket(ticket) else { return Slice(ticket: nil) }
        let last = record.content.assignee == nil ? try transaction.runs(of: ticket).last?.agent : nil
        return Slice(
            ticket: record,
            post: try (record.content.assignee ?? last).map { try transaction.postOffice(for: $0) })
    }
}

extension CancelTicket: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let record = try transaction.ticket(ticket)
        return Slice(
            ticket: record, run: try transaction.runs(of: ticket).last { $0.state.isLive },
            change: try transaction.changes(of: ticket).last,
            isAwaited: try record?.content.parent.map {
                try transaction.dependants(of: ticket).contains($0)
            } ?? false,
            requests: try transaction.awaitedRequests(of: ticket))
    }
}

extension ReopenTicket: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let held = try transaction.changes(of: ticket).last { change in
            if case .held = change.state { true } else { false }
        }
        return Slice(ticket: try transaction.ticket(ticket), held: held)
    }
}
