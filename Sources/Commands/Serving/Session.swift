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
    func session<Result: Sendable>(
        _ body: @escaping @Sendable (Client) async throws -> Result
    ) async throws -> Result {
        let workspace = try local()
        if let client = await workspace.runningServer() { return try await body(client) }
        return try await Serve(workspace: workspace, extent: .answersOnly).during { try await body($0.client) }
    }
}

extension LocalWorkspace {
    /// A client of the server that serves this workspace now; nil when none answers.
    func runningServer() async -> Client? {
        // A token that cannot be read is somebody else's server: starting our own then says why that fails.
        guard let record = state.server(), let token = try? state.readToken() else { return nil }
        let client = Client(address: Address(host: record.host, port: record.port), token: token)
        do {
            let health: [String: String] = try await client.get("/api/v1/health")
            return health["status"] == "ok" ? client : nil
        } catch {
            return nil
        }
    }
}
