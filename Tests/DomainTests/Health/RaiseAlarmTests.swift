import Domain
import Testing

@Suite("What follows from an alarm")
struct RaiseAlarmTests {
    private let running = Given.run(.processStarted(base: Given.head))

    private func alarm(_ grade: Grade, step: Int = 0, since: Instant = Given.now) -> Alarm {
        Alarm(
            watchdog: .silence, grade: grade, since: since, step: step, at: Given.now, seen: "has written nothing",
            record: "runs/R-1/alarms/a.json")
    }

    private func decide(_ alarm: Alarm, _ run: Run?, epoch: Int64 = 1) throws -> [Event] {
        try RaiseAlarm(run: Given.run, epoch: 1, alarm: alarm).decide(
            .init(run: run, epoch: epoch, nextRequest: Request.ID(number: 4)), at: Given.now)
    }

    private func stopped(_ reason: Run.StopReason) -> Event { .run(Given.run, .stopRequested(reason: reason)) }

    @Test("notes and words are written down; stopping and asking happen in the same breath", arguments: Grade.allCases)
    func grades(_ grade: Grade) throws {
        let events = try decide(alarm(grade), running)
        #expect(events.first == .run(Given.run, .alarmed(alarm: alarm(grade))))
        switch grade {
        case .note, .nudge, .interrupt: #expect(events.count == 1)
        case .stop: #expect(events.dropFirst() == [stopped(.stalled)])
        case .replace: #expect(events.dropFirst() == [stopped(.replaced)])
        case .ask:
            guard case .request(let id, .asked(_, _, _, let content, _))? = events.last else {
                Issue.record("nobody is asked: \(events)")
                return
            }
            #expect(id == Request.ID(number: 4) && content.kind == .watchdog)
            #expect(content.options.map(\.id) == ["wait", "stop", "replace"])
            #expect(content.detail == "What was seen: runs/R-1/alarms/a.json")
        }
    }

    @Test("a step that was taken before, in this episode or a later one, changes nothing")
    func again() throws {
        var run = running
        run.apply(.alarmed(alarm: alarm(.nudge, step: 1)), at: Given.now)
        #expect(try decide(alarm(.note), run) == [])
        #expect(try decide(alarm(.nudge, step: 1), run) == [])
        #expect(try decide(alarm(.stop, step: 2), run).count == 2)
        #expect(try decide(alarm(.stop, step: 9, since: Given.now + .seconds(-1)), run) == [])
    }

    @Test("an old server's alarm is stale, and a run that ended or stops is not stopped")
    func refused() throws {
        #expect(rejection { try decide(alarm(.note), running, epoch: 2) } == .staleToken)
        #expect(rejection { try decide(alarm(.note), nil) } == .unknownRun)
        #expect(try decide(alarm(.stop), Given.run(.ended(outcome: .cancelled))) == [])
        #expect(try decide(alarm(.stop), Given.run(.stopRequested(reason: .asked))).count == 1)
    }

    private func end(_ reason: Run.StopReason, failures: Int = 0) throws -> [Event] {
        var run = running
        run.apply(.alarmed(alarm: alarm(.stop)), at: Given.now)
        run.apply(.stopRequested(reason: reason), at: Given.now)
        let ticket = Given.ticket(.parked(until: Given.now, failures: failures), .checkedOut(run: Given.run))
        return try EndRun(run: Given.run, token: Given.token, result: .stopped).decide(
            .init(run: run, ticket: ticket, retry: RetryPolicy(), nextChange: Given.change, dependants: []),
            at: Given.now)
    }

    @Test("a run that was stopped for standing still has failed: its ticket waits, or is tried again")
    func ends() throws {
        let outcome = Event.run(Given.run, .ended(outcome: .failed(.stalled("has written nothing"))))
        let stalled = try end(.stalled)
        #expect(stalled.first == outcome)
        guard case .ticket(_, .blocked(let blockage))? = stalled.last else {
            Issue.record("\(stalled)")
            return
        }
        #expect(blockage.reason.contains("stood still: it has written nothing"))
        #expect(blockage.reason.contains("skein ticket reopen T-1"))
        let replaced = try end(.replaced)
        #expect(replaced.first == outcome)
        guard case .ticket(_, .parked(_, failures: 1))? = replaced.last else {
            Issue.record("\(replaced)")
            return
        }
        guard case .ticket(_, .blocked)? = try end(.replaced, failures: 2).last else {
            Issue.record("replacing a run counts as an attempt")
            return
        }
        #expect(try end(.asked).first == .run(Given.run, .ended(outcome: .cancelled)))
    }

    private func answer(_ answer: AgentAnswer, _ run: Run?) throws -> [Event] {
        var request = Request(id: Request.ID(number: 4))
        guard case .request(_, let asked)? = try decide(alarm(.ask), running).last else { return [] }
        request.apply(asked, at: Given.now)
        return try AnswerRequest(request: request.id, answer: answer, person: "ada").decide(
            .init(request: request, run: run), at: Given.now)
    }

    @Test("what a person decides is done at once")
    func answers() throws {
        #expect(try answer(.reply(text: "wait"), running).count == 1)
        #expect(try answer(.reply(text: "stop"), running).last == stopped(.stalled))
        #expect(try answer(.reply(text: "replace"), running).last == stopped(.replaced))
        #expect(try answer(.reply(text: "stop"), Given.run(.stopRequested(reason: .asked))).count == 1)
        for unfit in [AgentAnswer.allow, .allowAlways, .deny(reason: ""), .reply(text: "hm")] {
            #expect(rejection { try answer(unfit, running) } == .answerUnfit)
        }
    }
}
