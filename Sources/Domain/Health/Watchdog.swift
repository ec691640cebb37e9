/// What looks after live runs: each knows one way in which a run can stand still.
public enum Watchdog: String, Hashable, Sendable, Codable, CaseIterable {
    /// Its process runs and its agent has said nothing yet.
    case startUp = "start_up"
    /// No output.
    case silence
    /// The same tool calls again and again, and neither its files nor its ticket change.
    case noProgress = "no_progress"
    /// One tool call that does not end.
    case tool
    /// It holds its lease and has no process: it does not begin, does not end, or nobody has taken it over.
    case lease
}

/// What a watchdog does, from the mildest.
public enum Grade: String, Hashable, Sendable, Codable, CaseIterable {
    /// Writes down what it saw.
    case note
    /// Tells the agent.
    case nudge
    /// Ends the agent's turn and tells it what to look at.
    case interrupt
    /// Asks a person what to do, in the inbox.
    case ask
    /// Stops the run; the ticket waits for a person.
    case stop
    /// Stops the run and lets the next one begin, as the retry policy says.
    case replace

    /// The steps up to this one; an agent that cannot hear is told nothing.
    func ladder(of watchdog: Watchdog, converses: Bool) -> [Grade] {
        let words: [Grade] =
            switch watchdog {
            case .silence, .noProgress: [.nudge]
            case .startUp, .tool, .lease: []
            }
        let all: [Grade] =
            switch self {
            case .note: [.note]
            case .nudge: [.note, .nudge]
            case .interrupt, .ask, .stop, .replace: [.note] + words + [self]
            }
        return converses ? all : all.filter { $0 != .nudge && $0 != .interrupt }
    }
}
