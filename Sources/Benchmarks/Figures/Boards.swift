import APIClient
import Wire

/// `GET /api/v1/board` on a small and on a large board, a connection for each call.
func measureBoard(_ bench: Bench) async throws {
    for tickets in [1_000, bench.large] {
        let workspace = try await BenchWorkspace(in: bench.scratch)
        try await workspace.fill(bench, tickets: tickets)
        let samples = try await workspace.served { server in
            var samples = Samples()
            _ = try await server.board()
            for _ in 0..<bench.count(60, quick: 5) {
                try await samples.time { _ = try await server.board() }
            }
            return samples
        }
        try Figure("board, \(tickets) tickets", unit: "ms", samples).print()
    }
}

/// Why a ticket waits: asked over HTTP, and by the command `skein why`.
func measureWhy(_ bench: Bench) async throws {
    let workspace = try await BenchWorkspace(in: bench.scratch)
    try await workspace.fill(bench, tickets: bench.large)
    let program = try builtProgram("skein")
    let samples = try await workspace.served { server in
        var asked = Samples()
        var typed = Samples()
        for number in 1...bench.count(100, quick: 5) {
            try await asked.time {
                let _: WhyBody = try await server.client.get("/api/v1/tickets/T-\(number * 10)/why")
            }
        }
        for number in 1...bench.count(20, quick: 2) {
            let arguments = ["why", "T-\(number * 10)", "--workspace", workspace.root]
            try await typed.time { try await execute(program, arguments, log: workspace.log) }
        }
        return (asked, typed)
    }
    try Figure("why over HTTP, \(bench.large) tickets", unit: "ms", samples.0).print()
    try Figure("`skein why`, \(bench.large) tickets", unit: "ms", samples.1).print()
}
