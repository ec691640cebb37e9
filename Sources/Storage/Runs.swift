import Domain

private let knownStates = Remembered<Run.State>()
private let knownChoices = Remembered<Run.Choice>()

extension Run: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Run? {
        try transaction.runs(where: "id = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO run (id, ticket, agent, project, attempt, state, detail, token, epoch, base, started_at,
                process_started_at, ended_at, choice, session, usage, stop_requested_at, alarms, head, chain, progress,
                declaration)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                ?21, ?22)
            ON CONFLICT (id) DO UPDATE SET state = ?6, detail = ?7, token = ?8, epoch = ?9, base = ?10,
                process_started_at = ?12, ended_at = ?13, choice = ?14, session = ?15, usage = ?16,
                stop_requested_at = ?17, alarms = ?18, head = ?19, chain = ?20, progress = ?21, declaration = ?22
            """,
            [
                .id(id), .id(ticket), .id(agent), .id(project), .integer(Int64(attempt)), .text(state.word),
                .text(try JSON.text(state)), .integer(lease.token), .integer(lease.epoch),
                .optional(base, Value.text), .instant(startedAt), .optional(processStartedAt) { .instant($0) },
                .optional(endedAt) { .instant($0) }, .text(try JSON.text(choice)), .optional(session, Value.text),
                .optional(try usage.map(JSON.text), Value.text), .optional(stopRequestedAt) { .instant($0) },
                .text(try JSON.text(alarms)), .optional(head, Value.text), .text(try JSON.text(chain)), .text(progress),
                .optional(try declaration.map(JSON.text), Value.text),
            ])
    }
}

extension Transaction {
    public func run(_ id: Run.ID) throws -> Run? { try Run.load(id, self) }

    public func runs(of ticket: Ticket.ID) throws -> [Run] {
        try runs(where: "ticket = ? ORDER BY id", [.id(ticket)])
    }

    public func liveRuns() throws -> [Run] {
        try runs(where: "state <> 'ended' ORDER BY id", [])
    }

    /// Up to `limit` runs, the latest first, below `before`.
    public func runs(before: Run.ID?, limit: Int) throws -> [Run] {
        try runs(where: "id < ? ORDER BY id DESC LIMIT ?", [.integer(before?.number ?? .max), .integer(Int64(limit))])
    }

    func runs(where condition: String, _ arguments: [Value]) throws -> [Run] {
        try rows(
            """
            SELECT id, ticket, agent, project, attempt, detail, token, epoch, base, started_at, process_started_at,
                ended_at, choice, session, usage, stop_requested_at, alarms, head, chain, progress, declaration
            FROM run WHERE \(condition)
            """, arguments
        ).map { row in
            var run = Run(id: Run.ID(number: row.integer(0)))
            run.ticket = Ticket.ID(number: row.integer(1))
            run.agent = Agent.ID(name: row.text(2))
            run.project = Project.ID(name: row.text(3))
            run.attempt = Int(row.integer(4))
            run.state = try knownStates.value(row.text(5))
            run.lease = Run.Lease(token: row.integer(6), epoch: row.integer(7))
            run.base = row.optionalText(8)
            run.startedAt = row.instant(9)
            run.processStartedAt = row.optionalInstant(10)
            run.endedAt = row.optionalInstant(11)
            run.choice = try knownChoices.value(row.text(12))
            run.session = row.optionalText(13)
            run.usage = try row.optionalText(14).map { try JSON.value(Usage.self, $0) }
            run.stopRequestedAt = row.optionalInstant(15)
            if row.text(16) != "[]" { run.alarms = try JSON.value([Alarm].self, row.text(16)) }
            run.head = row.optionalText(17)
            if row.text(18) != "[]" { run.chain = try JSON.value([Agent.ID].self, row.text(18)) }
            run.progress = row.text(19)
            run.declaration = try row.optionalText(20).map { try JSON.value(Run.Declaration.self, $0) }
            return run
        }
    }

    /// What may start now, and how much runs already.
    public func capacity(live: [Run]? = nil) throws -> Capacity {
        Capacity(
            workspace: try workspace(), projects: try projects(), agents: try agents(), live: try live ?? liveRuns())
    }

    /// What the reconciler of runs decides on.
    public func runsSnapshot(supervised: Set<Run.ID>, at now: Instant) throws -> RunsSnapshot {
        let live = try liveRuns()
        let capacity = try capacity(live: live)
        // Without the hint SQLite walks through every ticket in the state `todo`.
        let retry = try rows(
            "SELECT min(retry_at) FROM ticket INDEXED BY ticket_retry WHERE state = 'todo' AND retry_at > ?",
            [.instant(now)])
        return RunsSnapshot(
            capacity: capacity, live: live, supervised: supervised, candidates: try candidates(capacity, at: now),
            nextRetry: retry.first?.optionalInstant(0))
    }

    private func lastToken() throws -> Int64 { try number("SELECT max(token) FROM run") }

    fileprivate func startSlice(_ ticket: Ticket.ID) throws -> StartRun.Slice {
        let record = try self.ticket(ticket)
        let capacity = try capacity()
        return StartRun.Slice(
            ticket: record, capacity: capacity,
            next: Run.ID(number: try number("SELECT max(id) FROM run") + 1),
            earlier: Int(try number("SELECT count(*) FROM run WHERE ticket = ?", [.id(ticket)])),
            previous: try runs(where: "ticket = ? ORDER BY id DESC LIMIT 1", [.id(ticket)]).first,
            lastToken: try lastToken(),
            mail: try record.flatMap { capacity.agent(for: $0.content) }.map { try waitingMail(of: $0) } ?? [])
    }

    fileprivate func adoptSlice(_ run: Run.ID) throws -> AdoptRun.Slice {
        AdoptRun.Slice(run: try self.run(run), epoch: try workspace().epoch, lastToken: try lastToken())
    }
}

extension StartRun: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice { try transaction.startSlice(ticket) }
}

extension AdoptRun: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice { try transaction.adoptSlice(run) }
}

extension RecordProcessStart: Performable {
    public func slice(_ transaction: any Transaction) throws -> Run? { try transaction.run(run) }
}

extension RecordSession: Performable {
    public func slice(_ transaction: any Transaction) throws -> Run? { try transaction.run(run) }
}

extension RecordUsage: Performable {
    public func slice(_ transaction: any Transaction) throws -> Run? { try transaction.run(run) }
}

extension TellRun: Performable {
    public func slice(_ transaction: any Transaction) throws -> Run? { try transaction.run(run) }
}

extension StopRun: Performable {
    public func slice(_ transaction: any Transaction) throws -> Run? { try transaction.run(run) }
}

extension EndRun: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let record = try transaction.run(run)
        return Slice(
            run: record, ticket: try record.flatMap { try transaction.ticket($0.ticket) },
            retry: try transaction.workspace().settings.retry,
            nextChange: Change.ID(number: try transaction.number("SELECT max(id) FROM change") + 1),
            dependants: try record.map { try transaction.dependants(of: $0.ticket) } ?? [],
            requests: try transaction.openRequests(of: run)
                + (record.map { try transaction.awaitedRequests(of: $0.ticket) } ?? []).filter { $0.run != run },
            mail: try transaction.messages(of: run),
            alternatives: try record.flatMap { try transaction.agent($0.agent) }?.definition.fallback.count ?? 0,
            past: try transaction.past(of: record, failed: result.hasFailed))
    }
}
