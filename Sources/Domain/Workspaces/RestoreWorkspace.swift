/// The state is that of a backup from now on: nothing starts until a person has looked.
public struct RestoreWorkspace: Command {
    /// When the backup was taken.
    public let takenAt: Instant

    public init(takenAt: Instant) {
        self.takenAt = takenAt
    }

    /// - Parameter revision: where the backup's journal ends.
    public func decide(_ revision: Int64, at now: Instant) -> [Event] {
        let freeze = Freeze(
            cause: .restore, by: "skein restore", reason: "the state is that of a backup: look at what landed since",
            since: now)
        return [.workspace(.restored(takenAt: takenAt, revision: revision)), .workspace(.frozen(freeze: freeze))]
    }
}
