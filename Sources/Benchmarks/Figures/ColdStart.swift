import Domain
import Storage
import StorageSQLite

/// From the start of `skein up` to its first answer, on an empty workspace and on a large board.
func measureColdStart(_ bench: Bench) async throws {
    for tickets in [0, bench.large] {
        let workspace = try await BenchWorkspace(in: bench.scratch)
        if tickets > 0 { try await workspace.fill(bench, tickets: tickets) }
        // The first start of all makes the state folder, or retires what the seed had configured.
        try await workspace.served { _ in }
        var samples = Samples()
        for _ in 0..<bench.count(10, quick: 2) {
            samples.add(try await workspace.served { $0.coldStart.milliseconds })
        }
        let board = tickets == 0 ? "empty workspace" : "\(tickets) tickets"
        try Figure("cold start to first answer, \(board)", unit: "ms", samples, aim: "p50 < 150 ms").print()
    }
}

extension BenchWorkspace {
    /// Gives the workspace a seeded board that is frozen, so that nothing starts.
    func fill(_ bench: Bench, tickets: Int) async throws {
        try await bench.seeds.copy(tickets: tickets, to: state)
        let store = try await SQLiteStore(path: "\(state)/skein.db")
        try await store.perform(FreezeWorkspace(person: "bench", reason: "bench"), by: .person("bench"), at: .now)
        try store.close()
    }
}
