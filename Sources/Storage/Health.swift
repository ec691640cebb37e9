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
            nextRequest: Request.ID(number: try transaction.number("SELECT max(id) FROM request") + 1))
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
