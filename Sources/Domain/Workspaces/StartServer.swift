/// A server begins to serve the workspace: a new epoch, so that leases of an older server are told apart.
///
/// When the one before never said that it ended, it crashed. After too many crashes the workspace is frozen, so that
/// what crashes it cannot do so for ever: the server adopts, finishes and shows, but starts nothing new.
public struct StartServer: Command {
    public init() {}

    public func decide(_ workspace: Workspace, at now: Instant) -> [Event] {
        let isAfterCrash = workspace.condition.isServed
        let started = Event.workspace(.serverStarted(epoch: workspace.epoch + 1, isAfterCrash: isAfterCrash))
        let limit = workspace.settings.health.crashes
        let crashes = workspace.condition.crashes.count { $0 + limit.within > now } + 1
        // A freeze that only a person ends is not made one that ends by itself.
        let frozen = workspace.condition.freeze?.cause
        guard isAfterCrash, crashes >= limit.count, frozen == nil || frozen == .restartLoop else { return [started] }
        let reason = "the server crashed \(crashes) times within \(limit.within)"
        let freeze = Freeze(
            cause: .restartLoop, by: "the server", reason: reason, since: now, until: now + limit.quiet)
        return [started, .workspace(.frozen(freeze: freeze))]
    }
}

/// A server ends as it was told to: what comes next is no crash.
public struct StopServer: Command {
    public let epoch: Int64

    public init(epoch: Int64) {
        self.epoch = epoch
    }

    public func decide(_ workspace: Workspace, at now: Instant) -> [Event] {
        workspace.epoch == epoch && workspace.condition.isServed ? [.workspace(.serverStopped)] : []
    }
}
