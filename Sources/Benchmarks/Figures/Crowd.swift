import APIClient
import Foundation
import Glibc
import Processes
import Synchronization
import Wire

/// A thousand agents at once, each of which writes a line a second: no line is lost, how late each is at a client that
/// follows the events, and what memory all of it takes.
func measureCrowd(_ bench: Bench) async throws {
    let agents = bench.count(1000, quick: 5)
    let program = """
        exec 3<> <(:); n=0; while :; do echo "$EPOCHREALTIME $n"; n=$((n+1)); read -rt 1 -u 3; done
        """
    let workspace = try await BenchWorkspace(
        in: bench.scratch, command: ["bash", "-c", program], maxRuns: agents, timeLimit: "10m")
    try await workspace.served { server in
        let began = ContinuousClock.now
        try await server.start(agents, within: .seconds(300))
        let rate = Double(agents) / (ContinuousClock.now - began).seconds
        try Figure("\(agents) agents started a second", unit: "1/s", value: rate, samples: agents).print()
        let lines = try await watch(server, for: .seconds(bench.count(20, quick: 3)))
        try Figure("agent's line to client, \(agents) agents", unit: "ms", lines.lags).print()
        try printMemory(agents, workspace, server)
        try checkLogs(workspace, against: lines.seen, agents)
    }
}

/// The lines that a client saw, by run, and how late each was in milliseconds.
private struct SeenLines {
    var seen: [String: Set<Int>] = [:]
    var lags = Samples()

    /// `lines` are the run's last ones, most of them seen before.
    mutating func note(_ body: OutputBody, at now: Double) {
        for line in body.lines {
            let words = line.split(separator: " ")
            guard words.count == 2, let written = Double(words[0]), let number = Int(words[1]) else { continue }
            let isFirst = seen[body.run] == nil
            // What was written before the client came tells nothing of lag.
            if seen[body.run, default: []].insert(number).inserted, !isFirst { lags.add((now - written) * 1000) }
        }
    }
}

/// A client that follows the events.
private final class Onlooker: Sendable {
    let lines = Mutex(SeenLines())
}

private func watch(_ server: RunningServer, for span: Duration) async throws -> SeenLines {
    let client = Onlooker()
    let revision = try await server.board(limit: 1).revision
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            for try await event in server.client.events(after: revision) where event.name == "output" {
                let now = Double(wallNanoseconds()) / 1e9
                let body = try JSONDecoder().decode(OutputBody.self, from: Data(event.data.utf8))
                client.lines.withLock { $0.note(body, at: now) }
            }
        }
        try await Task.sleep(for: span)
        group.cancelAll()
    }
    return client.lines.withLock { $0 }
}

private func printMemory(_ agents: Int, _ workspace: BenchWorkspace, _ server: RunningServer) throws {
    let processes = try workspace.processFolders.compactMap { try $0.processIDs() }
    let shims = try processes.map { try ProcessUse($0.shim).proportional }.reduce(0, +)
    let programs = try processes.map { try ProcessUse($0.agent).proportional }.reduce(0, +)
    try Figure("server RSS, \(agents) agents that stream", unit: "MiB", value: server.use.resident, samples: 1).print()
    try Figure("shims' Pss, \(agents) agents that stream", unit: "MiB", value: shims, samples: agents).print()
    try Figure("agents' own Pss, \(agents) that stream", unit: "MiB", value: programs, samples: agents).print()
}

/// Every log counts without a gap, and the client saw each line between the first and the last that it saw.
private func checkLogs(_ workspace: BenchWorkspace, against seen: [String: Set<Int>], _ agents: Int) throws {
    var lost = 0
    for folder in try workspace.processFolders {
        let log = try String(contentsOfFile: folder.stdoutLog, encoding: .utf8)
        let numbers = log.split(separator: "\n").compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        lost += (numbers.last ?? -1) + 1 - numbers.count
    }
    let missed = seen.values.reduce(0) { $0 + $1.max()! - $1.min()! + 1 - $1.count }
    guard seen.count == agents else { throw BenchFailure("a client saw lines of \(seen.count) agents of \(agents)") }
    try Figure("lines missing in logs", unit: "lines", value: Double(lost), samples: agents, aim: "0").print()
    try Figure("lines that a client missed", unit: "lines", value: Double(missed), samples: agents, aim: "0").print()
}
