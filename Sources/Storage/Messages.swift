import Domain

extension Message: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Message? {
        try transaction.messages(where: "id = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO message (id, recipient, ticket, kind, content, key, expires_at, state, detail, run, deliveries,
                sent_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            ON CONFLICT (id) DO UPDATE SET content = ?5, state = ?8, detail = ?9, run = ?10, deliveries = ?11
            """,
            [
                .id(id), .id(content.to), .optional(content.ticket) { .id($0) }, .text(content.kind.rawValue),
                .text(try JSON.text(content)), .optional(content.key, Value.text), .instant(content.expiresAt),
                .text(state.word), .text(try JSON.text(state)), .optional(state.run) { .id($0) },
                .integer(Int64(deliveries)), .instant(sentAt),
            ])
    }
}

extension Transaction {
    public func message(_ id: Message.ID) throws -> Message? { try Message.load(id, self) }

    public func message(keyed key: String) throws -> Message? {
        try messages(where: "key = ?", [.text(key)]).first
    }

    /// Messages that a run has, in the order in which they were sent.
    public func messages(of run: Run.ID) throws -> [Message] { try messages(where: "run = ? ORDER BY id", [.id(run)]) }

    /// Messages to an agent that no run has got, the oldest first, as many as a brief holds.
    public func waitingMail(of agent: Agent.ID) throws -> [Message] {
        try messages(where: "recipient = ? AND state = 'sent' ORDER BY id LIMIT 50", [.id(agent)])
    }

    /// Up to `limit` messages, the latest first, below `before`.
    ///
    /// - Parameters:
    ///   - agent: to whom; nil: to anybody.
    ///   - state: in which they are; nil: any.
    public func messages(to agent: Agent.ID?, state: String?, before: Message.ID?, limit: Int) throws -> [Message] {
        try messages(
            where:
                "(?1 IS NULL OR recipient = ?1) AND (?2 IS NULL OR state = ?2) AND id < ?3 ORDER BY id DESC LIMIT ?4",
            [
                .optional(agent) { .id($0) }, .optional(state, Value.text), .integer(before?.number ?? .max),
                .integer(Int64(limit)),
            ])
    }

    func messages(where condition: String, _ arguments: [Value]) throws -> [Message] {
        try rows(
            "SELECT id, content, detail, deliveries, sent_at FROM message WHERE \(condition)", arguments
        ).map { row in
            var message = Message(id: Message.ID(number: row.integer(0)))
            message.content = try JSON.value(Message.Content.self, row.text(1))
            message.state = try JSON.value(Message.State.self, row.text(2))
            message.deliveries = Int(row.integer(3))
            message.sentAt = row.instant(4)
            return message
        }
    }

    /// What it takes to send mail to an agent.
    func postOffice(for agent: Agent.ID) throws -> PostOffice {
        PostOffice(
            recipient: try self.agent(agent),
            next: Message.ID(number: try number("SELECT max(id) FROM message") + 1),
            waiting: Int(
                try number("SELECT count(*) FROM message WHERE recipient = ? AND state = 'sent'", [.id(agent)])),
            rounds: try workspace().settings.health.rounds, nextRequest: try nextRequest(),
            isAsked: try openRequests().contains { $0.content.kind == .loop && $0.terms.about == agent })
    }
}

extension SendMessage.Author {
    func standing(_ transaction: any Transaction) throws -> Standing? {
        switch self {
        case .person: nil
        case .run(let claim): try transaction.standing(claim)
        }
    }
}

extension SendMessage: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        Slice(
            post: try transaction.postOffice(for: to), standing: try author.standing(transaction),
            chart: try transaction.chart(), knownAgents: try transaction.knownAgents(),
            known: try key.flatMap { try transaction.message(keyed: $0) },
            ticketExists: try ticket.flatMap { try transaction.ticket($0) } != nil)
    }
}

extension DeliverMessages: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        guard let run = try transaction.run(claim.run) else { return Slice(run: nil, mail: []) }
        return Slice(
            run: run, mail: try transaction.messages(of: run.id) + transaction.waitingMail(of: run.agent))
    }
}

extension ExpireMessages: Performable {
    public func slice(_ transaction: any Transaction) throws -> [Message] {
        try transaction.messages(where: "state = 'sent' ORDER BY expires_at LIMIT 100", [])
    }
}

extension WakeAgent: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let oldest = try transaction.waitingMail(of: agent).first
        let about = try oldest?.content.ticket.flatMap { try transaction.ticket($0) }?.content.project
        let latest = try transaction.rows(
            "SELECT project FROM run WHERE agent = ? ORDER BY id DESC LIMIT 1", [.id(agent)])
        let known = try transaction.projects().filter { !$0.isRetired }.map(\.id)
        let wanted = [about, latest.first.map { Project.ID(name: $0.text(0)) }].compactMap(\.self)
        return Slice(
            agent: try transaction.agent(agent), oldest: oldest, open: try transaction.wakeTicket(of: agent),
            next: try transaction.nextTicket(),
            projects: wanted.filter(known.contains) + known)
    }
}

extension CloseWake: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let record = try transaction.ticket(ticket)
        let waiting = try record?.content.assignee.map { try transaction.waitingMail(of: $0).count } ?? 0
        return Slice(ticket: record, waiting: waiting)
    }
}

extension Transaction {
    fileprivate func wakeTicket(of agent: Agent.ID) throws -> Ticket.ID? {
        try rows(
            "SELECT id FROM ticket WHERE assignee = ? AND purpose = 'wake' AND state NOT IN ('done', 'cancelled')",
            [.id(agent)]
        ).first.map { Ticket.ID(number: $0.integer(0)) }
    }

    /// What the reconciler of wakes decides on; it costs what waits, not what there is.
    ///
    /// - Parameter deaf: runs that hear nothing in their turn.
    public func wakesSnapshot(deaf: Set<Run.ID>) throws -> WakesSnapshot {
        // A comment on a ticket that will run, or runs, is read there.
        let boxes = try rows(
            """
            SELECT recipient, min(message.sent_at), min(message.expires_at), max(message.kind <> 'comment'
                OR ticket.state NOT IN ('todo', 'in_progress'))
            FROM message LEFT JOIN ticket ON ticket.id = message.ticket
            WHERE message.state = 'sent' GROUP BY recipient
            """, [])
        let needless = try rows(
            """
            SELECT id FROM ticket INDEXED BY ticket_one_wake
            WHERE purpose = 'wake' AND state NOT IN ('done', 'cancelled') AND state = 'todo' AND NOT EXISTS (
                SELECT 1 FROM message WHERE recipient = ticket.assignee AND message.state = 'sent')
            """, [])
        let live = boxes.isEmpty ? [] : try liveRuns()
        return WakesSnapshot(
            waiting: try boxes.compactMap { box in
                guard let agent = try agent(Agent.ID(name: box.text(0))) else { return nil }
                return WakesSnapshot.Waiting(
                    agent: agent, oldest: box.instant(1), expiry: box.instant(2),
                    lastRunAt: try rows(
                        "SELECT started_at FROM run WHERE agent = ? ORDER BY id DESC LIMIT 1", [.id(agent.id)]
                    ).first?.optionalInstant(0),
                    listening: live.first {
                        $0.agent == agent.id && $0.state == .running && !deaf.contains($0.id)
                    }?.id,
                    hasWakeTicket: try !box.bool(3) || wakeTicket(of: agent.id) != nil)
            },
            needless: needless.map { Ticket.ID(number: $0.integer(0)) }, requestExpiry: try nextRequestExpiry())
    }
}
