/// How the workspace and its server fare.
public struct StatusBody: Codable, Hashable, Sendable {
    public var workspace: String
    /// Whether a server works on it: otherwise nothing starts or lands.
    public var isServed: Bool
    public var isFrozen: Bool
    /// What keeps anything at all from starting, and who can change that.
    public var obstacles: [ReasonBody]
    /// Circuit breakers that are not closed: what nothing starts with, and until when.
    public var breakers: [ReasonBody]
    /// How late the server came just now to what it had set itself, in milliseconds.
    public var lag: Int64
    public var liveRuns: Int
    public var openRequests: Int
    /// Tickets by state.
    public var counts: [String: Int]

    public init(
        workspace: String, isServed: Bool, isFrozen: Bool, obstacles: [ReasonBody], breakers: [ReasonBody],
        lag: Int64, liveRuns: Int, openRequests: Int, counts: [String: Int]
    ) {
        self.workspace = workspace
        self.isServed = isServed
        self.isFrozen = isFrozen
        self.obstacles = obstacles
        self.breakers = breakers
        self.lag = lag
        self.liveRuns = liveRuns
        self.openRequests = openRequests
        self.counts = counts
    }
}
