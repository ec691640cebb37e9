extension Run {
    /// How a run ended.
    public enum Outcome: Hashable, Sendable, Codable {
        case succeeded(summary: String)
        case failed(Failure)
        case cancelled

        public var word: String {
            switch self {
            case .succeeded: "succeeded"
            case .failed: "failed"
            case .cancelled: "cancelled"
            }
        }
    }

    /// Why a run failed; the retry policy decides on it.
    public enum Failure: Hashable, Sendable, Codable {
        /// The program or the worktree could not be started at all.
        case cannotStart(String)
        case exitStatus(Int)
        case killed(signal: Int)
        case timedOut
        case outputLimit
        /// Exit status 0, but nothing was changed and the agent did not say that nothing had to be.
        case noChange
        /// The result file is not what the harness describes, or the worktree cannot be read.
        case badResult(String)
        /// The agent itself said that it could not do it.
        case reported(String)
        /// Its harness says what kept it from going on.
        case agent(AgentFailure)
        /// A watchdog found it standing still, and it was stopped.
        case stalled(String)
        /// The process and its shim are gone without an exit record.
        case lost

        /// One sentence, for people.
        public var sentence: String {
            switch self {
            case .cannotStart(let why): "could not start: \(why)"
            case .exitStatus(let status): "exited with status \(status)"
            case .killed(let signal): "was killed by signal \(signal)"
            case .timedOut: "ran out of time"
            case .outputLimit: "wrote more output than is allowed"
            case .noChange: "exited with success but changed nothing"
            case .badResult(let why): "left something that cannot be taken over: \(why)"
            case .reported(let why): "gave up: \(why)"
            case .agent(let failure): failure.sentence
            case .stalled(let seen): "stood still: it \(seen)"
            case .lost: "vanished: its process ended without a record"
            }
        }
    }

    /// Why a live run is being stopped.
    public enum StopReason: String, Hashable, Sendable, Codable, CaseIterable {
        case cancelled
        /// A person stopped the run and not its ticket.
        case asked
        /// It stood still; its ticket waits for a person.
        case stalled
        /// It stood still; its ticket is tried again.
        case replaced
    }
}
