/// A run is over: what its ticket does next follows from how it ended.
public struct EndRun: Command {
    public let run: Run.ID
    public let token: Int64
    public let result: Result
    /// The branch's head, also when the run failed; nil when it has nothing beyond the target.
    public let head: String?

    public init(run: Run.ID, token: Int64, result: Result, head: String? = nil) {
        self.run = run
        self.token = token
        self.result = result.withoutNull
        self.head = head
    }

    /// What the world shows of the run.
    public enum Result: Hashable, Sendable {
        /// The branch has commits to land.
        case submitted(head: String, summary: String)
        /// The agent said that nothing had to be changed.
        case nothingToDo(summary: String)
        /// The agent waits for somebody.
        case blocked(reason: String)
        case failed(Run.Failure)
        case stopped
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var run: Run?
        public var ticket: Ticket?
        public var retry: RetryPolicy
        public var nextChange: Change.ID
        /// Tickets that wait for this one.
        public var dependants: [Ticket.ID]
        /// Requests of this run that nobody answered, and those of its ticket that it waits for.
        public var requests: [Request]
        /// Messages that the run has.
        public var mail: [Message]
        /// Alternatives that the agent's file names for a model that cannot be had.
        public var alternatives: Int
        /// What breakers and the limits of a ticket look at.
        public var past: Past

        public init(
            run: Run?, ticket: Ticket?, retry: RetryPolicy, nextChange: Change.ID, dependants: [Ticket.ID],
            requests: [Request] = [], mail: [Message] = [], alternatives: Int = 0, past: Past = Past()
        ) {
            self.run = run
            self.ticket = ticket
            self.retry = retry
            self.nextChange = nextChange
            self.dependants = dependants
            self.requests = requests
            self.mail = mail
            self.alternatives = alternatives
            self.past = past
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.run, let ticket = slice.ticket else { throw .unknown(run) }
        try record.check(token: token)
        if case .submitted(let head, _) = result { try head.checkCommit() }
        let withdrawn = slice.requests.filter { $0.run == run && !$0.terms.outlivesRun }.map {
            Event.request($0.id, .withdrawn)
        }
        guard case .inProgress(run) = ticket.state else {
            return withdrawn + [.run(run, .ended(outcome: .cancelled))]
                + slice.mail.compactMap { $0.afterRun(run, succeeded: false) }
                + turned(record, .cancelled, slice.past, at: now)
        }
        let result = declared(record, ticket, slice)
        let outcome = result.outcome(of: record)
        let hasSucceeded = if case .succeeded = outcome { true } else { false }
        return withdrawn + leftWork(record, ticket, result, slice) + [.run(run, .ended(outcome: outcome))]
            + slice.mail.compactMap { $0.afterRun(run, succeeded: hasSucceeded) }
            + consequences(ticket, record, result, slice, at: now) + turned(record, outcome, slice.past, at: now)
    }

    private func consequences(
        _ ticket: Ticket, _ record: Run, _ result: Result, _ slice: Slice, at now: Instant
    ) -> [Event] {
        switch result {
        case .submitted, .nothingToDo:
            if let request = slice.awaited(by: ticket) {
                let blockage = Ticket.Blockage(
                    reason: "\(request.id) waits for an answer: \(request.content.title) "
                        + "(`\(request.content.kind.command(answering: request.id.description))`)",
                    by: request.answerer,
                    request: request.id)
                return [.ticket(ticket.id, .blocked(blockage: blockage))]
            }
            if case .handedOver(let agent, let brief) = record.declaration {
                return [
                    .ticket(ticket.id, .handedOver(to: agent)),
                    .ticket(ticket.id, .commented(author: record.agent.name, text: brief)),
                ]
            }
        case .blocked, .failed, .stopped: break
        }
        switch result {
        case .submitted(_, let summary) where ticket.waitsForParts,
            .nothingToDo(let summary) where ticket.waitsForParts:
            return [.ticket(ticket.id, .waits(summary: summary))]
        case .submitted(let head, let summary):
            let change = slice.nextChange
            return [
                .change(change, .submitted(ticket: ticket.id, run: run, project: record.project, head: head)),
                .ticket(ticket.id, .submitted(change: change, summary: summary)),
            ]
        case .nothingToDo(let summary):
            return ticket.finished(summary: summary, dependants: slice.dependants)
        case .blocked(let reason):
            return [.ticket(ticket.id, .blocked(blockage: Ticket.Blockage(reason: reason)))]
        case .failed(let failure) where record.state != .stopping(.asked):
            return afterFailure(failure, of: ticket, record, slice, at: now).map { .ticket(ticket.id, $0) }
        // Whatever it failed of while it was being stopped: the person who stopped it wants no other run.
        case .failed, .stopped:
            if let standstill = record.standstill {
                return afterStandstill(standstill, of: ticket, record, slice, at: now)
            }
            let reason = "\(run) was stopped; `skein ticket reopen \(ticket.id)` starts it again."
            return [.ticket(ticket.id, .blocked(blockage: Ticket.Blockage(reason: reason)))]
        }
    }

    /// What a run leaves that does not land now shows the next ones where to go on, and whether anything changes.
    private func leftWork(_ record: Run, _ ticket: Ticket, _ result: Result, _ slice: Slice) -> [Event] {
        let isLeft =
            switch (result, record.declaration) {
            case (.failed, _), (.blocked, _), (_, .handedOver): true
            case (.submitted, _), (.nothingToDo, _), (.stopped, _):
                ticket.waitsForParts || slice.awaited(by: ticket) != nil
            }
        guard isLeft, let head, head != record.head else { return [] }
        return [.run(run, .leftWork(head: head))]
    }

    private func afterStandstill(
        _ standstill: Run.Failure, of ticket: Ticket, _ record: Run, _ slice: Slice, at now: Instant
    ) -> [Event] {
        if record.state == .stopping(.replaced) {
            return afterFailure(standstill, of: ticket, record, slice, at: now).map { .ticket(ticket.id, $0) }
        }
        return [.ticket(ticket.id, .blocked(blockage: plea(standstill, of: ticket)))]
    }

    private func afterFailure(
        _ failure: Run.Failure, of ticket: Ticket, _ record: Run, _ slice: Slice, at now: Instant
    ) -> [Ticket.Event] {
        let failures = ticket.failures + 1
        let circumstances = RetryPolicy.Circumstances(
            attempt: failures, hasAlternative: ticket.fallback < slice.alternatives,
            wasResumed: record.choice.resumes != nil, seed: run.number, now: now)
        switch slice.retry.verdict(on: failure, circumstances) {
        case .retry(let delay):
            if let breaker = standsStill(failures, ticket, slice.past) ?? bounces(ticket, slice, at: now) {
                return [.blocked(blockage: breaker)]
            }
            return [.parked(until: now + delay, failures: failures)]
        case .wait(let instant):
            if let breaker = bounces(ticket, slice, at: now) { return [.blocked(blockage: breaker)] }
            return [.parked(until: instant, failures: ticket.failures)]
        case .otherModel:
            // Parked first: the store keeps no ticket in progress whose run has ended.
            return [.parked(until: now, failures: ticket.failures), .fellBack(fallback: ticket.fallback + 1)]
        case .askPerson: return [.blocked(blockage: plea(failure, of: ticket))]
        }
    }

    private func plea(_ failure: Run.Failure, of ticket: Ticket) -> Ticket.Blockage {
        let sentence = failure.sentence.hasSuffix(".") ? String(failure.sentence.dropLast()) : failure.sentence
        return Ticket.Blockage(
            reason: "\(run) \(sentence). Mend the cause (`skein logs \(run)`), "
                + "then `skein ticket reopen \(ticket.id)`.")
    }
}

extension Run {
    /// Why a watchdog, or a person it asked, had it stopped; nil when it was stopped for another reason.
    var standstill: Failure? {
        switch state {
        case .stopping(.stalled), .stopping(.replaced): .stalled(alarms.last?.seen ?? "stood still")
        case .starting, .running, .stopping(.asked), .stopping(.cancelled), .ended: nil
        }
    }
}

extension String {
    /// Refuses all but the full name of a commit, as git prints it: what is recorded here is merged and pushed later,
    /// and a branch's name would mean something else by then.
    fileprivate func checkCommit() throws(Rejection) {
        let isHexadecimal = utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        let isNothing = utf8.allSatisfy { $0 == 0x30 }
        guard [40, 64].contains(utf8.count), isHexadecimal, !isNothing else {
            throw Rejection(
                .badCommit,
                "\(debugDescription) is not the full name of a commit: give the 40 or 64 digits of it.")
        }
    }
}

extension Ticket {
    /// The events of a ticket that is done: it, and all that waited for it.
    func finished(summary: String, dependants: [ID]) -> [Domain.Event] {
        [.ticket(id, .done(summary: summary))] + dependants.map { .ticket($0, .blockerFinished(blocker: id)) }
    }
}

extension Run {
    /// A write on behalf of this run is allowed only to the holder of the newest token, while the run lives.
    func check(token: Int64) throws(Rejection) {
        if token != lease.token {
            throw Rejection(
                .staleToken, "\(id) was taken over (token \(lease.token), not \(token)): this write changes nothing.")
        }
        if !state.isLive { throw Rejection(.runEnded, "\(id) has ended already.") }
    }
}
