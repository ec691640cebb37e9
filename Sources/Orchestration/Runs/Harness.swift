import Domain

/// Is told what a run is doing, and may say something to its agent at once, such as an answer given long ago.
public typealias Report = @Sendable (RunReport) async throws -> AgentControl?

/// Drives an agent's process: the port that every kind of agent implements.
public protocol Harness: Sendable {
    /// What this harness can do, each "no" with its reason.
    var capabilities: [Capability] { get }

    /// Starts the process in the prepared worktree. Safe to repeat: a process that runs or has ended is left alone.
    ///
    /// - Throws: `WorldFailure`: a person has to mend something.
    func start(_ assignment: Assignment) async throws

    /// Whether `start` succeeded for this run before, in this server's life or an earlier one's.
    func hasStarted(_ assignment: Assignment) -> Bool

    /// Returns when the process has ended. Cancelling detaches and leaves the process alone.
    ///
    /// - Parameter report: told of everything that the agent does; after a restart also of what was told before.
    func follow(
        _ assignment: Assignment, report: @escaping Report
    ) async throws -> Ending

    /// Asks the process to end, then ends it. Safe to repeat.
    func stop(_ assignment: Assignment) async
}

/// A harness whose agents can be talked to while they work.
public protocol ConversingHarness: Harness {
    /// Says something to a run that this server follows.
    ///
    /// - Returns: whether a turn ran or was about to.
    /// - Throws: `WorldFailure` when nothing can be said to it, with the reason.
    func tell(_ run: Run.ID, _ control: AgentControl) async throws -> Bool

    /// Asks a copy of the run's session, which stays as it is; the copy may change nothing.
    ///
    /// - Throws: `WorldFailure` when there is no session to ask, or no answer comes.
    func ask(_ assignment: Assignment, _ question: String) async throws -> String
}

/// What a run is doing.
public enum RunReport: Hashable, Sendable {
    /// Its logs grew.
    case output
    case event(AgentEvent)
}

/// One thing that a harness can or cannot do.
public struct Capability: Hashable, Sendable {
    public let name: String
    public let isSupported: Bool
    public let reason: String

    public init(_ name: String, isSupported: Bool, reason: String) {
        self.name = name
        self.isSupported = isSupported
        self.reason = reason
    }
}

/// The world did not do what was asked of it; the sentence says what and what a person can do.
public struct WorldFailure: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ sentence: String) {
        description = sentence
    }
}

/// How a process ended, in the harness's words translated to ours.
public enum Ending: Hashable, Sendable {
    /// It ended well; whether it did anything, its worktree shows.
    case finished(summary: String)
    /// It ended well and says that nothing had to be changed.
    case nothingToDo(summary: String)
    /// It waits for somebody.
    case blocked(reason: String)
    case failed(Run.Failure)
    case stopped
}
