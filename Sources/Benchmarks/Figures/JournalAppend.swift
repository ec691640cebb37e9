import Domain
import Storage
import StorageSQLite

/// Journal entries a second in one stream of transactions of a thousand: the smallest events, so that it is the journal
/// that is measured.
func measureJournal(_ bench: Bench) async throws {
    let folder = try bench.scratch.folder("journal")
    let store = try await SQLiteStore(path: "\(folder)/skein.db")
    let batches = bench.count(20, quick: 2)
    let start = ContinuousClock.now
    for _ in 0..<batches {
        try await store.write { transaction in
            for _ in 0..<500 {
                try transaction.perform(
                    FreezeWorkspace(person: "bench", reason: "bench"), by: .person("bench"), at: .now)
                try transaction.perform(Thaw(), by: .person("bench"), at: .now)
            }
        }
    }
    let entries = batches * 1000
    let rate = Double(entries) / (ContinuousClock.now - start).seconds
    try store.close()
    try Figure("journal append", unit: "entries/s", value: rate, samples: entries).print()
}

/// Journal entries a second when the whole chain is checked and every record is folded anew.
func measureVerification(_ bench: Bench) async throws {
    let folder = try bench.scratch.folder("verify")
    try await bench.seeds.copy(tickets: bench.large, to: folder)
    let store = try await SQLiteStore(path: "\(folder)/skein.db")
    let start = ContinuousClock.now
    let verdict = try await store.read { try $0.verifyJournal() }
    let rate = Double(verdict.entries) / (ContinuousClock.now - start).seconds
    try store.close()
    guard verdict.faults.isEmpty else { throw BenchFailure("the journal is broken: \(verdict.faults)") }
    try Figure("journal verify", unit: "entries/s", value: rate, samples: Int(verdict.entries)).print()
}
