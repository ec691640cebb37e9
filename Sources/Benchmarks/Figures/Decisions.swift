import Domain
import StorageSQLite

/// Tickets created a second, each durable before its caller goes on.
func measureDecisions(_ bench: Bench) async throws {
    for callers in [64, 1] {
        let folder = try bench.scratch.folder("decisions")
        try await bench.seeds.copy(tickets: 1_000, to: folder)
        let store = try await SQLiteStore(path: "\(folder)/skein.db")
        let start = ContinuousClock.now
        let end = start + .milliseconds(bench.count(4000, quick: 300))
        let samples = try await withThrowingTaskGroup(of: Samples.self) { group in
            for caller in 0..<callers {
                group.addTask { try await createTickets(in: store, until: end, caller) }
            }
            return try await group.reduce(into: Samples()) { $0.add($1) }
        }
        let rate = Double(samples.count) / (ContinuousClock.now - start).seconds
        try store.close()
        try Figure("durable decisions a second, \(callers) callers", unit: "ms", samples, rate: rate).print()
    }
}

private func createTickets(
    in store: SQLiteStore, until end: ContinuousClock.Instant, _ caller: Int
) async throws -> Samples {
    var samples = Samples()
    let content = Ticket.Content(title: "Ticket of caller \(caller)", body: "A body.", project: Project.ID(name: "p0"))
    while ContinuousClock.now < end {
        try await samples.time {
            try await store.perform(CreateTicket(content: content), by: .person("bench"), at: .now)
        }
    }
    return samples
}
