import Domain

extension Request: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Request? {
        try transaction.requests(where: "id = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO request (id, run, ticket, agent, name, content, state, detail, asked_at, closed_at, terms,
                outlives_run, expires_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            ON CONFLICT (id) DO UPDATE SET state = ?7, detail = ?8, closed_at = ?10, terms = ?11, expires_at = ?13
            """,
            [
                .id(id), .id(run), .id(ticket), .id(agent), .text(content.id), .text(try JSON.text(content)),
                .text(state.word), .text(try JSON.text(state)), .instant(askedAt),
                .optional(closedAt) { .instant($0) }, .text(try JSON.text(terms)), .bool(terms.outlivesRun),
                .optional(terms.expiresAt) { .instant($0) },
            ])
    }
}

extension Transaction {
    public func request(_ id: Request.ID) throws -> Request? { try Request.load(id, self) }

    /// Every request that waits for an answer, the oldest first.
    public func openRequests() throws -> [Request] { try requests(where: "state = 'open' ORDER BY id", []) }

    /// What a run asked, in order.
    public func requests(of run: Run.ID) throws -> [Request] {
        try requests(where: "run = ? ORDER BY id", [.id(run)])
    }

    /// What a run asked under this name of its own.
    public func request(of run: Run.ID, named name: String) throws -> Request? {
        try requests(where: "run = ? AND name = ?", [.id(run), .text(name)]).first
    }

    public func openRequests(of run: Run.ID) throws -> [Request] {
        try requests(where: "run = ? AND state = 'open' ORDER BY id", [.id(run)])
    }

    /// What the ticket waits for.
    public func awaitedRequests(of ticket: Ticket.ID) throws -> [Request] {
        try requests(where: "ticket = ? AND state = 'open' ORDER BY id", [.id(ticket)]).filter(\.terms.isAwaited)
    }

    /// What runs of the ticket asked and did not wait for in their turn, that was closed since `instant`.
    public func closedRequests(of ticket: Ticket.ID, since instant: Instant) throws -> [Request] {
        try requests(
            where: "ticket = ? AND outlives_run = 1 AND closed_at >= ? ORDER BY id", [.id(ticket), .instant(instant)])
    }

    /// When the next request is past its time.
    public func nextRequestExpiry() throws -> Instant? {
        try rows("SELECT min(expires_at) FROM request WHERE state = 'open' AND expires_at IS NOT NULL", [])
            .first?.optionalInstant(0)
    }

    func nextRequest() throws -> Request.ID { Request.ID(number: try number("SELECT max(id) FROM request") + 1) }

    func requests(where condition: String, _ arguments: [Value]) throws -> [Request] {
        try rows(
            """
            SELECT id, run, ticket, agent, content, detail, asked_at, closed_at, terms FROM request WHERE \(condition)
            """, arguments
        ).map { row in
            var request = Request(id: Request.ID(number: row.integer(0)))
            request.run = Run.ID(number: row.integer(1))
            request.ticket = Ticket.ID(number: row.integer(2))
            request.agent = Agent.ID(name: row.text(3))
            request.content = try JSON.value(AgentRequest.self, row.text(4))
            request.state = try JSON.value(Request.State.self, row.text(5))
            request.askedAt = row.instant(6)
            request.closedAt = row.optionalInstant(7)
            request.terms = try JSON.value(Request.Terms.self, row.text(8))
            return request
        }
    }

    fileprivate func askSlice(_ run: Run.ID, _ name: String) throws -> AskRequest.Slice {
        let record = try self.run(run)
        let coordinator = try record.flatMap { try agent($0.agent)?.definition.coordinator }
        return AskRequest.Slice(
            run: record, known: try request(of: run, named: name), next: try nextRequest(),
            post: try coordinator.map { try postOffice(for: $0) })
    }
}

extension AskRequest: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice { try transaction.askSlice(run, content.id) }
}

extension WithdrawRequest: Performable {
    public func slice(_ transaction: any Transaction) throws -> AskRequest.Slice {
        try transaction.askSlice(run, name)
    }
}

extension AnswerRequest: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let record = try transaction.request(request)
        return Slice(
            request: record, run: try record.flatMap { try transaction.run($0.run) },
            standing: try author.standing(transaction),
            message: try record.flatMap { Message.ID($0.content.id) }.flatMap { try transaction.message($0) })
    }
}

extension Ask: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let standing = try transaction.standing(claim)
        return Slice(
            standing: standing, chart: try transaction.chart(), knownAgents: try transaction.knownAgents(),
            post: try to.map { try transaction.postOffice(for: $0) },
            open: try standing.run.map { try transaction.awaitedRequests(of: $0.ticket) } ?? [],
            next: try transaction.nextRequest())
    }
}

extension ProposeAgent: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        Slice(
            standing: try transaction.standing(claim),
            isTaken: try transaction.agent(Agent.ID(name: name)) != nil,
            open: try transaction.openRequests().filter { $0.content.kind == .hire },
            next: try transaction.nextRequest())
    }
}

extension Transaction {
    /// Agents that people said yes to and that are not there yet, with their files.
    public func hired() throws -> [(agent: Agent.ID, file: String)] {
        try requests(where: "state = 'answered' AND json_extract(content, '$.kind') = 'hire' ORDER BY id", [])
            .compactMap(\.hired).filter { try agent($0.agent) == nil }
    }
}

extension ExpireRequests: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let due = try transaction.requests(
            where: "state = 'open' AND expires_at IS NOT NULL ORDER BY expires_at, id LIMIT 1", [])
        let chart = try transaction.chart()
        let next = due.first.flatMap { request in
            request.terms.to.flatMap { Self.next(after: $0, request, chart) }
        }
        return Slice(
            due: due, chart: chart, post: try next.map { try transaction.postOffice(for: $0) },
            run: try due.first.flatMap { try transaction.run($0.run) })
    }
}
