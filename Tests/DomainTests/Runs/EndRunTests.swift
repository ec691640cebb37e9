import Domain
import Testing

@Suite("The end of a run")
struct EndRunTests {
    let two = Ticket.ID(number: 2)

    func end(
        _ result: EndRun.Result, ticket: Ticket = Given.ticket(.checkedOut(run: Given.run)), token: Int64 = Given.token,
        run: Run? = Given.run()
    ) throws -> [Event] {
        try EndRun(run: Given.run, token: token, result: result).decide(
            .init(
                run: run, ticket: ticket, retry: RetryPolicy(), nextChange: Given.change, dependants: [two]),
            at: Given.now)
    }

    @Test("with commits submits a change")
    func submits() throws {
        #expect(
            try end(.submitted(head: Given.head, summary: "did it")) == [
                .run(Given.run, .ended(outcome: .succeeded(summary: "did it"))),
                .change(
                    Given.change,
                    .submitted(ticket: Given.one, run: Given.run, project: Given.web, head: Given.head)),
                .ticket(Given.one, .submitted(change: Given.change, summary: "did it")),
            ])
    }

    @Test("with nothing to do finishes the ticket and frees what waited for it")
    func nothingToDo() throws {
        #expect(
            try end(.nothingToDo(summary: "was there")) == [
                .run(Given.run, .ended(outcome: .succeeded(summary: "was there"))),
                .ticket(Given.one, .done(summary: "was there")), .ticket(two, .blockerFinished(blocker: Given.one)),
            ])
    }

    @Test("with a question blocks the ticket until a person answers")
    func blocks() throws {
        #expect(
            try end(.blocked(reason: "which port?")) == [
                .run(Given.run, .ended(outcome: .failed(.reported("which port?")))),
                .ticket(Given.one, .blocked(blockage: .init(reason: "which port?", by: "a person"))),
            ])
    }

    @Test("with a failure parks the ticket, later each time, then asks a person")
    func failures() throws {
        var ticket = Given.ticket(.checkedOut(run: Given.run))
        var delays: [Span] = []
        for failure in 1...2 {
            let events = try end(.failed(.exitStatus(1)), ticket: ticket)
            guard case .ticket(_, .parked(let until, failure))? = events.last else {
                Issue.record("failure \(failure) gave \(events)")
                return
            }
            delays.append(until - Given.now)
            ticket.apply(.parked(until: until, failures: failure), at: Given.now)
            ticket.apply(.checkedOut(run: Given.run), at: Given.now)
        }
        #expect(delays == delays.sorted())
        guard case .ticket(_, .blocked(let blockage))? = try end(.failed(.exitStatus(1)), ticket: ticket).last else {
            Issue.record("the third failure in a row does not ask a person")
            return
        }
        #expect(blockage.reason.contains("exited with status 1"))
        #expect(blockage.reason.contains("skein ticket reopen T-1"))
    }

    @Test("without quota falls back to the alternative, and is parked first: no ticket is at work without its run")
    func fallsBack() throws {
        let failure = Run.Failure.agent(AgentFailure(.quota, "spent"))
        let slice = EndRun.Slice(
            run: Given.run(), ticket: Given.ticket(.checkedOut(run: Given.run)), retry: RetryPolicy(),
            nextChange: Given.change, dependants: [], alternatives: 1)
        let events = try EndRun(run: Given.run, token: Given.token, result: .failed(failure))
            .decide(slice, at: Given.now)
        #expect(
            events == [
                .run(Given.run, .ended(outcome: .failed(failure))),
                .ticket(Given.one, .parked(until: Given.now, failures: 0)),
                .ticket(Given.one, .fellBack(fallback: 1)),
            ])
    }

    @Test("after a success earlier failures are forgotten")
    func forgets() throws {
        var ticket = Given.ticket(.parked(until: Given.now, failures: 2), .checkedOut(run: Given.run))
        for case .ticket(_, let event) in try end(.submitted(head: Given.head, summary: ""), ticket: ticket) {
            ticket.apply(event, at: Given.now)
        }
        #expect(ticket.failures == 0)
        #expect(ticket.retryAt == nil)
    }

    @Test("by a stop blocks the ticket, because somebody wanted it")
    func stopped() throws {
        #expect(try end(.stopped).map(\.name) == ["run.ended", "ticket.blocked"])
        #expect(try end(.stopped).first == .run(Given.run, .ended(outcome: .cancelled)))
    }

    @Test("by a failure while it was being stopped starts no other run")
    func failedWhileStopped() throws {
        let stopping = Given.run(.stopRequested(reason: .asked))
        let limited = AgentFailure(.rateLimited, "", until: Given.now + .hours(1))
        for failure in [Run.Failure.lost, .exitStatus(1), .noChange, .agent(limited)] {
            let events = try end(.failed(failure), run: stopping)
            #expect(events.map(\.name) == ["run.ended", "ticket.blocked"], "\(failure)")
            #expect(events.first == .run(Given.run, .ended(outcome: .failed(failure))))
        }
        let done = try end(.submitted(head: Given.head, summary: ""), run: stopping)
        #expect(done.map(\.name).contains("change.submitted"), "what was done is done")
    }

    @Test("of a run that another run has replaced changes nothing but that run")
    func replaced() throws {
        let other = Given.ticket(.checkedOut(run: Run.ID(number: 2)))
        #expect(
            try end(.submitted(head: Given.head, summary: ""), ticket: other)
                == [.run(Given.run, .ended(outcome: .cancelled))])
    }

    @Test("needs a run that there is, that lives, and the newest token", arguments: [Given.token - 1, Given.token + 1])
    func tokens(token: Int64) {
        #expect(rejection { try end(.stopped, token: token) } == .staleToken)
        #expect(rejection { try end(.stopped, run: nil) } == .unknownRun)
        let ended = Given.run(.ended(outcome: .cancelled))
        #expect(rejection { try end(.stopped, run: ended) } == .runEnded)
        let adopted = Given.run(.adopted(lease: Run.Lease(token: 9, epoch: 2)))
        #expect(rejection { try end(.stopped, run: adopted) } == .staleToken)
    }

    @Test(
        "takes only the full name of a commit for what was submitted",
        arguments: [
            "", "main", "-x", "b", String(repeating: "b", count: 39), String(repeating: "b", count: 41),
            String(repeating: "g", count: 40), String(repeating: "B", count: 40), String(repeating: "0", count: 40),
        ])
    func heads(head: String) {
        #expect(rejection { try end(.submitted(head: head, summary: "")) } == .badCommit)
    }

    @Test("takes the commits of both of git's object formats", arguments: [40, 64])
    func heads(length: Int) {
        let head = String(repeating: "0a", count: length / 2)
        #expect(rejection { try end(.submitted(head: head, summary: "")) } == nil)
    }

    @Test("keeps no U+0000 of what an agent wrote, which the database would cut at")
    func controlCharacters() throws {
        #expect(
            try end(.nothingToDo(summary: "a\0b")).prefix(2) == [
                .run(Given.run, .ended(outcome: .succeeded(summary: "ab"))),
                .ticket(Given.one, .done(summary: "ab")),
            ])
        let blocked = try end(.blocked(reason: "\0why?"))
        #expect(blocked.last == .ticket(Given.one, .blocked(blockage: .init(reason: "why?"))))
    }
}
