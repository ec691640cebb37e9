import Domain

extension Matrix where Subject == Change {
    static let changes = Matrix(
        columns: states, lines: candidates + gates + publishing + people,
        stateAfter: { change, events in
            var change = change
            for case .change(change.id, let event) in events { change.apply(event, at: Given.now) }
            return change.state.word
        },
        word: { $0.state.word })

    private static var states: [Column] {
        let built = Change.Event.candidateBuilt(candidate: Given.candidate)
        let evidence = Change.Evidence(gate: "test", tree: Given.tree, output: "red")
        return [
            Column(name: "queued", record: Given.change()),
            Column(name: "gating", record: Given.change(built)),
            Column(name: "proven", record: Given.change(built, .proven)),
            Column(name: "publishing", record: Given.change(built, .proven, .publishing(commit: Given.commit))),
            Column(name: "held", record: Given.change(.held(reason: "no disk"))),
            Column(name: "landed", record: Given.change(.landed(commit: Given.commit))),
            Column(name: "rejected", record: Given.change(.rejected(evidence: evidence))),
            Column(name: "conflicted", record: Given.change(.conflicted(files: ["a"]))),
            Column(name: "withdrawn", record: Given.change(.withdrawn)),
        ]
    }

    private static var candidates: [Line] {
        let record = RecordCandidate(change: Given.change, candidate: Given.candidate)
        return [
            Line("RecordCandidate") { try record.decide(Given.slice($0), at: Given.now) },
            Line("RecordCandidate (tree known to pass)") {
                try record.decide(Given.slice($0, passed: [Given.test]), at: Given.now)
            },
            Line("RecordConflict") {
                try RecordConflict(change: Given.change, files: ["a"]).decide(Given.slice($0), at: Given.now)
            },
            Line("RecordNothingToLand") {
                try RecordNothingToLand(change: Given.change, target: Given.commit).decide(
                    Given.slice($0), at: Given.now)
            },
        ]
    }

    private static var gates: [Line] {
        [
            finish("FinishGate (passed, the last)", Given.result(.passed), [Given.test]),
            finish("FinishGate (passed, one to go)", Given.result(.passed), [Given.test, Given.lint]),
            finish("FinishGate (failed)", Given.result(.failed), [Given.test]),
            finish("FinishGate (timed out)", Given.result(.timedOut), [Given.test]),
            finish("FinishGate (could not run)", Given.result(.infraError), [Given.test]),
            finish("FinishGate (failed, no gate any more)", Given.result(.failed), [Given.lint]),
        ]
    }

    private static func finish(_ name: String, _ result: GateResult, _ gates: [Gate]) -> Line {
        Line(name) {
            try FinishGate(change: Given.change, result: result).decide(
                Given.slice($0, project: Given.project(gates: gates)), at: Given.now)
        }
    }

    private static var publishing: [Line] {
        let begin = BeginPublishing(change: Given.change, commit: Given.commit)
        return [
            Line("BeginPublishing") { try begin.decide(Given.slice($0, passed: [Given.test]), at: Given.now) },
            Line("BeginPublishing (gates changed)") { try begin.decide(Given.slice($0), at: Given.now) },
            Line("ConfirmLanding") {
                try ConfirmLanding(change: Given.change, commit: Given.commit).decide(Given.slice($0), at: Given.now)
            },
            Line("ConfirmLanding (other commit)") {
                try ConfirmLanding(change: Given.change, commit: Given.head).decide(Given.slice($0), at: Given.now)
            },
            Line("RefuteLanding") {
                try RefuteLanding(change: Given.change, commit: Given.commit, reason: "refused").decide(
                    Given.slice($0), at: Given.now)
            },
            Line("RefuteLanding (other commit)") {
                try RefuteLanding(change: Given.change, commit: Given.head, reason: "refused").decide(
                    Given.slice($0), at: Given.now)
            },
            Line("RequeueChange") {
                try RequeueChange(change: Given.change, reason: "main moved").decide(Given.slice($0), at: Given.now)
            },
            Line("HoldChange") {
                try HoldChange(change: Given.change, reason: "no disk").decide(Given.slice($0), at: Given.now)
            },
        ]
    }

    private static var people: [Line] {
        let ticket = Given.ticket(.submitted(change: Given.change, summary: "did it"))
        return [
            Line("ReopenTicket") { change in
                let held: Change? = if case .held = change.state { change } else { nil }
                return try ReopenTicket(ticket: Given.one).decide(.init(ticket: ticket, held: held), at: Given.now)
            },
            Line("CancelTicket") {
                try CancelTicket(ticket: Given.one, reason: "no need").decide(
                    .init(ticket: ticket, run: nil, change: $0), at: Given.now)
            },
        ]
    }
}
