import APIClient
import ArgumentParser
import ConfigurationFiles
import Domain
import Foundation
import Wire

/// Options of every command that talks to a workspace.
struct WorkspaceOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "The workspace's folder, or any below it.")
    var workspace: String = "."

    @Flag(help: "Print JSON, as in the HTTP API.")
    var json = false

    func local() throws -> LocalWorkspace {
        do {
            return try LocalWorkspace(containing: workspace)
        } catch let error as ConfigurationError {
            // `skein run` without files leaves its state in the repository's own folder.
            if let bare = LocalWorkspace(bareAt: workspace) { return bare }
            throw error
        }
    }

    /// Calls the running server, or when there is none, one that lives as long as `body`.
    ///
    /// - Parameter idle: what to say beside the result when no server runs, because then nothing will happen.
    func session<Result: Sendable>(
        idle: String? = nil, _ body: @escaping @Sendable (Client) async throws -> Result
    ) async throws -> Result {
        let workspace = try local()
        if let client = await workspace.runningServer() { return try await body(client) }
        let result: Result
        do {
            result = try await Serve(workspace: workspace, extent: .answersOnly).during { try await body($0.client) }
        } catch let failure as CommandFailure where failure.kind == .conflict {
            // A server came up in this very moment.
            guard let client = await workspace.runningServer() else { throw failure }
            return try await body(client)
        }
        if let idle { remark("no server runs: \(idle)") }
        return result
    }
}

extension LocalWorkspace {
    /// A client of the server that serves this workspace now; nil when none answers.
    func runningServer() async -> Client? {
        // A token that cannot be read is somebody else's server: starting our own then says why that fails.
        guard let record = state.server(), record.isBrief != true, let token = try? state.readToken() else {
            return nil
        }
        let client = Client(address: record.address, token: token)
        do {
            // One that does not say even this is stopped or of another kind: the lock tells which.
            let health: [String: String] = try await client.waiting(.seconds(15)).get("/api/v1/health")
            return health["status"] == "ok" ? client : nil
        } catch {
            return nil
        }
    }
}
