/// When watchdogs and circuit breakers act: `health` in `skein.yaml`.
public struct HealthPolicy: Hashable, Sendable, Codable {
    public var startUp: Watch
    public var silence: Watch
    public var noProgress: Watch
    public var tool: Watch
    public var lease: Watch
    /// Percent of the disk in use at which nothing new starts.
    public var disk: Int
    /// How late the server may come to what it set itself, before that is noted.
    public var lag: Span
    /// How often processes are looked for that no live run owns, while runs live.
    public var sweep: Span
    /// Crashes of the server after which it starts nothing by itself.
    public var crashes: Limit
    /// Failed runs of an agent, or of a harness's account, after which nothing starts with it.
    public var failures: Limit
    /// Failed runs in a row that left a ticket's files as they were, after which it waits for a person.
    public var unchanged: Int
    /// Runs of one ticket within an hour, after which it waits for a person.
    public var startsPerHour: Int
    /// How often what an agent causes may come back to it, before a person is asked.
    public var rounds: Int

    public init(
        startUp: Watch = Watch(after: .minutes(5), action: .replace),
        silence: Watch = Watch(after: .minutes(10), action: .ask),
        noProgress: Watch = Watch(after: .minutes(20), action: .ask),
        tool: Watch = Watch(after: .minutes(20), action: .ask),
        lease: Watch = Watch(after: .minutes(10), action: .ask),
        disk: Int = 95, lag: Span = .seconds(1), sweep: Span = .minutes(10),
        crashes: Limit = Limit(count: 5, within: .minutes(10), quiet: .minutes(10)),
        failures: Limit = Limit(count: 10, within: .minutes(15), quiet: .minutes(5)),
        unchanged: Int = 3, startsPerHour: Int = 20, rounds: Int = 3
    ) {
        self.startUp = startUp
        self.silence = silence
        self.noProgress = noProgress
        self.tool = tool
        self.lease = lease
        self.disk = disk
        self.lag = lag
        self.sweep = sweep
        self.crashes = crashes
        self.failures = failures
        self.unchanged = unchanged
        self.startsPerHour = startsPerHour
        self.rounds = rounds
    }

    /// How patient a watchdog is, and how far it goes.
    public struct Watch: Hashable, Sendable, Codable {
        /// Until its first step, and from each step to the next.
        public var after: Span
        /// Its last step.
        public var action: Grade

        public init(after: Span, action: Grade) {
            self.after = after
            self.action = action
        }
    }

    /// So many within so long are too many; then comes a quiet time.
    public struct Limit: Hashable, Sendable, Codable {
        public var count: Int
        public var within: Span
        public var quiet: Span

        public init(count: Int, within: Span, quiet: Span) {
            self.count = count
            self.within = within
            self.quiet = quiet
        }
    }

    subscript(watchdog: Watchdog) -> Watch {
        switch watchdog {
        case .startUp: startUp
        case .silence: silence
        case .noProgress: noProgress
        case .tool: tool
        case .lease: lease
        }
    }
}
