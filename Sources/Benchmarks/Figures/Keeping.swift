import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite
import Synchronization
import Upkeep

/// A backup of a large board while others write, the check of it, and a restore into an empty workspace.
func measureBackup(_ bench: Bench) async throws {
    let state = try await Estate(bench.scratch.folder("backup"))
    try await bench.seeds.copy(tickets: bench.large, to: state.folder.path)
    let store = try await SQLiteStore(path: state.folder.database)
    let upkeep = StateUpkeep(state: state.folder, store: store, references: NoRepositories(), clock: SystemClock())
    let isOver = Mutex(false)
    async let writer = scribble(store) { isOver.withLock { $0 } }
    let start = ContinuousClock.now
    let backup = try await upkeep.backUp(to: nil)
    let seconds = (ContinuousClock.now - start).seconds
    isOver.withLock { $0 = true }
    let pauses = try await writer
    let size = "\(bench.large) tickets, \(backup.bytes >> 20) MiB"
    try Figure("backup, \(size)", unit: "s", value: seconds, samples: 1).print()
    try Figure("durable decision beside a backup", unit: "ms", pauses).print()
    try store.close()
    try await measureRestore(of: backup, size, bench)
}

private func measureRestore(of backup: Backup, _ size: String, _ bench: Bench) async throws {
    let checked = ContinuousClock.now
    let findings = try await StateCheck.verify(backup: backup.path).findings
    guard findings.isEmpty else { throw BenchFailure("the backup is damaged: \(findings)") }
    try Figure(
        "check of a backup, \(size)", unit: "s", value: (ContinuousClock.now - checked).seconds, samples: 1
    ).print()
    let other = try await Estate(bench.scratch.folder("restore"))
    let start = ContinuousClock.now
    let restore = Restore(backup.path, into: other.folder, references: NoRepositories(), person: "bench")
    _ = try await restore.run()
    try Figure("restore, \(size)", unit: "s", value: (ContinuousClock.now - start).seconds, samples: 1).print()
}

/// A journal of a million entries, nine tenths of it in archives: chain, fold, tables, pages.
func measureLongJournal(_ bench: Bench) async throws {
    let entries = bench.count(1_000_000, quick: 20_000)
    let state = try await Estate(bench.scratch.folder("long"))
    let store = try await SQLiteStore(path: state.folder.database)
    remark("writing \(entries) entries")
    for _ in 0..<(entries / 10_000) {
        try await store.write { transaction in
            for _ in 0..<5_000 {
                let freeze = FreezeWorkspace(person: "bench", reason: "bench")
                try transaction.perform(freeze, by: .person("bench"), at: .now)
                try transaction.perform(Thaw(), by: .person("bench"), at: .now)
            }
        }
    }
    let archived = ContinuousClock.now
    var count = 0
    while count < entries * 9 / 10 {
        let length = Retention.archiveLength
        let draft = try await store.read { try $0.dueArchive(before: .now, count: length) }
        guard let draft else { break }
        try Archives(state.folder).write(draft)
        try await store.write { try $0.moveToArchive(draft.archive) }
        count += length
    }
    let rate = Double(count) / (ContinuousClock.now - archived).seconds
    try Figure("journal archive", unit: "entries/s", value: rate, samples: count).print()
    try store.close()
    let start = ContinuousClock.now
    let verification = try await StateCheck(state.folder, NoRepositories()).verify()
    let seconds = (ContinuousClock.now - start).seconds
    guard verification.findings.isEmpty else { throw BenchFailure("it is damaged: \(verification.findings)") }
    try Figure("verify, \(verification.entries) entries", unit: "s", value: seconds, samples: 1).print()
}

/// The state folder of a workspace that nobody serves.
private struct Estate {
    let folder: StateFolder

    init(_ root: String) async throws {
        folder = StateFolder(path: "\(root)/.skein", root: root)
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    }
}

/// The seeded projects have no repositories.
private struct NoRepositories: ReferenceSite {
    func forgetChoices(in project: Project, after last: Ticket.ID) {}
    func faults(in project: Project, changes: [Change]) -> [Finding] { [] }
    func landed(in project: Project) -> [LandedCommit] { [] }
}

/// One durable decision after the other, until it is over; how long each took.
private func scribble(_ store: any Store, until isOver: @Sendable () -> Bool) async throws -> Samples {
    var samples = Samples()
    while !isOver() {
        try await samples.time {
            try await store.perform(FreezeWorkspace(person: "bench", reason: "bench"), by: .person("bench"), at: .now)
        }
        try await samples.time { try await store.perform(Thaw(), by: .person("bench"), at: .now) }
    }
    return samples
}
