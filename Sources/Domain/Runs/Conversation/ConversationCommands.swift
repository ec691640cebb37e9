/// The harness named the session of a run; a later run may go on with it.
public struct RecordSession: Command {
    public let run: Run.ID
    public let token: Int64
    public let session: String

    public init(run: Run.ID, token: Int64, session: String) {
        self.run = run
        self.token = token
        self.session = session
    }

    /// An agent may call its session what it likes. One that is no name is not gone on with: the name would be an
    /// option on the command line of the next run.
    public func decide(_ record: Run?, at now: Instant) throws(Rejection) -> [Event] {
        guard let record else { throw .unknown(run) }
        try record.check(token: token)
        return record.session == session || !session.isName ? [] : [.run(run, .sessionStarted(session: session))]
    }
}

/// What a run has used so far; the same again changes nothing, so each token counts once.
public struct RecordUsage: Command {
    public let run: Run.ID
    public let token: Int64
    public let usage: Usage

    public init(run: Run.ID, token: Int64, usage: Usage) {
        self.run = run
        self.token = token
        self.usage = usage
    }

    public func decide(_ record: Run?, at now: Instant) throws(Rejection) -> [Event] {
        guard let record else { throw .unknown(run) }
        try record.check(token: token)
        return record.usage == usage ? [] : [.run(run, .used(usage: usage))]
    }
}

/// A person says something to an agent at work, or interrupts it.
public struct TellRun: Command {
    public let run: Run.ID
    public let control: AgentControl

    public init(run: Run.ID, control: AgentControl) {
        self.run = run
        self.control = control
    }

    public func decide(_ record: Run?, at now: Instant) throws(Rejection) -> [Event] {
        guard let record else { throw .unknown(run) }
        if !record.state.isLive {
            throw Rejection(
                .runEnded, "\(run) has ended already: `skein ticket comment \(record.ticket)` tells the next run.")
        }
        if case .say(let text) = control {
            try text.checkCharacters("text")
            if text.allSatisfy(\.isWhitespace) {
                throw Rejection(.emptyText, "There is nothing to say to \(run): give a text.")
            }
            if text.utf8.count > TicketLimits.text {
                throw .tooLong("text", text.utf8.count, limit: TicketLimits.text)
            }
        }
        return [.run(run, .told(control: control))]
    }
}

/// A person stops a run; its ticket waits for a person then.
public struct StopRun: Command {
    public let run: Run.ID

    public init(run: Run.ID) {
        self.run = run
    }

    public func decide(_ record: Run?, at now: Instant) throws(Rejection) -> [Event] {
        guard let record else { throw .unknown(run) }
        switch record.state {
        case .starting, .running: return [.run(run, .stopRequested(reason: .asked))]
        case .stopping: return []
        case .ended: throw Rejection(.runEnded, "\(run) has ended already.")
        }
    }
}
