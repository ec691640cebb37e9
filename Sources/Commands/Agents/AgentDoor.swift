import APIClient
import Foundation
import Wire

/// The way to the server for an agent at work: its run's token, and the state folder that says where the server is.
struct AgentDoor: Sendable {
    private let state: WorkspaceState
    private let token: String
    /// How long a server that is away is waited for: one that is upgraded or started again comes back.
    private let patience: Duration

    init(environment: [String: String], patience: Duration = .seconds(60)) throws {
        guard let token = environment["SKEIN_TOKEN"], let state = environment["SKEIN_STATE"] else {
            throw CommandFailure(
                .invalid,
                "Only an agent at work has these tools: Skein sets SKEIN_TOKEN and SKEIN_STATE for its processes.")
        }
        self.token = token
        self.state = WorkspaceState(path: state)
        self.patience = patience
    }

    /// - Throws: `Client.Refusal`, or `CommandFailure` when no server answers.
    func use(_ tool: AgentTool, _ arguments: JSONValue) async throws -> ToolAnswer {
        let deadline = ContinuousClock.now + patience
        while true {
            if let server = state.server(), server.isBrief != true {
                do {
                    return try await Client(address: server.address, token: token)
                        .post("/api/v1/tools/\(tool.name)", arguments)
                } catch let failure as Unreachable where failure.wasNotSent {
                    // It is on its way out, or just coming.
                }
            }
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(.world, "No server answers: go on without it, or try again later.")
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}
