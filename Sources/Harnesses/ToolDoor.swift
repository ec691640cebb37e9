import Domain
import Orchestration
import Wire

/// The way from an agent at work to Skein's tools: a token of its run, and a program that speaks MCP.
public struct ToolDoor: Sendable {
    /// The program that is started; with the word `mcp` it serves the tools on its standard streams.
    private let program: String
    private let token: @Sendable (RunClaim) -> String

    public init(program: String, token: @escaping @Sendable (RunClaim) -> String) {
        self.program = program
        self.token = token
    }

    /// What the run's processes are told: who they are, where the workspace is, and what to call.
    func variables(_ assignment: Assignment) -> [String: String] {
        let claim = RunClaim(run: assignment.run.id, token: assignment.run.lease.token)
        return [
            "SKEIN_TOKEN": token(claim), "SKEIN_STATE": assignment.places.state, "SKEIN_PROGRAM": program,
        ]
    }

    func server(_ assignment: Assignment) -> ToolServer {
        ToolServer(command: program, arguments: ["mcp"], environment: variables(assignment))
    }
}

/// A program that serves tools to an agent over the Model Context Protocol, on its standard streams.
struct ToolServer: Codable, Hashable, Sendable {
    var command: String
    var arguments: [String]
    /// Given to it beside what the agent gives; agents do not pass on their own environment.
    var environment: [String: String]

    /// The name under which agents know it.
    static let name = "skein"

    /// As Claude Code and Codex have it in their configurations.
    var configuration: [String: JSONValue] {
        [
            "command": .string(command), "args": .array(arguments.map { .string($0) }),
            "env": .object(environment.mapValues { .string($0) }),
        ]
    }
}
