import Domain
import Testing

@Suite("Work that an agent hands out")
struct DelegateTests {
    private let claim = RunClaim(run: Given.run, token: Given.token)
    private let two = Ticket.ID(number: 2)

    private func own(_ events: Ticket.Event...) -> Ticket {
        var ticket = Given.ticket(.checkedOut(run: Given.run))
        for event in events { ticket.apply(event, at: Given.now) }
        return ticket
    }

    private func slice(_ own: Ticket, parts: Int = 0, depth: Int = 0, kind: Agent.Kind = .plan) -> Delegate.Slice {
        var agent = Given.agent()
        agent.definition.kind = kind
        var context = Given.context()
        context.parentExists = true
        return Delegate.Slice(
            standing: Standing(run: Given.run(), agent: agent, relation: .own), own: own, parts: parts, depth: depth,
            chart: Chart(managers: [:]), create: CreateTicket.Slice(next: two, context: context))
    }

    private func delegate(waits: Bool = true, _ content: Ticket.Content = Given.content) -> Delegate {
        Delegate(claim, content: content, waits: waits)
    }

    @Test("is a ticket below its own, which waits for it if it wants to")
    func part() throws {
        let events = try delegate().decide(slice(own()), at: Given.now)
        guard case .ticket(two, .created(let content, [], false, .work, [Given.ada]))? = events.first,
            case .ticket(Given.one, .edited(let waiting, let open))? = events.last
        else {
            Issue.record("\(events)")
            return
        }
        #expect(content.parent == Given.one && waiting.blockers == [two] && open == [two])
        #expect(try delegate(waits: false).decide(slice(own()), at: Given.now).map(\.name) == ["ticket.created"])
    }

    @Test("ends: so many parts, so deep, and never in a circle")
    func bounds() {
        func code(_ slice: Delegate.Slice, _ content: Ticket.Content = Given.content) -> Rejection.Code? {
            rejection { try delegate(content).decide(slice, at: Given.now) }
        }
        #expect(code(slice(own(), parts: Delegate.partLimit)) == .tooManyParts)
        #expect(code(slice(own(), depth: Delegate.depthLimit)) == .tooManyParts)
        var circle = Given.content
        circle.blockers = [Given.one]
        #expect(code(slice(own()), circle) == .blockerCycle)
        #expect(code(slice(own(), kind: .explore)) == .notAllowed)
    }

    private func delegate(_ content: Ticket.Content) -> Delegate { delegate(waits: true, content) }

    private func end(_ ticket: Ticket, _ result: EndRun.Result, head: String? = nil) throws -> [Event] {
        let slice = EndRun.Slice(
            run: Given.run(), ticket: ticket, retry: RetryPolicy(), nextChange: Given.change, dependants: [])
        return try EndRun(run: Given.run, token: Given.token, result: result, head: head).decide(slice, at: Given.now)
    }

    private func waiting() -> Ticket {
        var content = Given.content
        content.blockers = [two]
        return own(.edited(content: content, openBlockers: [two]))
    }

    @Test("keeps its whole open: what was done meanwhile stays on the branch and does not land yet")
    func waits() throws {
        let nothing = try end(waiting(), .nothingToDo(summary: "handed out"))
        #expect(nothing.map(\.name) == ["run.ended", "ticket.waits"])
        let work = try end(waiting(), .submitted(head: Given.head, summary: "begun"), head: Given.head)
        #expect(work.map(\.name) == ["run.leftWork", "run.ended", "ticket.waits"])
        var ticket = waiting()
        for case .ticket(_, let event) in work { ticket.apply(event, at: Given.now) }
        #expect(ticket.state == .todo && ticket.openBlockers == [two] && ticket.summary == "begun")
    }

    @Test("is heard of, also when it ends before the run that handed it out")
    func news() throws {
        var ticket = waiting()
        ticket.apply(.blockerFinished(blocker: two), at: Given.now)
        #expect(ticket.openBlockers == [] && ticket.hasNews)
        let events = try end(ticket, .nothingToDo(summary: ""))
        #expect(events.map(\.name) == ["run.ended", "ticket.waits"])
        for case .ticket(_, let event) in events { ticket.apply(event, at: Given.now) }
        ticket.apply(.checkedOut(run: Given.run), at: Given.now)
        #expect(try end(ticket, .nothingToDo(summary: "")).map(\.name) == ["run.ended", "ticket.done"])
    }

    @Test("that is cancelled sets its whole going, and nobody else")
    func cancelled() throws {
        var content = Given.content
        content.parent = Given.one
        let part = Given.ticket(id: two, content: content)
        func events(isAwaited: Bool) throws -> [Event] {
            let slice = CancelTicket.Slice(ticket: part, run: nil, change: nil, isAwaited: isAwaited)
            return try CancelTicket(ticket: two, reason: "").decide(slice, at: Given.now)
        }
        #expect(try events(isAwaited: true).last == .ticket(Given.one, .blockerFinished(blocker: two)))
        #expect(try events(isAwaited: false).map(\.name) == ["ticket.cancelled"])
    }
}
