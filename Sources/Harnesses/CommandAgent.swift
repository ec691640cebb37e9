import Domain
import Foundation
import Orchestration
import Processes

/// The harness `command`: any program is an agent. It gets the brief, edits files, and exits.
public struct CommandAgent: Harness {
    private let shim: ShimHost
    private let command: CommandHarness
    private let environment: AgentEnvironment

    private let skills: (any SkillSite)?

    public init(
        _ command: CommandHarness, shim: ShimHost, environment: AgentEnvironment, skills: (any SkillSite)? = nil
    ) {
        self.skills = skills
        self.command = command
        self.shim = shim
        self.environment = environment
    }

    public var capabilities: [Capability] {
        [
            Capability("steer", isSupported: false, reason: "a plain program has no protocol for a word in between"),
            Capability("interrupt", isSupported: false, reason: "a plain program has no turns; it can only be stopped"),
            Capability("resume", isSupported: false, reason: "a plain program keeps no session between runs"),
            Capability("usage", isSupported: true, reason: "as far as the program reports it in the result file"),
            Capability("permission", isSupported: false, reason: "a plain program asks nobody"),
        ]
    }

    public func hasStarted(_ assignment: Assignment) -> Bool { assignment.places.hasProcess }

    public func start(_ assignment: Assignment) async throws {
        do {
            let skills = try await skills?.supply(assignment, at: .listed) ?? []
            let brief = assignment.brief(with: skills)
            try LaunchFile.write(Data(brief.utf8), to: assignment.places.prompt)
            _ = try await shim.start(launch(assignment, brief), in: assignment.places.process)
        } catch let failure as ProcessFailure {
            throw WorldFailure(failure.description)
        }
    }

    public func follow(
        _ assignment: Assignment, report: @escaping Report
    ) async throws -> Ending {
        let folder = RunFolder(assignment.places.process)
        do {
            if let exit = try await folder.follow(output: { _ = try await report(.output) }) {
                return ending(exit, assignment)
            }
            try await folder.killLeftovers(environmentMarker: AgentEnvironment.marker(assignment))
        } catch let failure as ProcessFailure where failure.code == .recordUnreadable {
            // The record is what proves success; without it the run counts as lost.
        }
        return .failed(.lost)
    }

    public func stop(_ assignment: Assignment) async {
        do {
            try await RunFolder(assignment.places.process).stop(grace: .seconds(5))
        } catch {
            // It ended this moment; whoever follows it sees how.
        }
    }

    private func launch(_ assignment: Assignment, _ brief: String) -> Launch {
        let limit = assignment.agent.definition.timeLimit
        return Launch(
            arguments: command.argv.map { fill($0, assignment) },
            environment: environment.variables(assignment),
            workingDirectory: assignment.places.worktree,
            input: command.prompt == .stdin ? Array(brief.utf8) : nil,
            keepsInputOpen: false,
            deadline: (assignment.run.startedAt + limit).milliseconds,
            grace: .seconds(5),
            outputLimit: 256 << 20)
    }

    private func fill(_ argument: String, _ assignment: Assignment) -> String {
        argument.replacingOccurrences(of: "{prompt_file}", with: assignment.places.prompt)
            .replacingOccurrences(of: "{ticket}", with: assignment.ticket.id.description)
            .replacingOccurrences(of: "{worktree}", with: assignment.places.worktree)
            .replacingOccurrences(of: "{model}", with: assignment.run.choice.model ?? "")
    }

    private func ending(_ exit: ProcessExit, _ assignment: Assignment) -> Ending {
        if let ending = exit.endingFromOutside { return ending }
        let status = Int(exit.status ?? 1)
        do {
            return try ResultFile.read(assignment.places.result).ending(status: status)
        } catch {
            return .failed(.badResult("its result file: \(error)"))
        }
    }
}
