import Foundation
import Processes

/// A workspace on disk with one small repository, served by the real `skein up`.
struct BenchWorkspace: Sendable {
    let root: String
    var state: String { "\(root)/.skein" }
    var log: String { "\(root).log" }

    /// - Parameters:
    ///   - command: the agent's program and its arguments; gates are `true`.
    ///   - agents: how many agents there are, all alike.
    init(
        in scratch: ScratchFolder, command: [String] = ["true"], agents: Int = 1, maxRuns: Int = 4,
        timeLimit: String = "3m"
    ) async throws {
        root = try scratch.folder("workspace")
        try writeText(
            """
            name: bench
            maxRuns: \(maxRuns)
            projects:
              p0:
                path: repository
                target: main
                maxRuns: 1000
                gates:
                  test: ["true"]

            """, to: "\(root)/skein.yaml")
        let words = String(decoding: try JSONEncoder().encode(command), as: UTF8.self)
        for number in 0..<agents {
            try writeText(
                "---\ncommand: \(words)\nmaxRuns: \(maxRuns)\ntimeLimit: \(timeLimit)\n---\nDo what the ticket asks.\n",
                to: "\(root)/agents/a\(number).md")
        }
        try await makeRepository()
    }

    /// Forty files in two commits.
    private func makeRepository() async throws {
        let repository = "\(root)/repository"
        for number in 0..<40 {
            try writeText(
                String(repeating: "line of file \(number)\n", count: 50), to: "\(repository)/lib/file\(number).txt")
        }
        try await git(["init", "-q", "-b", "main", repository])
        try await git(["-C", repository, "add", "lib"])
        let identity = ["-c", "user.name=bench", "-c", "user.email=bench@skein.invalid"]
        try await git(["-C", repository] + identity + ["commit", "-q", "-m", "Files"])
        try await git(["-C", repository] + identity + ["commit", "-q", "--allow-empty", "-m", "Second"])
    }

    private func git(_ arguments: [String]) async throws { try await execute("git", arguments, log: log) }

    /// The folders of all runs that ever were.
    var processFolders: [RunFolder] {
        get throws {
            let runs = "\(state)/runs"
            guard FileManager.default.fileExists(atPath: runs) else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: runs).map { RunFolder("\(runs)/\($0)/process") }
        }
    }

    /// Serves while `body` runs, then stops the server and whatever its agents left running.
    func served<Result: Sendable>(
        _ body: @Sendable (RunningServer) async throws -> Result
    ) async throws -> Result {
        let server = try await RunningServer(self)
        do {
            let result = try await body(server)
            await server.stop()
            try await stopAgents()
            return result
        } catch {
            await server.stop()
            try await stopAgents()
            throw error
        }
    }

    private func stopAgents() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for folder in try processFolders where folder.isAlive {
                group.addTask {
                    try await folder.stop(grace: .zero)
                    _ = try await folder.follow {}
                }
            }
            try await group.waitForAll()
        }
    }
}
