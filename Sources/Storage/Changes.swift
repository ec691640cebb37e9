import Domain

extension Change: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Change? {
        try transaction.changes(where: "id = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO change (id, ticket, run, project, head, state, detail, candidates, submitted_at, ended_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT (id) DO UPDATE SET state = ?6, detail = ?7, candidates = ?8, ended_at = ?10
            """,
            [
                .id(id), .id(ticket), .id(run), .id(project), .text(head), .text(state.word),
                .text(try JSON.text(state)), .integer(Int64(candidates)), .instant(submittedAt),
                .optional(endedAt) { .instant($0) },
            ])
    }
}

extension Transaction {
    private static var active: String { "state IN ('queued', 'gating', 'proven', 'publishing')" }

    public func change(_ id: Change.ID) throws -> Change? { try Change.load(id, self) }

    public func changes(of ticket: Ticket.ID) throws -> [Change] {
        try changes(where: "ticket = ? ORDER BY id", [.id(ticket)])
    }

    /// The queue: changes that are on their way, in landing order.
    public func queue() throws -> [Change] {
        try changes(where: "\(Self.active) ORDER BY project, id", [])
    }

    public func heldChanges() throws -> [Change] {
        try changes(where: "state = 'held' ORDER BY id", [])
    }

    /// The latest changes that ended, the latest first.
    public func endedChanges(limit: Int) throws -> [Change] {
        try changes(where: "ended_at IS NOT NULL ORDER BY id DESC LIMIT ?", [.integer(Int64(limit))])
    }

    /// Every change there ever was, the first one first.
    public func allChanges() throws -> [Change] { try changes(where: "1 ORDER BY id", []) }

    func changes(where condition: String, _ arguments: [Value]) throws -> [Change] {
        try rows(
            """
            SELECT id, ticket, run, project, head, detail, candidates, submitted_at, ended_at FROM change
            WHERE \(condition)
            """, arguments
        ).map { row in
            var change = Change(id: Change.ID(number: row.integer(0)))
            change.ticket = Ticket.ID(number: row.integer(1))
            change.run = Run.ID(number: row.integer(2))
            change.project = Project.ID(name: row.text(3))
            change.head = row.text(4)
            change.state = try JSON.value(Change.State.self, row.text(5))
            change.candidates = Int(row.integer(6))
            change.submittedAt = row.instant(7)
            change.endedAt = row.optionalInstant(8)
            return change
        }
    }

    /// The first change of each project's queue, with what is known about its tree.
    public func queueHeads() throws -> [QueueHead] {
        let heads = try changes(
            where: """
                id IN (SELECT coalesce(min(CASE state WHEN 'publishing' THEN id END), min(id)) FROM change
                WHERE \(Self.active) GROUP BY project) ORDER BY id
                """, [])
        return try heads.map { change in
            let project = try project(change.project)
            return QueueHead(
                change: change, gates: project?.definition.gates ?? [],
                passed: try change.state.candidate.map { try passedGates(on: $0.tree) } ?? [],
                isRetired: project?.isRetired ?? true)
        }
    }

    func insertGateResult(_ change: Change.ID, _ result: GateResult, at now: Instant) throws {
        try run(
            """
            INSERT INTO gate_result (change, tree, gate, verdict, duration, output, at) VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .id(change), .text(result.tree), .text(try JSON.text(result.gate)), .text(result.verdict.rawValue),
                .integer(result.duration.milliseconds), .text(result.output), .instant(now),
            ])
    }

    public func gateResults(of change: Change.ID) throws -> [GateResult] {
        try rows(
            "SELECT gate, tree, verdict, duration, output FROM gate_result WHERE change = ? ORDER BY id", [.id(change)]
        ).map { row in
            GateResult(
                gate: try JSON.value(Gate.self, row.text(0)), tree: row.text(1),
                verdict: GateResult.Verdict(rawValue: row.text(2)) ?? .infraError,
                duration: Span(milliseconds: row.integer(3)), output: row.text(4))
        }
    }

    /// The gates that are known to pass on `tree`, whichever change it was tried for.
    public func passedGates(on tree: String) throws -> Set<Gate> {
        let found = try rows(
            "SELECT DISTINCT gate FROM gate_result WHERE tree = ? AND verdict = 'passed'", [.text(tree)])
        return Set(try found.map { try JSON.value(Gate.self, $0.text(0)) })
    }

    /// What commands of the merge queue decide on; `tree` is the candidate's when the change has none yet.
    fileprivate func changeSlice(_ id: Change.ID, tree: String? = nil) throws -> ChangeSlice {
        let change = try change(id)
        let proven = tree ?? change?.state.candidate?.tree
        return ChangeSlice(
            change: change, ticket: try change.flatMap { try ticket($0.ticket) },
            project: try change.flatMap { try project($0.project) }, settings: try workspace().settings,
            passed: try proven.map { try passedGates(on: $0) } ?? [],
            dependants: try change.map { try dependants(of: $0.ticket) } ?? [],
            starts: try change.map { try latestStarts(of: $0.ticket) } ?? [],
            publishing: try change.flatMap { change in
                try changes(
                    where: "project = ? AND state = 'publishing' AND id <> ?", [.id(change.project), .id(change.id)]
                ).first?.id
            })
    }
}

extension RecordCandidate: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice {
        try transaction.changeSlice(change, tree: candidate.tree)
    }
}

extension RecordConflict: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice { try transaction.changeSlice(change) }
}

extension RecordNothingToLand: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice { try transaction.changeSlice(change) }
}

extension FinishGate: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice { try transaction.changeSlice(change) }
}

extension HoldChange: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice { try transaction.changeSlice(change) }
}

extension RequeueChange: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice { try transaction.changeSlice(change) }
}

extension BeginPublishing: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice { try transaction.changeSlice(change) }
}

extension RefuteLanding: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice { try transaction.changeSlice(change) }
}

extension ConfirmLanding: Performable {
    public func slice(_ transaction: any Transaction) throws -> ChangeSlice { try transaction.changeSlice(change) }
}
