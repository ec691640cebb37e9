extension EndRun {
    /// What happened before, as far as breakers and the limits of a ticket look at it.
    public struct Past: Sendable {
        public var policy: HealthPolicy
        public var condition: Workspace.Condition
        /// Runs that ended, the latest first; none when the run succeeded.
        public var ends: [EndedRun]
        /// The ticket's latest runs before this one, the latest first, as far as the limits ask.
        public var runs: [Run]

        public init(
            policy: HealthPolicy = HealthPolicy(), condition: Workspace.Condition = .init(), ends: [EndedRun] = [],
            runs: [Run] = []
        ) {
            self.policy = policy
            self.condition = condition
            self.ends = ends
            self.runs = runs
        }
    }

    /// How the breakers turn because of this end.
    func turned(_ record: Run, _ outcome: Run.Outcome, _ past: Past, at now: Instant) -> [Event] {
        let ended = EndedRun(
            agent: record.agent, harness: record.choice.harness, outcome: outcome, endedAt: now)
        return past.condition.turned(by: run, ended, earlier: past.ends, limit: past.policy.failures).map {
            .workspace(.breakerTurned(breaker: $0))
        }
    }

    /// Why a ticket waits whose failed runs change nothing; nil while they do, or are few.
    ///
    /// - Parameter failures: how many failed in a row, this one included.
    func standsStill(_ failures: Int, _ ticket: Ticket, _ past: Past) -> Ticket.Blockage? {
        let limit = past.policy.unchanged
        let failed = past.runs.filter { run in
            if case .ended(.failed) = run.state { true } else { false }
        }
        let alike = failed.prefix(max(0, failures - 1)).prefix { $0.head == head }.count + 1
        guard alike >= limit else { return nil }
        return Ticket.Blockage(
            reason:
                "\(alike) runs in a row, the last of them \(run), failed and changed nothing. Say in the ticket what "
                + "is missing, or assign another agent, then `skein ticket reopen \(ticket.id)`.")
    }

    /// Why a ticket waits that goes back and forth; nil while it does not.
    func bounces(_ ticket: Ticket, _ slice: Slice, at now: Instant) -> Ticket.Blockage? {
        let starts = (slice.past.runs + [slice.run].compactMap { $0 }).map(\.startedAt)
        return ticket.bounces(starts, slice.past.policy.startsPerHour, at: now)
    }
}

extension Ticket {
    /// Why it waits when it had too many runs within an hour.
    ///
    /// - Parameter starts: when its runs began.
    func bounces(_ starts: [Instant], _ limit: Int, at now: Instant) -> Blockage? {
        let recent = starts.count { $0 + .hours(1) > now }
        guard recent >= limit else { return nil }
        return Blockage(
            reason:
                "It had \(recent) runs within an hour and goes back and forth (`health.startsPerHour` in skein.yaml). "
                + "Look at `skein ticket show \(id)`, then `skein ticket reopen \(id)`.")
    }
}
