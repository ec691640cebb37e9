/// A circuit breaker: after too many failures nothing starts with its subject for a while, then one run is tried.
public struct Breaker: Hashable, Sendable, Codable {
    /// What can fail as a whole.
    public enum Subject: Hashable, Sendable, Codable {
        case agent(Agent.ID)
        /// What agents of one harness share: its program, its login, its provider.
        case account(harness: String)

        /// What a run of the agent depends on; a program of one's own has no account.
        static func all(_ agent: Agent.ID, _ harness: String) -> [Subject] {
            harness == "command" ? [.agent(agent)] : [.agent(agent), .account(harness: harness)]
        }

        public var name: String {
            switch self {
            case .agent(let agent): "agent \(agent)"
            case .account(let harness): "the account of \(harness)"
            }
        }
    }

    /// Where it is in its life.
    public enum State: Hashable, Sendable, Codable {
        /// Everything starts; failures count from here.
        case closed(at: Instant)
        case open(until: Instant)
        /// One run may start, and decides.
        case halfOpen
        case probing(run: Run.ID)
    }

    public var subject: Subject
    public var state: State
    /// What happened, after the subject's name.
    public var reason: String
    /// How often it opened in a row.
    public var trips: Int

    public init(subject: Subject, state: State, reason: String, trips: Int) {
        self.subject = subject
        self.state = state
        self.reason = reason
        self.trips = trips
    }

    /// Whether it is anything but closed.
    public var isTurned: Bool {
        switch state {
        case .closed: false
        case .open, .halfOpen, .probing: true
        }
    }

    /// What keeps its subject from starting anything.
    public var obstacle: Obstacle? {
        switch state {
        case .closed, .halfOpen: nil
        case .open, .probing: .breakerOpen(self)
        }
    }

    public func sentence(at now: Instant) -> String {
        switch state {
        case .closed: "\(subject.name) is well."
        case .open(let until) where until > now:
            "\(subject.name) \(reason): nothing starts with it for \(until - now), then one run is tried."
        case .open, .halfOpen: "\(subject.name) \(reason): one run is tried next."
        case .probing(let run):
            "\(subject.name) \(reason): \(run) is tried alone, and its success lets the others start."
        }
    }
}

/// The time of an open breaker is over: one run may be tried.
public struct HalfOpenBreaker: Command {
    public let subject: Breaker.Subject

    public init(_ subject: Breaker.Subject) {
        self.subject = subject
    }

    public func decide(_ workspace: Workspace, at now: Instant) -> [Event] {
        guard var breaker = workspace.condition.breaker(of: subject), case .open(let until) = breaker.state,
            until <= now
        else { return [] }
        breaker.state = .halfOpen
        return [.workspace(.breakerTurned(breaker: breaker))]
    }
}

/// A run that ended, as far as breakers look at it.
public struct EndedRun: Hashable, Sendable {
    public let agent: Agent.ID
    public let harness: String
    public let outcome: Run.Outcome
    public let endedAt: Instant

    public init(agent: Agent.ID, harness: String, outcome: Run.Outcome, endedAt: Instant) {
        self.agent = agent
        self.harness = harness
        self.outcome = outcome
        self.endedAt = endedAt
    }

    /// What its end says something about.
    var subjects: [Breaker.Subject] { Breaker.Subject.all(agent, harness) }

    /// Whether it speaks against `subject`; nil: it says nothing about it.
    func verdict(on subject: Breaker.Subject) -> Bool? {
        switch outcome {
        case .succeeded: false
        case .cancelled: nil
        case .failed(let failure): failure.verdict(on: subject)
        }
    }
}

extension Run.Failure {
    fileprivate func verdict(on subject: Breaker.Subject) -> Bool? {
        switch (self, subject) {
        // It could not do this ticket, and said so: it works.
        case (.reported, _): nil
        // A machine that restarts loses all of them at once, and no agent did it.
        case (.lost, _): nil
        case (.agent(let failure), _): failure.kind.verdict(on: subject)
        case (.cannotStart, _), (.stalled, _): true
        case (.exitStatus, .agent), (.killed, .agent), (.timedOut, .agent), (.outputLimit, .agent),
            (.noChange, .agent), (.badResult, .agent):
            true
        case (.exitStatus, .account), (.killed, .account), (.timedOut, .account), (.outputLimit, .account),
            (.noChange, .account), (.badResult, .account):
            nil
        }
    }
}

extension AgentFailure.Kind {
    fileprivate func verdict(on subject: Breaker.Subject) -> Bool? {
        switch self {
        // Limits say themselves when they are lifted.
        case .rateLimited, .quota, .limitReached: nil
        case .transient, .overloaded, .auth, .unfinished: true
        case .contextExhausted, .invalidRequest, .refused, .toolFailure:
            switch subject {
            case .agent: true
            case .account: nil
            }
        }
    }
}
