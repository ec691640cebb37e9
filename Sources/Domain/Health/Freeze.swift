/// Why nothing new starts in the workspace; what runs goes on and lands.
public struct Freeze: Hashable, Sendable, Codable {
    /// What made it so.
    public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        case person
        /// The server crashed again and again.
        case restartLoop = "restart_loop"
        /// The state is that of a backup, and maybe older than what the world saw.
        case restore
    }

    public var cause: Cause
    /// The person, or the part of the server.
    public var by: String
    public var reason: String
    public var since: Instant
    /// When it thaws by itself; nil: when a person says so.
    public var until: Instant?

    public init(cause: Cause, by: String, reason: String, since: Instant, until: Instant? = nil) {
        self.cause = cause
        self.by = by
        self.reason = reason
        self.since = since
        self.until = until
    }
}

/// A person stops starting anything. It holds over restarts of the server, until `Thaw`.
public struct FreezeWorkspace: Command {
    public let person: String
    public let reason: String
    /// Whether every live run is stopped too.
    public let stopsRuns: Bool

    public init(person: String, reason: String, stopsRuns: Bool = false) {
        self.person = person
        self.reason = reason
        self.stopsRuns = stopsRuns
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var workspace: Workspace
        public var live: [Run]

        public init(workspace: Workspace, live: [Run]) {
            self.workspace = workspace
            self.live = live
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        try reason.checkCharacters("reason")
        if reason.utf8.count > TicketLimits.title {
            throw .tooLong("reason", reason.utf8.count, limit: TicketLimits.title)
        }
        let freeze = Freeze(cause: .person, by: person, reason: reason, since: now)
        // A person's word lasts longer than a freeze that thaws by itself.
        let isFrozen = slice.workspace.condition.freeze?.cause == .person
        let stopped = stopsRuns ? slice.live.flatMap(stop) : []
        return (isFrozen ? [] : [.workspace(.frozen(freeze: freeze))]) + stopped
    }

    private func stop(_ run: Run) -> [Event] {
        switch run.state {
        case .starting, .running: [.run(run.id, .stopRequested(reason: .asked))]
        case .stopping, .ended: []
        }
    }
}

/// Undoes a freeze, whatever made it.
public struct Thaw: Command {
    public init() {}

    public func decide(_ workspace: Workspace, at now: Instant) -> [Event] {
        workspace.condition.freeze == nil ? [] : [.workspace(.thawed)]
    }
}

/// Undoes a freeze that was to last so long and no longer.
public struct ThawWhenDue: Command {
    public init() {}

    public func decide(_ workspace: Workspace, at now: Instant) -> [Event] {
        guard let until = workspace.condition.freeze?.until, until <= now else { return [] }
        return [.workspace(.thawed)]
    }
}
