import Testing

@testable import Domain

@Suite("An agent is woken")
struct WakeTests {
    private let web = Given.web

    private func waiting(
        heartbeat: Span? = nil, oldest: Instant = Given.now, lastRunAt: Instant? = nil, listening: Run.ID? = nil,
        hasWakeTicket: Bool = false
    ) -> WakesSnapshot.Waiting {
        var agent = Given.agent()
        agent.definition.heartbeat = heartbeat
        return .init(
            agent: agent, oldest: oldest, expiry: Given.now + .hours(48), lastRunAt: lastRunAt, listening: listening,
            hasWakeTicket: hasWakeTicket)
    }

    private func plan(_ waiting: WakesSnapshot.Waiting...) -> (actions: [WakeAction], nextAt: Instant?) {
        reconcileWakes(WakesSnapshot(waiting: waiting), at: Given.now)
    }

    @Test("by nothing when nothing is new")
    func idle() {
        let (actions, nextAt) = plan()
        #expect(actions == [] && nextAt == nil)
    }

    @Test("by mail at once; with a heartbeat at its next beat")
    func mail() {
        #expect(plan(waiting()).actions == [.wake(Given.ada)])
        let beat = plan(waiting(heartbeat: .minutes(10), lastRunAt: Given.now + .minutes(-4)))
        #expect(beat.actions == [] && beat.nextAt == Given.now + .minutes(6))
        #expect(plan(waiting(heartbeat: .minutes(10), lastRunAt: Given.now + .hours(-4))).actions == [.wake(Given.ada)])
        #expect(plan(waiting(heartbeat: .minutes(10))).actions == [.wake(Given.ada)], "it never ran")
    }

    @Test("not when a run of it hears what is said, when it is to be woken already, or when it is paused")
    func otherwise() {
        #expect(plan(waiting(listening: Given.run)).actions == [.tell(Given.run)])
        #expect(plan(waiting(hasWakeTicket: true)).actions == [])
        var paused = waiting()
        paused.agent.isPaused = true
        #expect(plan(paused).actions == [])
        #expect(plan(paused).nextAt == Given.now + .hours(48), "its mail dies then")
    }

    @Test("what waited too long is given up, and a ticket that has no mail any more is closed")
    func leftovers() {
        var late = waiting(hasWakeTicket: true)
        late.expiry = Given.now
        #expect(plan(late).actions == [.expireMessages])
        let snapshot = WakesSnapshot(waiting: [], needless: [Given.one], requestExpiry: Given.now + .hours(1))
        let (actions, nextAt) = reconcileWakes(snapshot, at: Given.now)
        #expect(actions == [.close(Given.one)] && nextAt == Given.now + .hours(1))
    }

    @Test("by a ticket of its own, one at a time, where it may work")
    func ticket() throws {
        let mail = Message(id: Message.ID(number: 1))
        let bar = Project.ID(name: "bar")
        func wake(
            _ agent: Agent = Given.agent(projects: [Given.web]), oldest: Message?, open: Ticket.ID? = nil
        ) throws -> [Event] {
            try WakeAgent(agent: Given.ada).decide(
                .init(agent: agent, oldest: oldest, open: open, next: Given.one, projects: [bar, web]), at: Given.now)
        }
        guard case .ticket(_, .created(let content, [], false, .wake, []))? = try wake(oldest: mail).first else {
            Issue.record("no ticket")
            return
        }
        #expect(content.project == web && content.assignee == Given.ada)
        #expect(try wake(oldest: nil) == [] && wake(oldest: mail, open: Given.one) == [])
        #expect(try wake(Given.agent(projects: [Project.ID(name: "none")]), oldest: mail) == [])
    }

    @Test("its run needs to change nothing, and its ticket is work once it is somebody else's")
    func wakeTicket() throws {
        var ticket = Ticket(id: Given.one)
        ticket.apply(
            .created(content: Given.content, openBlockers: [], isBacklog: false, purpose: .wake), at: Given.now)
        func close(waiting: Int) throws -> [String] {
            try CloseWake(ticket: Given.one).decide(.init(ticket: ticket, waiting: waiting), at: Given.now).map(\.name)
        }
        #expect(try close(waiting: 1) == [] && close(waiting: 0) == ["ticket.done"])
        var running = ticket
        running.apply(.checkedOut(run: Given.run), at: Given.now)
        let events = try EndRun(run: Given.run, token: Given.token, result: .failed(.noChange)).decide(
            .init(
                run: Given.run(), ticket: running, retry: RetryPolicy(), nextChange: Given.change, dependants: []),
            at: Given.now)
        #expect(events.map(\.name) == ["run.ended", "ticket.done"])
        running.apply(.handedOver(to: Agent.ID(name: "bob")), at: Given.now)
        #expect(running.purpose == .work && running.state == .todo)
    }
}
