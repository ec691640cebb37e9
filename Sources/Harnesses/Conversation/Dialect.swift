import Domain

/// Speaks the protocol of one kind of agent: a pure state machine between the agent's lines and our words.
///
/// It has no clock, no randomness and does no input or output: given the same opening, lines and calls in the same
/// order it gives the same effects. A server that comes back replays the run's log through it and goes on where the
/// one before was killed, so the lines that it sends must not depend on anything else.
package protocol Dialect: Sendable {
    /// Whether a turn runs or is about to.
    var isBusy: Bool { get }

    /// What is sent as soon as the process runs.
    mutating func begin() -> [Effect]

    /// A line that the agent wrote to its standard output, without its newline. Any bytes are bearable.
    mutating func receive(_ line: [UInt8], at now: Instant) -> [Effect]

    /// A word of a person: goes into the turn where the protocol can, else becomes the next turn. Reported as `said`
    /// when the agent takes it in.
    mutating func say(_ text: String) -> [Effect]

    /// Ends the turn that runs; the conversation stays usable.
    mutating func interrupt() -> [Effect]

    /// The answer to a request that it reported as `asked`, which is reported as `answered` then. One that is not open
    /// has no effect.
    mutating func answer(_ request: String, _ answer: AgentAnswer) -> [Effect]
}

/// A dialect whose agent has its client read and write files and run programs.
package protocol ServedDialect: Dialect {
    /// What the agent wanted done for it (`Effect.serve`) was done, or refused.
    mutating func served(_ call: String, _ result: ServiceResult) -> [Effect]
}

/// What a dialect wants done.
package enum Effect: Hashable, Sendable {
    case event(AgentEvent)
    /// A line for the agent's standard input, without its newline.
    case send([UInt8])
    /// A call back of the agent: its files or a terminal. Answered through `served`.
    case serve(call: String, ServiceCall)
}

/// What an agent may ask its client to do in the worktree.
package enum ServiceCall: Hashable, Sendable {
    /// `line` counts from 1; `limit` is a number of lines.
    case readFile(path: String, line: Int?, limit: Int?)
    case writeFile(path: String, content: String)
    case createTerminal(
        command: String, arguments: [String], environment: [String: String], folder: String?, limit: Int?)
    case terminalOutput(terminal: String)
    case waitForTerminal(terminal: String)
    case killTerminal(terminal: String)
    case releaseTerminal(terminal: String)
}

/// What came of a service call; kept with the conversation, because a replay cannot do it again.
package enum ServiceResult: Hashable, Sendable, Codable {
    case done
    case file(content: String)
    case terminal(id: String)
    case output(text: String, isCut: Bool, status: Int?, signal: String?)
    case exited(status: Int?, signal: String?)
    case refused(reason: String)
}
