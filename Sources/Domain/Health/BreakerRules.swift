extension Workspace.Condition {
    public func breaker(of subject: Breaker.Subject) -> Breaker? { breakers.first { $0.subject == subject } }

    mutating func turn(_ breaker: Breaker) {
        breakers = breakers.filter { $0.subject != breaker.subject } + [breaker]
    }

    /// What keeps an agent, with the harness of its file, from starting anything.
    func obstacles(for agent: Agent.ID, _ harness: String) -> [Obstacle] {
        Breaker.Subject.all(agent, harness).compactMap { breaker(of: $0)?.obstacle }
    }

    /// The breakers that are half open and that a run of the agent tries, as they are then.
    func probed(by run: Run.ID, of agent: Agent.ID, _ harness: String) -> [Breaker] {
        Breaker.Subject.all(agent, harness).compactMap { subject in
            guard var breaker = breaker(of: subject), breaker.state == .halfOpen else { return nil }
            breaker.state = .probing(run: run)
            return breaker
        }
    }

    /// How the breakers turn when a run has ended.
    ///
    /// - Parameter earlier: runs that ended before, the latest first.
    func turned(by run: Run.ID, _ ended: EndedRun, earlier: [EndedRun], limit: HealthPolicy.Limit) -> [Breaker] {
        ended.subjects.compactMap { subject in
            let breaker = breaker(of: subject)
            switch (breaker?.state, ended.verdict(on: subject)) {
            case (nil, true), (.closed, true): return tripped(subject, ended, earlier, limit)
            case (.probing(run), true): return reopened(breaker, ended, limit)
            case (.probing(run), nil): return breaker?.turned(.halfOpen)
            case (.probing, false), (.open, false), (.halfOpen, false):
                return breaker?.turned(.closed(at: ended.endedAt))
            case (nil, _), (.closed, _), (.open, _), (.halfOpen, _), (.probing, _): return nil
            }
        }
    }

    /// Opens when there are too many failures, and they are at least half of all ends.
    private func tripped(
        _ subject: Breaker.Subject, _ ended: EndedRun, _ earlier: [EndedRun], _ limit: HealthPolicy.Limit
    ) -> Breaker? {
        var start = ended.endedAt + Span(milliseconds: -limit.within.milliseconds)
        if case .closed(let closedAt)? = breaker(of: subject)?.state { start = max(start, closedAt) }
        let verdicts = ([ended] + earlier.filter { $0.endedAt > start && $0.subjects.contains(subject) })
            .compactMap { $0.verdict(on: subject) }
        let failures = verdicts.count { $0 }
        guard failures >= limit.count, failures * 2 >= verdicts.count else { return nil }
        return Breaker(
            subject: subject, state: .open(until: ended.endedAt + limit.quiet),
            reason: "failed \(failures) times within \(limit.within) (\(ended.words))", trips: 1)
    }

    /// Each time in a row it stays open for twice as long, up to eight times.
    private func reopened(_ breaker: Breaker?, _ ended: EndedRun, _ limit: HealthPolicy.Limit) -> Breaker? {
        guard var breaker else { return nil }
        let factor = Int64(1) << Int64(min(breaker.trips, 3))
        breaker.state = .open(
            until: ended.endedAt + Span(milliseconds: limit.quiet.milliseconds.bounded(times: factor)))
        breaker.trips += 1
        breaker.reason = "failed again when one run was tried (\(ended.words))"
        return breaker
    }
}

extension Breaker {
    /// The breaker after a person closed it; nil when it is closed already.
    func closed(at now: Instant) -> Breaker? {
        if case .closed = state { nil } else { turned(.closed(at: now)) }
    }

    fileprivate func turned(_ state: State) -> Breaker {
        var turned = self
        turned.state = state
        return turned
    }
}

extension EndedRun {
    /// Why it failed, in a few words.
    fileprivate var words: String {
        if case .failed(let failure) = outcome { "the last one \(failure.sentence.prefix(120))" } else { "" }
    }
}
