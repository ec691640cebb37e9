import Domain
import Testing

@Suite("Circuit breakers")
struct BreakerTests {
    private let account = Breaker.Subject.account(harness: "claude")
    private let limit = HealthPolicy.Limit(count: 3, within: .minutes(10), quiet: .minutes(5))
    private let failed = Run.Outcome.failed(.agent(AgentFailure(.transient, "gone")))

    /// Ends a run of ada on claude, and applies what follows to the workspace.
    private func end(
        _ outcome: Run.Outcome, _ workspace: inout Workspace, after: [EndedRun] = [], at now: Instant = Given.now,
        run: Run.ID = Given.run
    ) throws -> [Breaker] {
        var record = Run(id: run)
        record.apply(
            .claimed(
                ticket: Given.one, agent: Given.ada, project: Given.web, attempt: 1,
                lease: Run.Lease(token: Given.token, epoch: 1), choice: .init(harness: "claude")), at: Given.now)
        var policy = HealthPolicy()
        policy.failures = limit
        let result: EndRun.Result =
            switch outcome {
            case .succeeded(let summary): .nothingToDo(summary: summary)
            case .failed(let failure): .failed(failure)
            case .cancelled: .stopped
            }
        let slice = EndRun.Slice(
            run: record, ticket: Given.ticket(.checkedOut(run: run)), retry: RetryPolicy(), nextChange: Given.change,
            dependants: [], past: .init(policy: policy, condition: workspace.condition, ends: after))
        let events = try EndRun(run: run, token: Given.token, result: result).decide(slice, at: now)
        for event in events { workspace.apply(event, at: now) }
        return events.compactMap { if case .workspace(.breakerTurned(let breaker)) = $0 { breaker } else { nil } }
    }

    private func past(_ outcomes: Run.Outcome...) -> [EndedRun] {
        outcomes.enumerated().map { place, outcome in
            EndedRun(
                agent: Given.ada, harness: "claude", outcome: outcome,
                endedAt: Given.now + .seconds(-Int64(place + 1)))
        }
    }

    @Test("three failures within ten minutes open the agent's and its account's; two do not")
    func opens() throws {
        var workspace = Workspace()
        #expect(try end(failed, &workspace, after: past(failed)) == [])
        let opened = try end(failed, &workspace, after: past(failed, failed))
        #expect(opened.map(\.subject) == [.agent(Given.ada), account])
        #expect(opened.allSatisfy { $0.state == .open(until: Given.now + .minutes(5)) })
        let sentence =
            "agent ada failed 3 times within 10 min (the last one lost its model: gone): nothing starts with it "
        #expect(opened[0].sentence(at: Given.now) == sentence + "for 5 min, then one run is tried.")
    }

    @Test("failures that are long ago, of others, or fewer than the successes do not count")
    func stays() throws {
        var workspace = Workspace()
        let old = (1...9).map { _ in
            EndedRun(agent: Given.ada, harness: "claude", outcome: failed, endedAt: Given.now + .minutes(-11))
        }
        #expect(try end(failed, &workspace, after: old) == [])
        let others = (1...9).map { _ in
            EndedRun(
                agent: Agent.ID(name: "bob"), harness: "codex", outcome: failed, endedAt: Given.now + .minutes(-1))
        }
        #expect(try end(failed, &workspace, after: others) == [])
        let well = Run.Outcome.succeeded(summary: "")
        #expect(try end(failed, &workspace, after: past(failed, failed, well, well, well, well)) == [])
    }

    @Test("limits of a provider, what the agent says of its ticket, cancelled and lost runs count neither way")
    func neutral() throws {
        var workspace = Workspace()
        let neutral: [Run.Outcome] = [
            .failed(.lost),
            .failed(.agent(AgentFailure(.rateLimited, ""))), .failed(.agent(AgentFailure(.quota, ""))),
            .failed(.reported("which port?")), .cancelled,
        ]
        for outcome in neutral { #expect(try end(outcome, &workspace, after: past(failed, failed, failed)) == []) }
        // What an agent does wrong says nothing of its account.
        let own = try end(.failed(.timedOut), &workspace, after: past(failed, failed))
        #expect(own.map(\.subject) == [.agent(Given.ada)])
    }

    @Test("a person who mended the cause closes the agent's and its account's by resuming the agent")
    func resumed() throws {
        var workspace = try opened()
        var ada = Given.agent()
        ada.definition.harness = .program(ProgramHarness(name: "claude"))
        let slice = PauseSlice(agent: ada, knownAgents: [], workspace: workspace)
        let events = try Resume(agent: Given.ada).decide(slice, at: Given.now + .minutes(1))
        #expect(events.count == 2)
        for event in events { workspace.apply(event, at: Given.now) }
        for subject in [.agent(Given.ada), account] {
            guard case .closed = workspace.condition.breaker(of: subject)?.state else {
                Issue.record("\(subject) is not closed")
                continue
            }
        }
        let again = PauseSlice(agent: ada, knownAgents: [], workspace: workspace)
        #expect(try Resume(agent: Given.ada).decide(again, at: Given.now) == [])
    }

    private func opened() throws -> Workspace {
        var workspace = Workspace()
        _ = try end(failed, &workspace, after: past(failed, failed))
        return workspace
    }

    /// The workspace after the quiet time.
    private func halfOpen() throws -> Workspace {
        var workspace = try opened()
        for subject in [.agent(Given.ada), account] {
            #expect(HalfOpenBreaker(subject).decide(workspace, at: Given.now + .minutes(4)) == [])
            for event in HalfOpenBreaker(subject).decide(workspace, at: Given.now + .minutes(5)) {
                workspace.apply(event)
            }
            #expect(HalfOpenBreaker(subject).decide(workspace, at: Given.now + .minutes(5)) == [])
        }
        return workspace
    }

    private func capacity(_ workspace: Workspace) -> Capacity {
        var ada = Given.agent(maxRuns: 5)
        ada.definition.harness = .program(ProgramHarness(name: "claude"))
        return Capacity(workspace: workspace, projects: [Given.project()], agents: [ada], live: [])
    }

    @Test("while it is open nothing starts, and why says so; half open it lets exactly one through")
    func probes() throws {
        let ticket = Given.ticket(content: .init(title: "a", project: Given.web, assignee: Given.ada))
        let open = ticket.obstacles(capacity(try opened()), at: Given.now)
        #expect(open.map(\.code) == ["breaker_open", "breaker_open"])
        let workspace = try halfOpen()
        var half = capacity(workspace)
        #expect(ticket.obstacles(half, at: Given.now) == [])
        half.start(Given.ada, on: Given.web)
        #expect(ticket.obstacles(half, at: Given.now).map(\.code) == ["breaker_open", "breaker_open"])
        let events = try StartRun(ticket: Given.one).decide(
            .init(ticket: ticket, capacity: capacity(workspace), next: Given.run, earlier: 0, lastToken: 1),
            at: Given.now)
        let probing = events.compactMap { event -> Breaker.State? in
            if case .workspace(.breakerTurned(let breaker)) = event { breaker.state } else { nil }
        }
        #expect(probing == [.probing(run: Given.run), .probing(run: Given.run)])
    }

    private func probing() throws -> Workspace {
        var workspace = try halfOpen()
        for var breaker in workspace.condition.breakers {
            breaker.state = .probing(run: Given.run)
            workspace.apply(.workspace(.breakerTurned(breaker: breaker)))
        }
        return workspace
    }

    @Test("a success closes it, and failures from before count no more")
    func closes() throws {
        var workspace = try probing()
        let closed = try end(.succeeded(summary: ""), &workspace)
        #expect(closed.map(\.state) == [.closed(at: Given.now), .closed(at: Given.now)])
        #expect(capacity(workspace).obstacles(for: Given.ada, on: Given.web) == [])
        #expect(try end(failed, &workspace, after: past(failed, failed)) == [])
    }

    @Test("a failure opens it again, each time for longer; an end that says nothing lets the next one try")
    func reopens() throws {
        var workspace = try probing()
        #expect(try end(.cancelled, &workspace).map(\.state) == [.halfOpen, .halfOpen])
        for minutes in [10, 20, 40, 40] as [Int64] {
            for var breaker in workspace.condition.breakers {
                breaker.state = .probing(run: Given.run)
                workspace.apply(.workspace(.breakerTurned(breaker: breaker)))
            }
            let again = try end(failed, &workspace)
            #expect(again.map(\.state) == Array(repeating: .open(until: Given.now + .minutes(minutes)), count: 2))
        }
    }

    @Test("a run that began before it opened decides nothing by failing, and closes it by success")
    func concurrent() throws {
        var workspace = try opened()
        #expect(try end(failed, &workspace, after: past(failed, failed, failed), run: Run.ID(number: 2)) == [])
        let closed = try end(.succeeded(summary: ""), &workspace, run: Run.ID(number: 2))
        #expect(closed.map(\.state) == [.closed(at: Given.now), .closed(at: Given.now)])
    }
}
