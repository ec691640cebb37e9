import Domain

/// A command whose slice can be loaded from the store.
public protocol Performable: Command {
    func slice(_ transaction: any Transaction) throws -> Slice
}

/// A record with a table of its own.
protocol StoredRecord: Record {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Self?
    func save(_ transaction: any Transaction) throws
}

extension Store {
    /// Decides `command` on the present state and saves what happened, durably, in one transaction.
    ///
    /// - Returns: the journal entries it wrote; empty when there was nothing to do.
    /// - Throws: `Rejection` when the rule says no, `StorageFailure` when the database does; then nothing changed.
    @discardableResult
    public func perform<C: Performable>(
        _ command: C, by actor: Actor, cause: Int64? = nil, at now: Instant
    ) async throws -> [JournalEntry] {
        try await write { transaction in
            try transaction.perform(command, by: actor, cause: cause, at: now)
        }
    }
}

extension Transaction {
    /// `Store.perform` within a transaction that is open already.
    @discardableResult
    public func perform<C: Performable>(
        _ command: C, by actor: Actor, cause: Int64? = nil, at now: Instant
    ) throws -> [JournalEntry] {
        let slice = try command.slice(self)
        return try command.decide(slice, at: now).map { event in
            try save(event, at: now)
            return try append(event, by: actor, cause: cause, at: now)
        }
    }

    private func save(_ event: Event, at now: Instant) throws {
        switch event {
        case .workspace(let event): try change(Workspace.self, Workspace.ID(), event, at: now)
        case .project(let id, let event): try change(Project.self, id, event, at: now)
        case .agent(let id, let event): try change(Agent.self, id, event, at: now)
        case .run(let id, let event): try change(Run.self, id, event, at: now)
        case .request(let id, let event): try change(Request.self, id, event, at: now)
        case .message(let id, let event): try change(Message.self, id, event, at: now)
        case .schedule(let id, let event):
            try change(Schedule.self, id, event, at: now)
            if case .fired(let due, let ticket, _) = event { try insertFiring(id, due, ticket) }
        case .rule(let id, let event):
            try change(Rule.self, id, event, at: now)
            try insertFiring(id, event, at: now)
        case .ticket(let id, let event):
            try change(Ticket.self, id, event, at: now)
            if case .commented(let author, let text) = event { try insertComment(id, author, text, at: now) }
        case .change(let id, let event):
            try change(Change.self, id, event, at: now)
            if case .gateFinished(let result) = event { try insertGateResult(id, result, at: now) }
        }
    }

    private func change<R: StoredRecord>(_ type: R.Type, _ id: R.ID, _ event: R.Event, at now: Instant) throws {
        var record = try R.load(id, self) ?? R(id: id)
        record.apply(event, at: now)
        try record.save(self)
    }
}
