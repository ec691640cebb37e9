import Domain
import Foundation
import Orchestration
import Processes
import Storage
import StorageSQLite

/// Takes a migration back: the database is the backup's again, and agents go on.
///
/// Unlike a restore it follows the backup within moments, so runs that lived then may live still and are taken over.
/// What the program that failed has landed meanwhile is on the target all the same: the workspace is frozen until a
/// person has looked. Runs that the backup does not know are stopped, and their folders moved aside.
public struct Rollback: Sendable {
    /// What a rollback did, and what a person should know of it.
    public struct Report: Codable, Sendable {
        /// Where the state is that was given up.
        public var aside: String?
        public var landedSince: [LandedSince] = []
        /// Whether nothing starts before a person thaws. Not when the backup is of an older schema than ours: the older
        /// program could not read what we write.
        public var isFrozen = false
    }

    private let state: StateFolder
    private let references: any ReferenceSite
    private let person: String
    private let clock: any WallClock

    public init(
        _ state: StateFolder, references: any ReferenceSite, person: String, clock: any WallClock = SystemClock()
    ) {
        self.state = state
        self.references = references
        self.person = person
        self.clock = clock
    }

    /// The schema's version in the database now.
    public static func schema(of state: StateFolder) async throws -> Int64 {
        try await SQLiteFile.read(state.database) { try $0.rows("PRAGMA user_version", [])[0].integer(0) }
    }

    /// The backup that was taken last before a migration; nil when there is none since `instant`.
    public static func backup(of state: StateFolder, since instant: Instant) throws -> String? {
        try StateUpkeep.automaticBackups(state).last { $0.takenAt >= instant.milliseconds }.map {
            "\(state.backups)/\($0.name)"
        }
    }

    public func run(to path: String) async throws -> Report {
        let backup = BackupFolder(path: path)
        let manifest = try backup.manifest()
        let known = try await SQLiteFile.read(backup.database) { try Facts($0).runs }
        let strange = DurableFiles.names(in: state.runs).filter { !known.contains($0) }
        try await Restore.stopAgents(state, among: strange)
        let gates = try await stopGates()
        var report = Report()
        let staging = Staging(backup: backup, state: state)
        if manifest.schema == Schema.version {
            report.landedSince = try await staging.lay { try await settle($0, Instant(milliseconds: manifest.takenAt)) }
            report.isFrozen = true
        } else {
            try staging.layUntouched()
        }
        let moved = strange.map { "runs/\($0)" } + gates
        try staging.decide(Swap.Plan(state, at: clock.now, isWithConfiguration: false, only: moved))
        report.aside = try Swap.finish(state)
        return report
    }

    private func settle(_ store: SQLiteStore, _ takenAt: Instant) async throws -> [LandedSince] {
        let command = RestoreWorkspace(takenAt: takenAt, occasion: .rollback)
        try await store.perform(command, by: .person(person), at: clock.now)
        return try await LandedSince.find(for: store, takenAt: takenAt, references)
    }

    /// Ends the gates that run: what they tell is of changes that may be others now.
    ///
    /// - Returns: the folders of what gates told, below `.skein`.
    private func stopGates() async throws -> [String] {
        let paths = DurableFiles.names(in: "\(state.path)/gates").map { "gates/\($0)/runs" }
        for path in paths {
            for name in DurableFiles.names(in: "\(state.path)/\(path)") {
                try await RunFolder("\(state.path)/\(path)/\(name)").endNow()
            }
        }
        return paths
    }
}

extension RunFolder {
    /// Asks what runs there to end, and returns when it has.
    func endNow() async throws {
        guard isAlive else { return }
        try await stop(grace: .seconds(5))
        while isAlive { try await Task.sleep(for: .milliseconds(50)) }
    }
}
