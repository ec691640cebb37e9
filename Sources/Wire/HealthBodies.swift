/// How the workspace and its server fare.
public struct StatusBody: Codable, Hashable, Sendable {
    public var workspace: String
    /// Whether a server works on it: otherwise nothing starts or lands.
    public var isServed: Bool
    public var isFrozen: Bool
    /// What keeps anything at all from starting, and who can change that.
    public var obstacles: [ReasonBody]
    public var liveRuns: Int
    public var openRequests: Int
    /// Tickets by state.
    public var counts: [String: Int]

    public init(
        workspace: String, isServed: Bool, isFrozen: Bool, obstacles: [ReasonBody], liveRuns: Int, openRequests: Int,
        counts: [String: Int]
    ) {
        self.workspace = workspace
        self.isServed = isServed
        self.isFrozen = isFrozen
        self.obstacles = obstacles
        self.liveRuns = liveRuns
        self.openRequests = openRequests
        self.counts = counts
    }
}
