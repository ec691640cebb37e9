/// How full the disk is that the workspace's state is on.
public struct DiskSpace: Hashable, Sendable {
    public let total: Int64
    /// Bytes that we may still write.
    public let free: Int64

    public init(total: Int64, free: Int64) {
        self.total = total
        self.free = free
    }

    /// Rounded down, so that 100 means that nothing is left.
    public var usedPercent: Int { total > 0 ? Int((total - free).bounded(times: 100) / total) : 0 }
}

/// The disk became too full to start anything, or has room again.
///
/// There is room again three percent below the threshold: at the threshold itself every file would turn it.
public struct RecordDisk: Command {
    public let usedPercent: Int

    public init(_ space: DiskSpace) {
        usedPercent = space.usedPercent
    }

    public func decide(_ workspace: Workspace, at now: Instant) -> [Event] {
        let limit = workspace.settings.health.disk
        switch workspace.condition.fullDisk {
        case nil: return usedPercent >= limit ? [.workspace(.diskFilled(usedPercent: usedPercent))] : []
        case .some: return usedPercent < max(limit - 3, 1) ? [.workspace(.diskFreed(usedPercent: usedPercent))] : []
        }
    }
}
