/// The organisation and its boundary; one to a database.
public struct Workspace: Record {
    /// There is one workspace in a database, so its identifier says nothing.
    public struct ID: Hashable, Sendable { public init() {} }

    public var settings: Settings
    /// How many times a server has started here; part of every lease.
    public var epoch: Int64
    public var condition: Condition

    public init(id: ID = ID()) {
        settings = Settings()
        epoch = 0
        condition = Condition()
    }

    /// What can happen to the workspace.
    public enum Event: Hashable, Sendable, Codable {
        case configured(settings: Settings)
        case serverStarted(epoch: Int64, isAfterCrash: Bool)
        case serverStopped
        case frozen(freeze: Freeze)
        case thawed
        case diskFilled(usedPercent: Int)
        case diskFreed(usedPercent: Int)
        /// A circuit breaker is in another state.
        case breakerTurned(breaker: Breaker)
        /// The server came so late to what it had set itself.
        case lagged(by: Span)
        /// The state is that of a backup, taken at `takenAt` when the journal ended at `revision`.
        case restored(takenAt: Instant, revision: Int64)
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .configured(let settings): self.settings = settings
        case .serverStarted(let epoch, let isAfterCrash):
            self.epoch = epoch
            condition.isServed = true
            if isAfterCrash { condition.addCrash(at: now, within: settings.health.crashes) }
        case .serverStopped: condition.isServed = false
        case .frozen(let freeze): condition.freeze = freeze
        case .thawed:
            condition.freeze = nil
            condition.crashes = []
        case .diskFilled(let percent): condition.fullDisk = percent
        case .diskFreed: condition.fullDisk = nil
        case .breakerTurned(let breaker): condition.turn(breaker)
        case .lagged: condition.laggedAt = now
        // No lease that was given before may pass for one of this server.
        // The server that served when the backup was taken did not crash.
        case .restored:
            epoch += 1
            condition.isServed = false
            condition.crashes = []
        }
    }

    /// What keeps anything from starting, and how the servers fared.
    public struct Condition: Hashable, Sendable, Codable {
        /// Frozen: nothing new starts; what runs goes on and lands.
        public var freeze: Freeze?
        /// Percent of the disk that was in use when it became too full; nil while there is room.
        public var fullDisk: Int?
        /// Whether a server has started and not said that it ended.
        public var isServed = false
        /// When servers were found to have crashed, as far as the limit asks.
        public var crashes: [Instant] = []
        /// Circuit breakers that opened once, each with the state it is in.
        public var breakers: [Breaker] = []
        /// When it was last noted that the server lags.
        public var laggedAt: Instant?

        public init() {}

        fileprivate mutating func addCrash(at now: Instant, within limit: HealthPolicy.Limit) {
            crashes = (crashes + [now]).filter { $0 + limit.within > now }.suffix(limit.count)
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
        public var health: HealthPolicy
        public var retention: Retention

        public init(
            name: String = "workspace", maxRuns: Int = 4, ageing: Span = .hours(4),
            retry: RetryPolicy = RetryPolicy(), maxReturns: Int = 1, health: HealthPolicy = HealthPolicy(),
            retention: Retention = Retention()
        ) {
            self.name = name
            self.maxRuns = maxRuns
            self.ageing = ageing
            self.retry = retry
            self.maxReturns = maxReturns
            self.health = health
            self.retention = retention
        }

        /// What an older version did not know has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decode(String.self, forKey: .name)
            maxRuns = try values.decode(Int.self, forKey: .maxRuns)
            ageing = try values.decode(Span.self, forKey: .ageing)
            retry = try values.decode(RetryPolicy.self, forKey: .retry)
            maxReturns = try values.decode(Int.self, forKey: .maxReturns)
            health = try values.decodeIfPresent(HealthPolicy.self, forKey: .health) ?? HealthPolicy()
            retention = try values.decodeIfPresent(Retention.self, forKey: .retention) ?? Retention()
        }
    }
}
