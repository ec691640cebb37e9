/// The state is that of a backup from now on: nothing starts until a person has looked.
public struct RestoreWorkspace: Command {
    /// Why the state of a backup counts again.
    public enum Occasion: Sendable {
        case restore
        /// An upgrade that had migrated the database did not come up.
        case rollback
    }

    /// When the backup was taken.
    public let takenAt: Instant
    public let occasion: Occasion

    public init(takenAt: Instant, occasion: Occasion) {
        self.takenAt = takenAt
        self.occasion = occasion
    }

    /// - Parameter revision: where the backup's journal ends.
    public func decide(_ revision: Int64, at now: Instant) -> [Event] {
        let freeze = Freeze(cause: .restore, by: occasion.verb, reason: occasion.reason, since: now)
        return [.workspace(.restored(takenAt: takenAt, revision: revision)), .workspace(.frozen(freeze: freeze))]
    }
}

extension RestoreWorkspace.Occasion {
    fileprivate var verb: String {
        switch self {
        case .restore: "skein restore"
        case .rollback: "skein upgrade"
        }
    }

    fileprivate var reason: String {
        switch self {
        case .restore: "the state is that of a backup: look at what landed since"
        case .rollback: "the state is that of before an upgrade that failed: look at what landed meanwhile"
        }
    }
}
