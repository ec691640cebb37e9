import Processes

/// What the server holds in memory and takes of a processor: idle, and with a hundred agents that each write a line a
/// second.
func measureServer(_ bench: Bench) async throws {
    // Waits on a pipe of its own instead of starting a `sleep` every second.
    let program = "exec 3<> <(:); while :; do echo still working; read -rt 1 -u 3; done"
    let agents = bench.count(100, quick: 5)
    let workspace = try await BenchWorkspace(in: bench.scratch, command: ["bash", "-c", program], maxRuns: agents)
    try await workspace.served { server in
        try Figure("server RSS after start", unit: "MiB", value: try server.use.resident, samples: 1).print()
        try await Task.sleep(for: .seconds(bench.count(10, quick: 1)))
        let idle = try server.use
        try Figure(
            "server RSS idle", unit: "MiB", value: idle.resident, samples: 1, aim: "< 60 MB"
        ).print()
        try Figure("server Pss idle", unit: "MiB", value: idle.proportional, samples: 1).print()
        try await printProcessorShare("server CPU idle", of: server, over: .seconds(bench.count(5, quick: 1)))
        let start = ContinuousClock.now
        try await server.start(agents)
        let rate = Double(agents) / (ContinuousClock.now - start).seconds
        try Figure("agents started a second, from tickets to running", unit: "1/s", value: rate, samples: agents)
            .print()
        try await printProcessorShare(
            "server CPU, \(agents) live agents", of: server, over: .seconds(bench.count(10, quick: 1)))
        try printMemory(agents, workspace, server)
    }
}

private func printMemory(_ agents: Int, _ workspace: BenchWorkspace, _ server: RunningServer) throws {
    let resident = try server.use.resident
    let shims = try workspace.processFolders.compactMap { try $0.processIDs() }
        .map { try ProcessUse($0.shim).proportional }.reduce(0, +)
    let aim = "server and shims ≤ 150 MB with 100 agents"
    try Figure("server RSS, \(agents) live agents", unit: "MiB", value: resident, samples: 1).print()
    try Figure("shims' Pss, \(agents) live agents", unit: "MiB", value: shims, samples: agents).print()
    try Figure(
        "beyond the agents, \(agents) live agents", unit: "MiB", value: resident + shims, samples: 1, aim: aim
    ).print()
}

private func printProcessorShare(_ name: String, of server: RunningServer, over span: Duration) async throws {
    let before = try server.use.processorTime
    try await Task.sleep(for: span)
    let share = (try server.use.processorTime - before) / span.seconds * 100
    try Figure(name, unit: "% of one core", value: share, samples: 1).print()
}

extension RunningServer {
    var use: ProcessUse {
        get throws { try ProcessUse(process.pid) }
    }
}
