/// How a run ended: what the shim wrote last, in `exit.json`.
public struct ProcessExit: Sendable, Equatable, Codable {
    /// Why the run ended.
    public enum Reason: String, Sendable, Codable {
        case exited, stopped, deadline
        case outputLimit = "output_limit"
        case failedToStart = "failed_to_start"
    }

    /// The exit status; nil when a signal ended the agent, or it never started.
    public var status: Int32?
    public var signal: Int32?
    public var reason: Reason
    /// Why the agent did not start.
    public var failure: String?
    /// Unix milliseconds.
    public var startedAt: Int64
    public var endedAt: Int64
    /// Processor time of the agent and all its descendants.
    public var userMs: Int64
    public var systemMs: Int64
    /// The largest resident size of any one process of the run.
    public var maxRssKb: Int64
    /// The sizes of the logs.
    public var stdoutBytes: Int64
    public var stderrBytes: Int64
    /// Output that is in no log: the disk refused it, or it was over the limit.
    public var lostBytes: Int64
    /// Descendants that were alive after the agent, or had to be killed with it.
    public var leftBehind: Int64
}

/// Who runs in a folder: what the shim wrote before the agent's program started, in `pid.json`.
public struct ProcessIDs: Sendable, Equatable, Codable {
    /// What the shim speaks; nil: a shim from before versions were told, which is 1.
    public var protocolVersion: Int?
    public var shim: Int32
    public var agent: Int32
    /// Unix milliseconds.
    public var startedAt: Int64
    /// When the agent started in clock ticks since boot: with the pid, an identity that is not used twice.
    public var agentStartTicks: Int64
    /// The boot and the pid namespace in which the numbers mean something.
    public var bootID: String
    public var pidNamespace: String

    private enum CodingKeys: String, CodingKey {
        case protocolVersion = "protocol"
        case shim, agent, startedAt, agentStartTicks, bootID, pidNamespace
    }
}

/// How this program and shims talk with each other: launch files, control lines, records.
public enum ShimProtocol {
    /// The newest version that this program speaks; it speaks all before it too.
    public static let version = 1
}
