import Domain

/// A ticket with its live run and its latest change.
struct TicketCase: Sendable {
    var ticket: Ticket
    var run: Run?
    var change: Change?

    init(_ ticket: Ticket, run: Run? = nil, change: Change? = nil) {
        self.ticket = ticket
        self.run = run
        self.change = change
    }
}

extension Matrix where Subject == TicketCase {
    static let tickets = Matrix(
        columns: states, lines: edits + endings + landings,
        stateAfter: { subject, events in
            var ticket = subject.ticket
            for case .ticket(ticket.id, let event) in events { ticket.apply(event, at: Given.now) }
            return ticket.state.word
        },
        word: { $0.ticket.state.word })

    private static var states: [Column] {
        let submitted = Ticket.Event.submitted(change: Given.change, summary: "did it")
        let gating = Given.change(.candidateBuilt(candidate: Given.candidate))
        let publishing = Given.change(
            .candidateBuilt(candidate: Given.candidate), .proven, .publishing(commit: Given.commit))
        return [
            Column(
                name: "backlog",
                record: TicketCase(Given.ticket(.created(content: Given.content, openBlockers: [], isBacklog: true)))),
            Column(name: "todo", record: TicketCase(Given.ticket())),
            Column(
                name: "todo, parked",
                record: TicketCase(Given.ticket(.parked(until: Given.now + .hours(1), failures: 1)))),
            Column(
                name: "in_progress",
                record: TicketCase(Given.ticket(.checkedOut(run: Given.run)), run: Given.run())),
            Column(name: "merging", record: TicketCase(Given.ticket(submitted), change: gating)),
            Column(
                name: "merging, held",
                record: TicketCase(Given.ticket(submitted), change: Given.change(.held(reason: "no disk")))),
            Column(name: "merging, publishing", record: TicketCase(Given.ticket(submitted), change: publishing)),
            Column(
                name: "blocked",
                record: TicketCase(Given.ticket(.blocked(blockage: .init(reason: "a question"))))),
            Column(name: "done", record: TicketCase(Given.ticket(.done(summary: "did it")))),
            Column(
                name: "cancelled",
                record: TicketCase(Given.ticket(.cancelled(reason: "no need")), run: Given.run())),
        ]
    }

    private static var edits: [Line] {
        [
            Line("EditTicket") {
                try EditTicket(ticket: Given.one, title: "other").decide(
                    .init(ticket: $0.ticket, context: Given.context()), at: Given.now)
            },
            Line("CommentOnTicket") {
                try CommentOnTicket(ticket: Given.one, author: "ada", text: "why?").decide(
                    .init(ticket: $0.ticket), at: Given.now)
            },
            Line("ReopenTicket") { subject in
                var held: Change?
                if case .held = subject.change?.state { held = subject.change }
                return try ReopenTicket(ticket: Given.one).decide(
                    .init(ticket: subject.ticket, held: held), at: Given.now)
            },
            Line("CancelTicket") {
                try CancelTicket(ticket: Given.one, reason: "no need").decide(
                    .init(ticket: $0.ticket, run: $0.run, change: $0.change), at: Given.now)
            },
            Line("StartRun") {
                try StartRun(ticket: Given.one).decide(
                    .init(
                        ticket: $0.ticket, capacity: Given.capacity(), next: Given.run, earlier: 0,
                        lastToken: Given.token), at: Given.now)
            },
        ]
    }

    private static var endings: [Line] {
        [
            ending("EndRun (submitted)", .submitted(head: Given.head, summary: "did it")),
            ending("EndRun (nothing to do)", .nothingToDo(summary: "was there")),
            ending("EndRun (blocked)", .blocked(reason: "a question")),
            ending("EndRun (failed)", .failed(.exitStatus(1))),
            ending("EndRun (failed too often)", .failed(.exitStatus(1)), failures: 2),
            ending("EndRun (stopped)", .stopped),
        ]
    }

    /// A run ends that is live; in most states of a ticket that can only be a run that was cancelled.
    private static func ending(_ name: String, _ result: EndRun.Result, failures: Int = 0) -> Line {
        Line(name) { subject in
            var ticket = subject.ticket
            ticket.failures = failures
            return try EndRun(run: Given.run, token: Given.token, result: result).decide(
                .init(
                    run: subject.run, ticket: ticket, retry: RetryPolicy(), nextChange: Given.change, dependants: []),
                at: Given.now)
        }
    }

    private static var landings: [Line] {
        [
            Line("FinishGate (failed)") { try finishGate($0, returns: 0) },
            Line("FinishGate (failed again)") { try finishGate($0, returns: 1) },
            Line("ConfirmLanding") {
                try ConfirmLanding(change: Given.change, commit: Given.commit).decide(
                    Given.slice($0.change, ticket: $0.ticket), at: Given.now)
            },
        ]
    }

    private static func finishGate(_ subject: TicketCase, returns: Int) throws -> [Event] {
        var ticket = subject.ticket
        ticket.returns = returns
        return try FinishGate(change: Given.change, result: Given.result(.failed)).decide(
            Given.slice(subject.change, ticket: ticket), at: Given.now)
    }
}
