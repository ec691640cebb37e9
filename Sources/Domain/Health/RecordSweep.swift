/// Processes of a run were found after its end, and killed.
public struct RecordSweep: Command {
    public let run: Run.ID
    public let processes: Int

    public init(run: Run.ID, processes: Int) {
        self.run = run
        self.processes = processes
    }

    public func decide(_ record: Run?, at now: Instant) throws(Rejection) -> [Event] {
        // A state folder that was copied here, or a database from a backup: they were killed all the same.
        guard record != nil, processes > 0 else { return [] }
        return [.run(run, .swept(processes: processes))]
    }
}
