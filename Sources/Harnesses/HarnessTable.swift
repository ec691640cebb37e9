import Domain
import Orchestration
import Processes

/// The harness that drives each agent.
public struct HarnessTable: Sendable {
    public let shim: ShimHost
    /// The server's own environment.
    public let environment: [String: String]

    public init(shim: ShimHost, environment: [String: String]) {
        self.shim = shim
        self.environment = environment
    }

    @Sendable public func harness(of agent: Agent) -> any Harness {
        switch agent.definition.harness {
        case .command(let command): CommandAgent(command, shim: shim, environment: environment)
        }
    }
}
