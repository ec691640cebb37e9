extension Ticket {
    /// What can happen to a ticket.
    public enum Event: Hashable, Sendable, Codable {
        case created(
            content: Content, openBlockers: [ID], isBacklog: Bool, purpose: Purpose = .work, chain: [Agent.ID] = [])
        case edited(content: Content, openBlockers: [ID])
        case commented(author: String, text: String)
        case checkedOut(run: Run.ID)
        /// Its run failed and it may be tried again, at the earliest at the instant.
        case parked(until: Instant, failures: Int)
        /// Its agent's model cannot be had: the next run takes the agent's `fallback`th alternative.
        case fellBack(fallback: Int)
        case blocked(blockage: Blockage)
        case submitted(change: Change.ID, summary: String)
        /// Its change came back from the queue; the next run gets the evidence.
        case returned(returns: Int)
        /// Its run has ended and it waits for its parts; then the next run begins.
        case waits(summary: String)
        /// Its run has ended and another agent goes on.
        case handedOver(to: Agent.ID)
        case done(summary: String)
        case cancelled(reason: String)
        case blockerFinished(blocker: ID)
        /// What its agent asked is answered, or will not be.
        case answered(request: Request.ID)
        /// Set going (again) by a person, from the backlog, blocked or parked.
        case reopened
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        updatedAt = now
        switch event {
        case .created(let content, let openBlockers, let isBacklog, let purpose, let chain):
            self.content = content
            self.purpose = purpose
            self.chain = chain
            self.openBlockers = openBlockers
            state = isBacklog ? .backlog : .todo
            createdAt = now
        case .edited(let content, let openBlockers):
            if content.assignee != self.content.assignee { purpose = .work }
            self.content = content
            self.openBlockers = openBlockers
        case .commented: comments += 1
        case .checkedOut(let run):
            state = .inProgress(run: run)
            hasNews = false
        case .parked(let instant, let failures):
            state = .todo
            retryAt = instant
            self.failures = failures
        case .fellBack(let fallback): self.fallback = fallback
        case .blocked(let blockage): state = .blocked(blockage)
        case .submitted(let change, let summary):
            state = .merging(change: change)
            self.summary = summary
            failures = 0
            retryAt = nil
        case .returned(let returns):
            state = .todo
            self.returns = returns
        case .waits(let summary):
            state = .todo
            if !summary.isEmpty { self.summary = summary }
            failures = 0
            retryAt = nil
        case .handedOver(let agent):
            if let before = content.assignee { chain.append(before) }
            content.assignee = agent
            purpose = .work
            state = .todo
            failures = 0
            fallback = 0
            retryAt = nil
        case .done(let summary):
            state = .done
            if !summary.isEmpty { self.summary = summary }
        case .cancelled: state = .cancelled
        case .blockerFinished(let blocker):
            openBlockers.removeAll { $0 == blocker }
            if case .inProgress = state { hasNews = true }
        case .answered(let request):
            switch state {
            case .inProgress: hasNews = true
            case .blocked(let blockage) where blockage.request == request: state = .todo
            case .blocked, .backlog, .todo, .merging, .done, .cancelled: break
            }
        case .reopened:
            state = .todo
            failures = 0
            fallback = 0
            returns = 0
            retryAt = nil
        }
    }

    /// The order in which ready tickets start: an instant, the earliest first.
    ///
    /// A level of priority is a head start of one `ageing`, so an old ticket overtakes any stream of urgent ones
    /// and none starves. The key never changes while a ticket waits, so an index can keep the order.
    public func rank(ageing: Span) -> Instant {
        createdAt + Span(milliseconds: ageing.milliseconds.bounded(times: content.priority.level))
    }
}
