import Domain

extension FreezeWorkspace: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        Slice(workspace: try transaction.workspace(), live: try transaction.liveRuns())
    }
}

extension Thaw: Performable {
    public func slice(_ transaction: any Transaction) throws -> Workspace { try transaction.workspace() }
}

extension ThawWhenDue: Performable {
    public func slice(_ transaction: any Transaction) throws -> Workspace { try transaction.workspace() }
}

extension RecordDisk: Performable {
    public func slice(_ transaction: any Transaction) throws -> Workspace { try transaction.workspace() }
}

extension StopServer: Performable {
    public func slice(_ transaction: any Transaction) throws -> Workspace { try transaction.workspace() }
}

extension RaiseAlarm: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        Slice(
            run: try transaction.run(run), epoch: try transaction.workspace().epoch,
            nextRequest: try transaction.nextRequest())
    }
}

extension RecordLag: Performable {
    public func slice(_ transaction: any Transaction) throws -> Workspace { try transaction.workspace() }
}

extension Transaction {
    /// What the reconciler of health decides on.
    public func healthSnapshot() throws -> HealthSnapshot {
        let live = try liveRuns()
        let stood = try rows(
            """
            SELECT run.id, max(ticket.updated_at, coalesce(
                (SELECT max(closed_at) FROM request WHERE request.run = run.id), ticket.updated_at)),
                EXISTS (SELECT 1 FROM request WHERE request.run = run.id AND request.state = 'open')
            FROM run JOIN ticket ON ticket.id = run.ticket WHERE run.state <> 'ended'
            """, []
        ).map { (run: Run.ID(number: $0.integer(0)), at: $0.instant(1), isAsking: $0.bool(2)) }
        return HealthSnapshot(
            workspace: try workspace(), live: live, asking: Set(stood.filter(\.isAsking).map(\.run)),
            stood: Dictionary(uniqueKeysWithValues: stood.map { ($0.run, $0.at) }),
            isWaiting: try number("SELECT tickets FROM ticket_count WHERE state = 'todo'") > 0,
            latest: Run.ID(number: try number("SELECT max(id) FROM run")))
    }
}

extension RecordSweep: Performable {
    public func slice(_ transaction: any Transaction) throws -> Run? { try transaction.run(run) }
}

extension HalfOpenBreaker: Performable {
    public func slice(_ transaction: any Transaction) throws -> Workspace { try transaction.workspace() }
}

extension EndRun.Result {
    /// Whether its end may turn a breaker or end a ticket's patience; a success needs no history.
    var hasFailed: Bool {
        switch self {
        case .failed, .stopped: true
        case .submitted, .nothingToDo, .blocked: false
        }
    }
}

extension Transaction {
    /// So many are looked at: more than any limit asks for would only cost time.
    private static var horizon: Int { 200 }

    /// What the end of a run is held against.
    func past(of run: Run?, failed: Bool) throws -> EndRun.Past {
        let workspace = try workspace()
        guard let run, failed else {
            return EndRun.Past(policy: workspace.settings.health, condition: workspace.condition)
        }
        let ends = try runs(
            where: "state = 'ended' ORDER BY ended_at DESC LIMIT \(Self.horizon)", [])
        return EndRun.Past(
            policy: workspace.settings.health, condition: workspace.condition, ends: ends.compactMap(EndedRun.init),
            runs: try runs(
                where: "ticket = ? AND id < ? ORDER BY id DESC LIMIT \(Self.horizon)", [.id(run.ticket), .id(run.id)]))
    }

    /// When the ticket's latest runs began.
    func latestStarts(of ticket: Ticket.ID) throws -> [Instant] {
        try rows(
            "SELECT started_at FROM run WHERE ticket = ? ORDER BY id DESC LIMIT \(Self.horizon)", [.id(ticket)]
        ).map { $0.instant(0) }
    }
}

extension EndedRun {
    /// Nil for a run that lives.
    fileprivate init?(_ run: Run) {
        guard case .ended(let outcome) = run.state, let endedAt = run.endedAt else { return nil }
        self.init(agent: run.agent, harness: run.choice.harness, outcome: outcome, endedAt: endedAt)
    }
}
