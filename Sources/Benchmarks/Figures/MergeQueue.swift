import Wire

/// Changes landed a minute with a gate that does nothing: from the instant at which all agents finish together until
/// the last change has landed, the collection of their work included.
func measureMergeQueue(_ bench: Bench) async throws {
    let changes = bench.count(50, quick: 4)
    let program = """
        echo "$SKEIN_TICKET" > "$SKEIN_TICKET.txt"; until test -e "$SKEIN_RUN_FOLDER/../../go"; do sleep 0.2; done
        """
    let workspace = try await BenchWorkspace(in: bench.scratch, command: ["sh", "-c", program], maxRuns: changes)
    let span = try await workspace.served { server in
        for number in 0..<changes { _ = try await server.create("Ticket \(number)") }
        try await eventually("\(changes) live agents", within: .seconds(60), every: .milliseconds(100)) {
            try await server.board(limit: 1).runs.count { $0.state == "running" } == changes ? () : nil
        }
        let start = ContinuousClock.now
        try writeText("", to: "\(workspace.state)/go")
        try await eventually("\(changes) landed changes", within: .seconds(120), every: .milliseconds(50)) {
            try await server.board(limit: 1).counts["done"] == changes ? () : nil
        }
        return ContinuousClock.now - start
    }
    let rate = Double(changes) / span.seconds * 60
    try Figure("changes landed a minute", unit: "1/min", value: rate, samples: changes).print()
}
