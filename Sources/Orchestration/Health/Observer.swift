import Domain

/// What watchdogs see of the machine and of the runs: the port that looks and changes nothing, but for the sweep.
public protocol Observer: Sendable {
    /// The disk that the workspace's state is on; nil when it cannot be told.
    func disk() -> DiskSpace?

    /// What the run's logs show now, without its files.
    func pulse(of run: Run) async -> Pulse

    /// The content of the run's files as one name; nil when it cannot be told.
    func tree(of run: Run) async -> String?

    /// Saves what is seen of the run, for whoever asks later. Safe to repeat.
    ///
    /// - Returns: the file, below the state folder; nil when it could not be written.
    func keep(_ alarm: Alarm, about run: Run) async -> String?

    /// Kills the processes of this workspace's runs, but of those in `live`.
    ///
    /// - Returns: how many of each run's were killed.
    func sweep(sparing live: Set<Run.ID>) async -> [Run.ID: Int]
}
