import Domain
import Orchestration
import Processes

/// The harness that drives each agent.
public struct HarnessTable: Sendable {
    public let shim: ShimHost
    /// The server's own environment.
    public let environment: [String: String]
    private let clock: any WallClock
    private let door: ToolDoor?
    private let skills: (any SkillSite)?
    private let conversations = Conversations()

    /// - Parameter door: the agents' way to Skein's tools.
    /// - Parameter skills: what gives agents their skills; without it they have none.
    public init(
        shim: ShimHost, environment: [String: String], clock: any WallClock, door: ToolDoor? = nil,
        skills: (any SkillSite)? = nil
    ) {
        self.door = door
        self.skills = skills
        self.shim = shim
        self.environment = environment
        self.clock = clock
    }

    /// What drives this run: what was settled when it started, not what the agent's file says now.
    @Sendable public func harness(of assignment: Assignment) -> any Harness {
        harness(assignment.agent.definition.harness, named: assignment.run.choice.harness)
    }

    /// What the agent's next run would be driven by.
    public func harness(of agent: Agent) -> any Harness {
        harness(agent.definition.harness, named: agent.definition.harness.name)
    }

    private func harness(_ configured: Agent.Harness, named name: String) -> any Harness {
        switch configured {
        case .command(let command) where name == configured.name:
            CommandAgent(command, shim: shim, environment: ofAgents, skills: skills)
        case .program(let program) where name == configured.name: conversing(name, program.command)
        case .command, .program: conversing(name, [])
        }
    }

    private var ofAgents: AgentEnvironment { AgentEnvironment(server: environment, door: door) }

    private func conversing(_ name: String, _ command: [String]) -> any Harness {
        guard let program = AgentPrograms.program(name, command: command) else { return UnknownHarness(name: name) }
        return ConversingAgent(
            program: program, shim: shim, environment: ofAgents, clock: clock, skills: skills,
            conversations: conversations)
    }
}

/// The agent CLIs that Skein knows to drive.
package enum AgentPrograms {
    /// - Parameter command: the words that start it; empty means its own.
    static func program(_ name: String, command: [String]) -> (any AgentProgram)? {
        switch name {
        case "claude": command.isEmpty ? ClaudeProgram() : ClaudeProgram(command: command)
        case "codex": command.isEmpty ? CodexProgram() : CodexProgram(command: command)
        default: OneShotProgram(name, command: command) ?? ACPProgram(name, command: command)
        }
    }

    /// Every dialect, by the name of its program: what a test of them all has to try.
    package static let dialects = ProgramHarness.names + [served]

    /// The dialect `name` before the first line; nil when there is none.
    package static func dialect(_ name: String, _ opening: Opening) -> (any Dialect)? {
        guard name == served else { return program(name, command: ["agent"])?.dialect(opening) }
        var opening = opening
        opening.usesClientTools = true
        return ACPDialect(opening, preset: .any)
    }

    /// An agent that gets its files and terminals of its client.
    private static let served = "acp with services"
}

/// A harness that an agent's file named and that this version does not know.
struct UnknownHarness: Harness {
    let name: String

    var capabilities: [Capability] { [] }
    func hasStarted(_ assignment: Assignment) -> Bool { false }

    func start(_ assignment: Assignment) async throws {
        throw WorldFailure(
            "there is no harness `\(name)` in this version: known are command, "
                + ProgramHarness.names.joined(separator: ", "))
    }

    func follow(
        _ assignment: Assignment, report: @escaping Report
    ) async throws -> Ending {
        .failed(.cannotStart("there is no harness `\(name)` in this version"))
    }

    func stop(_ assignment: Assignment) async {}
}
