extension Run {
    /// What drives a run: settled when it starts, so that an edit of the agent's file changes later runs only.
    public struct Choice: Hashable, Sendable, Codable {
        public var harness: String
        public var model: String?
        public var effort: String?
        /// The session of an earlier run that this one goes on with; nil begins a new one.
        public var resumes: String?

        public init(harness: String, model: String? = nil, effort: String? = nil, resumes: String? = nil) {
            self.harness = harness
            self.model = model
            self.effort = effort
            self.resumes = resumes
        }
    }

    /// Whether a later run of the ticket may go on with this one's session, as far as its end says.
    var leavesUsableSession: Bool {
        guard case .ended(let outcome) = state else { return false }
        switch outcome {
        case .succeeded: return true
        case .cancelled: return true
        case .failed(.agent(let failure)): return failure.kind.leavesUsableSession
        // A session that was resumed and died may be what it died of.
        case .failed(.exitStatus), .failed(.killed), .failed(.lost): return choice.resumes == nil
        // One that went on and did nothing takes its work for done: it would say so again, for ever.
        case .failed(.noChange): return choice.resumes == nil
        case .failed(.timedOut), .failed(.outputLimit), .failed(.badResult), .failed(.reported): return true
        // A session that hung may hang again.
        case .failed(.cannotStart), .failed(.stalled): return false
        }
    }
}

extension AgentFailure.Kind {
    fileprivate var leavesUsableSession: Bool {
        switch self {
        case .transient, .rateLimited, .overloaded, .auth, .quota, .limitReached, .unfinished: true
        case .contextExhausted, .invalidRequest, .refused, .toolFailure: false
        }
    }
}

extension Agent.Definition {
    /// What drives a run on a ticket with this content.
    ///
    /// - Parameters:
    ///   - fallback: how many alternatives were used up; past the last one, the last one holds.
    ///   - previous: the ticket's latest run.
    func choice(for content: Ticket.Content, agent: Agent.ID, fallback used: Int, previous: Run?) -> Run.Choice {
        var choice = Run.Choice(
            harness: harness.name, model: content.model ?? model, effort: content.effort ?? effort)
        if used > 0, let alternative = fallback.prefix(used).last {
            choice.harness = alternative.harness ?? choice.harness
            choice.model = alternative.model
        }
        if let previous, previous.agent == agent, previous.choice.harness == choice.harness,
            previous.leavesUsableSession
        {
            choice.resumes = previous.session
        }
        return choice
    }
}
