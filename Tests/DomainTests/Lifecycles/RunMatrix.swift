import Domain

extension Matrix where Subject == Run {
    static let runs = Matrix(
        columns: [
            Column(name: "starting", record: Given.run()),
            Column(name: "running", record: Given.run(.processStarted(base: Given.head))),
            Column(name: "stopping", record: Given.run(.stopRequested(reason: .cancelled))),
            Column(name: "ended", record: Given.run(.ended(outcome: .succeeded(summary: "did it")))),
        ],
        lines: [
            Line("RecordProcessStart") { try started(Given.token).decide($0, at: Given.now) },
            Line("RecordProcessStart (stale token)") { try started(Given.token - 1).decide($0, at: Given.now) },
            Line("AdoptRun") {
                try AdoptRun(run: Given.run, epoch: 2).decide(
                    .init(run: $0, epoch: 2, lastToken: 9), at: Given.now)
            },
            Line("AdoptRun (another server has started)") {
                try AdoptRun(run: Given.run, epoch: 2).decide(
                    .init(run: $0, epoch: 3, lastToken: 9), at: Given.now)
            },
            Line("CancelTicket") {
                try CancelTicket(ticket: Given.one, reason: "no need").decide(
                    .init(ticket: ticket, run: $0, change: nil), at: Given.now)
            },
            Line("EndRun") { try end($0, Given.token, ticket) },
            Line("EndRun (stale token)") { try end($0, Given.token - 1, ticket) },
            Line("EndRun (ticket cancelled)") { try end($0, Given.token, Given.ticket(.cancelled(reason: ""))) },
        ],
        stateAfter: { run, events in
            var run = run
            for case .run(run.id, let event) in events { run.apply(event, at: Given.now) }
            return run.state.word
        },
        word: { $0.state.word })

    private static var ticket: Ticket { Given.ticket(.checkedOut(run: Given.run)) }

    private static func started(_ token: Int64) -> RecordProcessStart {
        RecordProcessStart(run: Given.run, token: token, base: Given.head)
    }

    private static func end(_ run: Run, _ token: Int64, _ ticket: Ticket) throws -> [Event] {
        try EndRun(run: Given.run, token: token, result: .nothingToDo(summary: "was there")).decide(
            .init(run: run, ticket: ticket, retry: RetryPolicy(), nextChange: Given.change, dependants: []),
            at: Given.now)
    }
}
