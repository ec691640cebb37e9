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
        _ manifest: BackupManifest, step: @Sendable (String) throws -> Void
    ) async throws -> Report {
        let new = Swap.new(state)
        try DurableFiles.makeFolder(state.restore)
        try DurableFiles.makeFolder(new)
        try DurableFiles.makeFolder("\(new)/\(StateFolder.journalName)")
        try step("copy the archives")
        for name in DurableFiles.names(in: backup.journal) {
            try DurableFiles.copy("\(backup.journal)/\(name)", to: "\(new)/\(StateFolder.journalName)/\(name)")
        }
        try step("copy the database")
        let working = "\(state.restore)/working.db"
        try DurableFiles.copy(backup.database, to: working)
        let isWithConfiguration = try stageConfiguration()
        let (ended, landed) = try await settle(working, manifest)
        // The working copy has a write-ahead log; the copy of it is one file.
        try await SQLiteStore(path: working).copyAndClose(to: "\(new)/\(StateFolder.databaseName)")
        for path in ["\(new)/\(StateFolder.databaseName)", "\(new)/\(StateFolder.journalName)", new] {
            try DurableFiles.sync(path)
        }
        try step("decide")
        let plan = Swap.Plan(state, at: clock.now, isWithConfiguration: isWithConfiguration, only: nil)
        try DurableFiles.write(Array(try JSONEncoder().encode(plan)), to: Swap.ready(state))
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
            if name.hasPrefix("agents/") { try DurableFiles.makeFolder("\(folder)/agents") }
            try DurableFiles.copy("\(backup.configuration)/\(name)", to: "\(folder)/\(name)")
        }
        return true
    }

    /// Ends what lived in the backup, and looks what landed since.
    private func settle(
        _ database: String, _ manifest: BackupManifest
    ) async throws -> (ended: [String], landed: [LandedSince]) {
        let store = try await SQLiteStore(path: database)
        let (now, actor) = (clock.now, Actor.person(person))
        let takenAt = Instant(milliseconds: manifest.takenAt)
        try await store.perform(RestoreWorkspace(takenAt: takenAt), by: actor, at: now)
        let live = try await store.read { try $0.liveRuns() }
        for run in live {
            try await store.perform(
                EndRun(run: run.id, token: run.lease.token, result: .failed(.lost)), by: actor, at: now)
        }
        let landed = try await LandedSince.find(for: store, takenAt: takenAt, references)
        try store.close()
        return (live.map(\.id.description), landed)
    }
}

extension SQLiteStore {
    fileprivate func copyAndClose(to path: String) async throws {
        try await copy(to: path)
        try close()
    }
}
