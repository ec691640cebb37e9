import Domain

extension Request: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Request? {
        try transaction.requests(where: "id = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO request (id, run, ticket, agent, name, content, state, detail, asked_at, closed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT (id) DO UPDATE SET state = ?7, detail = ?8, closed_at = ?10
            """,
            [
                .id(id), .id(run), .id(ticket), .id(agent), .text(content.id), .text(try JSON.text(content)),
                .text(state.word), .text(try JSON.text(state)), .instant(askedAt),
                .optional(closedAt) { .instant($0) },
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

    func requests(where condition: String, _ arguments: [Value]) throws -> [Request] {
        try rows(
            "SELECT id, run, ticket, agent, content, detail, asked_at, closed_at FROM request WHERE \(condition)",
            arguments
        ).map { row in
            var request = Request(id: Request.ID(number: row.integer(0)))
            request.run = Run.ID(number: row.integer(1))
            request.ticket = Ticket.ID(number: row.integer(2))
            request.agent = Agent.ID(name: row.text(3))
            request.content = try JSON.value(AgentRequest.self, row.text(4))
            request.state = try JSON.value(Request.State.self, row.text(5))
            request.askedAt = row.instant(6)
            request.closedAt = row.optionalInstant(7)
            return request
        }
    }

    fileprivate func askSlice(_ run: Run.ID, _ name: String) throws -> AskRequest.Slice {
        AskRequest.Slice(
            run: try self.run(run),
            known: try request(of: run, named: name),
            next: Request.ID(number: try number("SELECT max(id) FROM request") + 1))
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
        return Slice(request: record, run: try record.flatMap { try transaction.run($0.run) })
    }
}
