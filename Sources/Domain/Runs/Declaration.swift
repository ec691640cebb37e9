extension Run {
    /// What an agent says of its ticket while it works; it holds once its run ends well. The last one counts.
    public enum Declaration: Hashable, Sendable, Codable {
        /// The work is done, whether files had to change or not.
        case done(summary: String)
        /// Only a person can set the ticket going.
        case blocked(reason: String)
        /// Another agent goes on with it.
        case handedOver(to: Agent.ID, brief: String)
    }
}

/// A run says what its ticket comes to.
public struct Declare: Command {
    public let claim: RunClaim
    public let declaration: Run.Declaration

    public init(_ claim: RunClaim, _ declaration: Run.Declaration) {
        self.claim = claim
        self.declaration = declaration
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var standing: Standing
        public var chart: Chart
        /// Whom the ticket is handed over to, when there is such an agent.
        public var successor: Agent?
        /// How often a chain of causes may come back to one agent.
        public var rounds: Int

        public init(standing: Standing, chart: Chart, successor: Agent?, rounds: Int) {
            self.standing = standing
            self.chart = chart
            self.successor = successor
            self.rounds = rounds
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let run = slice.standing.run, let agent = slice.standing.agent else { throw .unknown(claim.run) }
        try slice.standing.check(claim, .declare, run.ticket)
        try declaration.words.checkNote(declaration.noun)
        if case .handedOver(let successor, _) = declaration { try check(slice, agent, run, successor) }
        return run.declaration == declaration ? [] : [.run(run.id, .declared(declaration: declaration))]
    }

    private func check(_ slice: Slice, _ agent: Agent, _ run: Run, _ successor: Agent.ID) throws(Rejection) {
        if successor == agent.id {
            throw Rejection(.notAllowed, "\(run.ticket) is yours already: go on with it.")
        }
        guard let record = slice.successor, !record.isRetired else {
            throw .unknown(successor, known: slice.chart.within(agent.id))
        }
        try slice.chart.check(agent.id, mayTurnTo: successor)
        if run.chain.returns(to: successor) > slice.rounds {
            throw Rejection(
                .goesInCircles,
                "\(run.ticket) came back to \(successor) \(slice.rounds) times: finish it, or say what blocks it.")
        }
        if !record.definition.accepts(run.project) { throw .refuses(record.id, run.project) }
    }
}

/// A run says how far it is, for those who watch.
public struct ReportProgress: Command {
    public let claim: RunClaim
    public let text: String

    public init(_ claim: RunClaim, text: String) {
        self.claim = claim
        self.text = text
    }

    public func decide(_ standing: Standing, at now: Instant) throws(Rejection) -> [Event] {
        guard let run = standing.run else { throw .unknown(claim.run) }
        try standing.check(claim, .declare, run.ticket)
        try text.checkNote("progress", limit: 500)
        return run.progress == text ? [] : [.run(run.id, .progressed(text: text))]
    }
}

extension Run.Declaration {
    var words: String {
        switch self {
        case .done(let summary): summary
        case .blocked(let reason): reason
        case .handedOver(_, let brief): brief
        }
    }

    fileprivate var noun: String {
        switch self {
        case .done: "summary"
        case .blocked: "reason"
        case .handedOver: "brief"
        }
    }
}

extension String {
    /// Refuses what cannot be said: nothing, too much, or U+0000.
    func checkNote(_ what: String, limit: Int = TicketLimits.text) throws(Rejection) {
        if allSatisfy(\.isWhitespace) { throw Rejection(.emptyText, "The \(what) needs a text.") }
        if utf8.count > limit { throw .tooLong(what, utf8.count, limit: limit) }
        try checkCharacters(what)
    }
}
