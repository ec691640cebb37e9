import Domain
import Orchestration
import Storage
import TestKit
import Testing

@Suite("Watching over a workspace")
struct HealthReconcilerTests {
    private func watching(_ office: Office) -> TestServer {
        var server = office.server()
        server.watches = true
        return server
    }

    /// Advances the clock from alarm to alarm until the state is what the test waits for.
    private func advance(
        _ office: Office, _ engine: Engine,
        until isReached: @escaping @Sendable (any Transaction) throws -> Bool
    ) async throws {
        for _ in 1...2000 {
            if try await engine.store.read(isReached) { return }
            if let alarm = office.clock.nextAlarm { office.clock.advance(by: alarm - office.clock.now) }
            // Before more time passes.
            try await settle(engine)
        }
        Issue.record("the state that was waited for did not come")
    }

    /// Moves the clock at least by `span`, and lets everybody act.
    private func advance(_ office: Office, _ engine: Engine, once span: Span) async throws {
        let next = office.clock.nextAlarm.map { $0 - office.clock.now } ?? span
        office.clock.advance(by: max(next, span))
        try await settle(engine)
    }

    /// Waits until what was begun is finished.
    private func settle(_ engine: Engine) async throws {
        var revision: Int64 = -1
        while true {
            let now = try await engine.store.read { try $0.revision() }
            if now == revision { return }
            revision = now
            try await Task.sleep(for: .milliseconds(8))
        }
    }

    /// The steps that were taken about any run.
    private func grades(_ transaction: any Transaction) throws -> [Grade] {
        try transaction.journal(after: 0, limit: 1000).compactMap { entry in
            if case .run(_, .alarmed(let alarm)) = entry.event { alarm.grade } else { nil }
        }
    }

    /// Waits until everybody has seen that nothing is left to do.
    private func rest(_ office: Office) async throws {
        var quiet = 0
        for _ in 1...2000 where quiet < 50 {
            let before = (office.world.sweeps, office.world.looks, office.clock.nextAlarm)
            try await Task.sleep(for: .milliseconds(2))
            let after = (office.world.sweeps, office.world.looks, office.clock.nextAlarm)
            quiet = before == after && after.0 > 0 && after.2 == nil ? quiet + 1 : 0
        }
        #expect(quiet == 50, "it does not come to rest")
    }

    @Test("silence is noted, then a person is asked; waiting is accepted, stopping stops")
    func silence() async throws {
        let office = try await Office { _ in nil }
        let ticket = try await office.create("goes quiet")
        try await watching(office).during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
            try await advance(office, engine) { try !$0.openRequests().isEmpty }
            let run = try #require(try await office.runs().first)
            #expect(run.alarms.map(\.grade) == [.ask])
            let since = try #require(run.alarms.first?.since)
            #expect(run.alarms.first?.record == "runs/R-1/alarms/silence-\(since.milliseconds)-1.json")
            let request = try #require(try await office.store.read { try $0.openRequests().first })
            let why = try await engine.explain(ticket)
            let reason = why.reasons.first { $0.code == "waits_for_answer" }
            #expect(reason?.sentence.contains("has written nothing") == true)
            let stop = AnswerRequest(request: request.id, answer: .reply(text: "stop"), person: "ada")
            try await engine.perform(stop, by: .person("ada"))
            try await TestServer.wait(engine) { try $0.liveRuns().isEmpty }
        }
        guard case .blocked(let blockage) = try await office.ticket(ticket).state else {
            Issue.record("the ticket waits for a person")
            return
        }
        #expect(blockage.reason.contains("stood still: it has written nothing for 20 min"))
        #expect(try await office.journal().faults == [])
    }

    @Test("an agent that hangs at its start is replaced, and its ticket lands with the next run")
    func replace() async throws {
        let office = try await Office { $0.failures == 0 ? nil : .finished(summary: "at last") }
        let ticket = try await office.create("hangs once")
        office.world.show(Pulse(converses: true), of: Run.ID(number: 1))
        try await watching(office).during { engine in
            try await advance(office, engine) { try $0.allTickets(are: ["done"]) }
        }
        let runs = try await office.store.read { try $0.runs(of: ticket) }
        #expect(runs.count == 2)
        guard case .ended(.failed(.stalled(let seen)))? = runs.first?.state else {
            Issue.record("\(runs.map(\.state))")
            return
        }
        #expect(seen.contains("since its process started"))
    }

    @Test("an agent that can hear is told before it is stopped")
    func nudge() async throws {
        var policy = HealthPolicy()
        policy.silence = .init(after: .minutes(10), action: .stop)
        let office = try await Office(health: policy) { _ in nil }
        try await office.create("goes quiet")
        try await watching(office).during { engine in
            office.world.show(Pulse(converses: true, lastOutputAt: office.clock.now), of: Run.ID(number: 1))
            try await advance(office, engine) { try $0.runs(before: nil, limit: 1).first?.state.isLive == false }
        }
        #expect(office.world.told.count == 1)
        guard case .say(let words)? = office.world.told.first else { return }
        #expect(words.contains("this run has written nothing for 20 min"))
    }

    @Test("a server that dies after each step takes none of them twice")
    func crashes() async throws {
        let office = try await Office { _ in nil }
        try await office.create("goes quiet")
        // The last two find that a person was asked.
        for _ in 1...4 {
            try await watching(office).during { [self] engine in
                try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
                let before = try await office.store.read(grades)
                if before.contains(.ask) {
                    for _ in 1...5 { try await advance(office, engine, once: .hours(1)) }
                } else {
                    try await advance(office, engine) { try grades($0) != before }
                }
            }
        }
        let alarms = try await office.store.read(grades)
        #expect(alarms == [.note, .ask])
    }

    @Test("an idle hour: nothing is looked at, nothing is written, and no alarm is set")
    func idleHour() async throws {
        let office = try await Office()
        for number in 1...3 { try await office.create("ticket \(number)") }
        try await watching(office).during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
            try await rest(office)
            let before = (try await office.store.read { try $0.revision() }, office.world.looks, office.world.sweeps)
            for _ in 1...60 {
                office.clock.advance(by: .minutes(1))
                engine.feed.wake()
                await Task.yield()
            }
            let after = (try await office.store.read { try $0.revision() }, office.world.looks, office.world.sweeps)
            #expect(before == after)
            #expect(office.clock.nextAlarm == nil)
        }
    }

    @Test("a run is looked at when something may be due, not with every event")
    func thrift() async throws {
        let office = try await Office { _ in nil }
        let ticket = try await office.create("works")
        try await watching(office).during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
            try await advance(office, engine) { _ in office.world.looks >= 2 }
            let looks = office.world.looks
            for number in 1...50 {
                let comment = CommentOnTicket(ticket: ticket, author: "ada", text: "\(number)")
                try await engine.perform(comment, by: .person("ada"))
            }
            try await TestServer.wait(engine) { try $0.ticket(ticket)?.comments == 50 }
            #expect(office.world.looks <= looks + 1)
        }
    }

    @Test("on a full disk nothing starts, what runs goes on, and it starts when there is room")
    func disk() async throws {
        let office = try await Office()
        office.world.fillDisk(percent: 96)
        let ticket = try await office.create("waits for room")
        try await watching(office).during { engine in
            try await TestServer.wait(engine) { try $0.workspace().condition.fullDisk == 96 }
            #expect(try await engine.explain(ticket).reasons.map(\.code) == ["disk_full"])
            #expect(try await office.runs().isEmpty)
            office.world.fillDisk(percent: 50)
            try await advance(office, engine) { try $0.allTickets(are: ["done"]) }
        }
        #expect(try await office.journal().faults == [])
    }

    @Test("after crash on crash the server adopts and finishes, starts nothing new, and thaws after a quiet time")
    func restartLoop() async throws {
        let office = try await Office(maxRuns: 1) { _ in nil }
        let first = try await office.create("runs through it all")
        try await watching(office).during { engine in
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
            let second = try await office.create("waits")
            // As servers that were killed: they start and say nothing more.
            for _ in 1...5 { try await engine.perform(StartServer(), by: .server("start")) }
            office.world.end(Run.ID(number: 1), .finished(summary: "did it"))
            try await TestServer.wait(engine) { try $0.ticket(first)?.state == .done }
            #expect(try await engine.explain(second).reasons.map(\.code) == ["frozen"])
            #expect(try await office.runs().count == 1)
            try await advance(office, engine) { try $0.liveRuns().contains { $0.ticket == second } }
        }
        #expect(office.world.violations == [])
    }

    @Test("processes that an ended run left are swept, and those of live runs are not")
    func sweep() async throws {
        let office = try await Office { $0.content.title == "ends" ? .finished(summary: "did it") : nil }
        try await office.create("ends")
        let runs = [Run.ID(number: 1), Run.ID(number: 2)]
        try await watching(office).during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
            try await office.create("goes on")
            try await TestServer.wait(engine) { try $0.liveRuns().contains { $0.state == .running } }
            for run in runs { office.world.leave(3, behind: run) }
            try await advance(office, engine) { transaction in
                try transaction.sweeps().contains(.run(runs[0], .swept(processes: 3)))
            }
        }
        #expect(try await office.store.read { try $0.sweeps() }.count == 1)
    }
}

extension Transaction {
    /// What the journal says of processes that were swept.
    fileprivate func sweeps() throws -> [Event] {
        try journal(after: 0, limit: 1000).map(\.event).filter { event in
            if case .run(_, .swept) = event { true } else { false }
        }
    }
}
