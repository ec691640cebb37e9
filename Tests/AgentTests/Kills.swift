import Domain
import Foundation
import Processes
import Testing

/// Servers that are killed, and what is left of them.
extension Place {
    /// Serves until `body` has seen enough, and leaves everything as it is then: as a server that is killed.
    func killed(_ body: @escaping @Sendable (Place) async throws -> Run) async throws -> Run {
        let seen = AsyncStream<Run>.makeStream()
        try await serve { seen.continuation.yield(try await body(self)) }
        for await run in seen.stream { return run }
        throw Missing("no run was seen")
    }

    /// Makes the file that the agent of this place waits for.
    func open(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: "\(home)/\(name)"))
    }

    /// Cuts the last event in half, as a write that a power cut met.
    func tearEvents(of run: Run.ID) throws {
        let file = try FileHandle(forUpdating: URL(filePath: "\(state)/runs/\(run)/events.jsonl"))
        try file.truncate(atOffset: try file.seekToEnd() - 10)
        try file.close()
    }

    /// What the agent was sent, with the process that read it.
    var heard: [(process: String, line: String)] {
        // Not there yet: nothing was sent.
        let text = (try? String(contentsOfFile: "\(home)/heard", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }
}
