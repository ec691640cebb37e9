/// The organisation and its boundary; one to a database.
public struct Workspace: Record {
    /// There is one workspace in a database, so its identifier says nothing.
    public struct ID: Hashable, Sendable { public init() {} }

    public var settings: Settings
    /// Paused: nothing new starts; what runs goes on and lands.
    public var isPaused: Bool
    /// How many times a server has started here; part of every lease.
    public var epoch: Int64

    public init(id: ID = ID()) {
        settings = Settings()
        isPaused = false
        epoch = 0
    }

    /// What can happen to the workspace.
    public enum Event: Hashable, Sendable, Codable {
        case configured(settings: Settings)
        case serverStarted(epoch: Int64)
        case paused(reason: String)
        case resumed
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .configured(let settings): self.settings = settings
        case .serverStarted(let epoch): self.epoch = epoch
        case .paused: isPaused = true
        case .resumed: isPaused = false
        }
    }
}

extension Workspace {
    /// What `skein.yaml` says of the whole workspace.
    public struct Settings: Hashable, Sendable, Codable {
        public var name: String
        /// Live runs at once, over all projects and agents.
        public var maxRuns: Int
        /// How much older a ticket must be to overtake one that is a priority level above it.
        public var ageing: Span
        public var retry: RetryPolicy
        /// How often a rejected or conflicting change goes back to its agent before a person is asked.
        public var maxReturns: Int
        public var retention: Retention

        public init(
            name: String = "workspace", maxRuns: Int = 4, ageing: Span = .hours(4),
            retry: RetryPolicy = RetryPolicy(), maxReturns: Int = 1, retention: Retention = Retention()
        ) {
            self.name = name
            self.maxRuns = maxRuns
            self.ageing = ageing
            self.retry = retry
            self.maxReturns = maxReturns
            self.retention = retention
        }
    }
}
