/// Something that is measured; it yields one figure or a few that belong together.
struct Measurement: Sendable {
    let name: String
    let run: @Sendable (Bench) async throws -> Void

    /// In the order in which they run: what needs a quiet machine first.
    static let all = [
        Measurement(name: "disk", run: measureDisk),
        Measurement(name: "git", run: measureGit),
        Measurement(name: "decisions", run: measureDecisions),
        Measurement(name: "journal", run: measureJournal),
        Measurement(name: "spawn", run: measureSpawns),
        Measurement(name: "shim-memory", run: measureShimMemory),
        Measurement(name: "cold-start", run: measureColdStart),
        Measurement(name: "create-to-start", run: measureCreateToStart),
        Measurement(name: "server", run: measureServer),
        Measurement(name: "restart", run: measureRestart),
        Measurement(name: "crowd", run: measureCrowd),
        Measurement(name: "merge-queue", run: measureMergeQueue),
        Measurement(name: "rescue", run: measureRescues),
        Measurement(name: "claim", run: measureClaims),
        Measurement(name: "board", run: measureBoard),
        Measurement(name: "events", run: measureEvents),
        Measurement(name: "why", run: measureWhy),
        Measurement(name: "search", run: measureSearch),
        Measurement(name: "verify", run: measureVerification),
        Measurement(name: "backup", run: measureBackup),
        Measurement(name: "long-journal", run: measureLongJournal),
    ]
}
