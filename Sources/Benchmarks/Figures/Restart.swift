import APIClient
import Foundation
import Glibc
import Processes
import Wire

/// A server that is killed while a hundred agents work: until the next one has taken all of them over.
func measureRestart(_ bench: Bench) async throws {
    let agents = bench.count(100, quick: 5)
    let program = "exec 3<> <(:); while :; do echo still working; read -rt 1 -u 3; done"
    let workspace = try await BenchWorkspace(in: bench.scratch, command: ["bash", "-c", program], maxRuns: agents)
    let first = try await RunningServer(workspace)
    try await first.start(agents)
    let before = try workspace.processFolders.compactMap { try $0.processIDs() }.sorted { $0.agent < $1.agent }
    let revision = try await first.board(limit: 1).revision
    kill(first.process.pid, SIGKILL)
    _ = try await first.process.end()

    let began = wallNanoseconds()
    try await workspace.served { server in
        let adoptions = try await eventually("\(agents) adopted runs", every: .milliseconds(20)) {
            let found = try await server.journal(after: revision).filter { $0.name == "adopted" }
            return found.count == agents ? found : nil
        }
        try await Task.sleep(for: .seconds(1))
        let after = try workspace.processFolders.compactMap { try $0.processIDs() }.sorted { $0.agent < $1.agent }
        guard before == after, try workspace.processFolders.allSatisfy(\.isAlive) else {
            throw BenchFailure("an agent was started again, or is gone")
        }
        let taken = adoptions.map { Double($0.at) - Double(began) / 1e6 }.sorted()
        try Figure("restart until the first live agent is adopted", unit: "ms", value: taken[0], samples: 1).print()
        try Figure(
            "restart until \(agents) live agents are adopted", unit: "ms", value: taken[agents - 1], samples: agents,
            aim: "< 2 s"
        ).print()
    }
}

extension RunningServer {
    /// Makes as many tickets, and returns when an agent works on each.
    func start(_ agents: Int, within limit: Duration = .seconds(60)) async throws {
        for number in 0..<agents { _ = try await create("Ticket \(number)") }
        try await eventually("\(agents) live agents", within: limit, every: .milliseconds(100)) {
            try await board(limit: 1).runs.count { $0.state == "running" } == agents ? () : nil
        }
    }

    /// All that was journalled after the position.
    func journal(after position: Int64) async throws -> [JournalBody] {
        var entries: [JournalBody] = []
        while true {
            let next = entries.last?.position ?? position
            let page: PageBody<JournalBody> = try await client.get(
                "/api/v1/journal", ["after": "\(next)", "limit": "1000"])
            if page.items.isEmpty { return entries }
            entries += page.items
        }
    }
}
