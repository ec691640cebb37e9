import Domain
import Foundation
import Orchestration
import Processes
import Storage
import StorageSQLite

/// Makes the state of a backup the present one.
///
/// What lived in the backup lives no more: its live runs are ended as lost, which makes their leases stale, the epoch
/// goes on, and the workspace is paused until a person has seen what landed since. Whoever uses it holds the lock.
public struct Restore: Sendable {
    /// What a restore did, and what a person should know of it.
    public struct Report: Codable, Sendable {
        public var backup: String
        public var revision: Int64
        /// Unix milliseconds.
        public var takenAt: Int64
        /// Where the state from before is; nil when there was none.
        public var aside: String?
        /// Runs that were live in the backup.
        public var endedRuns: [String]
        /// Changes that landed after the backup was taken: the restored state does not know of it.
        public var landedSince: [LandedSince]
        /// Whether `skein.yaml` and `agents` came from the backup.
        public var isWithConfiguration: Bool
    }

    private let backup: BackupFolder
    private let state: StateFolder
    private let references: any ReferenceSite
    private let person: String
    private let clock: any WallClock

    public init(
        _ backup: String, into state: StateFolder, references: any ReferenceSite, person: String,
        clock: any WallClock = SystemClock()
    ) {
        self.backup = BackupFolder(path: backup)
        self.state = state
        self.references = references
        self.person = person
        self.clock = clock
    }

    /// Agents that work here now: they must end before their folders are moved away.
    public static func agentsAtWork(_ state: StateFolder) -> [String] {
        DurableFiles.names(in: state.runs).filter { RunFolder("\(state.runs)/\($0)/process").isAlive }
    }

    /// Asks the agents that work here to end, and returns when they have.
    public static func stopAgents(_ state: StateFolder, among runs: [String]? = nil) async throws {
        for run in agentsAtWork(state) where runs?.contains(run) ?? true {
            try await RunFolder("\(state.runs)/\(run)/process").endNow()
        }
    }

    /// Restores; when this throws, the present state is what it was.
    public func run() async throws -> Report { try await run { _ in } }

    func run(step: @escaping @Sendable (String) throws -> Void) async throws -> Report {
        try Swap.finish(state)
        try step("check the backup")
        let manifest = try backup.manifest()
        let verification = try await StateCheck.verify(backup: backup.path)
        if let first = verification.findings.first {
            throw WorldFailure("The backup \(backup.path) is damaged: \(first.fault) Use another one.")
        }
        var report = try await stage(manifest, step: step)
        report.aside = try Swap(state, step: step).finish()
        return report
    }

    /// Lays the new state ready; the last file that is written decides.
    private func stage(
        _ manifest: BackupManifest, step: @escaping @Sendable (String) throws -> Void
    ) async throws -> Report {
        let staging = Staging(backup: backup, state: state, step: step)
        let (ended, landed) = try await staging.lay { try await settle($0, manifest) }
        let isWithConfiguration = try stageConfiguration()
        try staging.decide(
            Swap.Plan(state, at: clock.now, isWithConfiguration: isWithConfiguration, only: nil))
        return Report(
            backup: backup.path, revision: manifest.revision, takenAt: manifest.takenAt, aside: nil,
            endedRuns: ended, landedSince: landed, isWithConfiguration: isWithConfiguration)
    }

    private func stageConfiguration() throws -> Bool {
        // The files are the person's own, often in git: those that are there stay.
        guard !DurableFiles.exists("\(state.root)/skein.yaml"),
            DurableFiles.exists("\(backup.configuration)/skein.yaml")
        else { return false }
        let folder = Swap.configuration(state)
        try DurableFiles.makeFolder(folder)
        for name in DurableFiles.files(below: backup.configuration) {
            try DurableFiles.makeFolders(of: name, in: folder)
            try DurableFiles.copy("\(backup.configuration)/\(name)", to: "\(folder)/\(name)")
        }
        return true
    }

    /// Ends what lived in the backup, and looks what landed since.
    private func settle(
        _ store: SQLiteStore, _ manifest: BackupManifest
    ) async throws -> (ended: [String], landed: [LandedSince]) {
        let (now, actor) = (clock.now, Actor.person(person))
        let takenAt = Instant(milliseconds: manifest.takenAt)
        try await store.perform(RestoreWorkspace(takenAt: takenAt, occasion: .restore), by: actor, at: now)
        let live = try await store.read { try $0.liveRuns() }
        for run in live {
            try await store.perform(
                EndRun(run: run.id, token: run.lease.token, result: .failed(.lost)), by: actor, at: now)
        }
        // Conversations and notes may not be those that the backup's index knows.
        try await store.write { try $0.rebuildSearch() }
        let landed = try await LandedSince.find(for: store, takenAt: takenAt, references)
        try await references.forgetChoices(unknownTo: store)
        return (live.map(\.id.description), landed)
    }
}
