/// A server begins to serve the workspace: a new epoch, so that leases of an older server are told apart.
public struct StartServer: Command {
    public init() {}

    public func decide(_ workspace: Workspace, at now: Instant) -> [Event] {
        [.workspace(.serverStarted(epoch: workspace.epoch + 1))]
    }
}
