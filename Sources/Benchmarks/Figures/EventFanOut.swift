import APIClient
import Synchronization
import Wire

/// From the request that comments on a ticket to the event at each of a hundred clients.
func measureEvents(_ bench: Bench) async throws {
    let clients = bench.count(100, quick: 5)
    let comments = bench.count(30, quick: 3)
    let workspace = try await BenchWorkspace(in: bench.scratch)
    try await workspace.fill(bench, tickets: 1_000)
    let samples = try await workspace.served { server in
        let board = try await server.board(limit: 1)
        let ticket = board.tickets[0].id
        let arrivals = Arrivals(after: board.revision)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<clients {
                group.addTask {
                    for try await event in server.client.events(after: board.revision) where event.name == "journal" {
                        arrivals.note(event)
                    }
                }
            }
            // The first comment waits until every client is connected.
            for number in 0...comments {
                arrivals.begin()
                let _: TicketBody = try await server.client.post(
                    "/api/v1/tickets/\(ticket)/comments", CommentRequestBody(text: "Comment \(number)"))
                try await eventually("event \(number) at all clients") { arrivals.last == clients ? () : nil }
            }
            group.cancelAll()
            return arrivals.samples(after: clients)
        }
    }
    try Figure("event to \(clients) clients", unit: "ms", samples).print()
}

/// When each event arrived at each client.
private final class Arrivals: Sendable {
    private struct State {
        var starts: [ContinuousClock.Instant] = []
        var counts: [Int] = []
        var samples = Samples()
    }

    private let first: Int64
    private let state = Mutex(State())

    init(after revision: Int64) {
        first = revision + 1
    }

    func begin() {
        state.withLock { state in
            state.starts.append(.now)
            state.counts.append(0)
        }
    }

    func note(_ event: ServerEvent) {
        let now = ContinuousClock.now
        guard let position = event.id.flatMap({ Int64($0) }) else { return }
        let index = Int(position - first)
        state.withLock { state in
            guard state.starts.indices.contains(index) else { return }
            state.counts[index] += 1
            state.samples.add((now - state.starts[index]).milliseconds)
        }
    }

    /// How many clients have the latest event.
    var last: Int { state.withLock { $0.counts.last ?? 0 } }

    /// All but the first `count`, which waited for connections.
    func samples(after count: Int) -> Samples {
        state.withLock { state in
            state.samples.values.dropFirst(count).reduce(into: Samples()) { $0.add($1) }
        }
    }
}
