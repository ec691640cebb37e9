import Foundation
import Testing

extension Yard {
    /// Serves the workspace while `body` runs.
    func serve(_ body: () async throws -> Void) async throws {
        let server = Process()
        server.executableURL = URL(fileURLWithPath: Binary.path)
        server.arguments = ["up", "--port", "0"]
        server.currentDirectoryURL = URL(fileURLWithPath: repository)
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        try await body()
    }

    func isDone(_ ticket: String) async throws -> Bool {
        try await skein("ticket", "show", ticket, "--json").output.contains(#""state" : "done""#)
    }

    func until(_ isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !isSo() {
            try #require(ContinuousClock.now < deadline, "not within a minute")
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
