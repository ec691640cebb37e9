import Domain
import Storage
import StorageSQLite

/// Finding the next ready ticket and claiming it, on boards of three sizes: it must not grow with the board.
func measureClaims(_ bench: Bench) async throws {
    for tickets in [1_000, 10_000, bench.large] {
        let folder = try bench.scratch.folder("claim")
        try await bench.seeds.copy(tickets: tickets, to: folder)
        let store = try await SQLiteStore(path: "\(folder)/skein.db")
        let claims = Claims(store: store)
        // Half of the capacity is taken, as in the middle of a day.
        for _ in 0..<SeededDatabases.maxRuns / 2 { _ = try await claims.claim() }
        var looks = Samples()
        var whole = Samples()
        for _ in 0..<bench.count(400, quick: 20) {
            let start = ContinuousClock.now
            let run = try await claims.claim { looks.add(($0 - start).milliseconds) }
            whole.add((ContinuousClock.now - start).milliseconds)
            try await claims.finish(run)
        }
        try store.close()
        let aim = tickets == 100_000 ? "p99 < 5 ms at 100,000 tickets" : nil
        try Figure("ready + claim, \(tickets) tickets", unit: "ms", whole, aim: aim).print()
        try Figure("ready only, \(tickets) tickets", unit: "ms", looks).print()
    }
}

/// Does what the reconciler of runs does, without processes.
private struct Claims {
    let store: SQLiteStore

    /// Starts the first ticket that may start; `found` is called when it is known which.
    func claim(found: (ContinuousClock.Instant) -> Void = { _ in }) async throws -> Run.ID {
        let now = Instant.now
        let live = try await store.read { transaction in
            try transaction.runsSnapshot(supervised: [], at: now)
        }
        let plan = reconcileRuns(live, at: now)
        found(.now)
        for case .start(let ticket) in plan.actions {
            let entries = try await store.perform(StartRun(ticket: ticket), by: .server("bench"), at: now)
            for case .run(let id, _) in entries.map(\.event) { return id }
        }
        throw BenchFailure("no ticket is ready")
    }

    func finish(_ id: Run.ID) async throws {
        guard let run = try await store.read({ try $0.run(id) }) else { throw BenchFailure("there is no \(id)") }
        try await store.perform(
            EndRun(run: id, token: run.lease.token, result: .nothingToDo(summary: "")),
            by: .agent(run.agent, run: id), at: .now)
    }
}
