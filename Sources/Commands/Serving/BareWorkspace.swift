import ConfigurationFiles
import Domain
import Foundation
import Harnesses
import Worktrees

/// A workspace made up for a repository that has no `skein.yaml`: one project, one agent, sane defaults.
struct BareWorkspace {
    let repository: String
    let agent: String?
    let gate: String?

    func make() async throws -> LocalWorkspace {
        let path = try await toplevel()
        let opened = try await Repository.open(path)
        let branch = try await opened.defaultBranch()
        let name = Project.ID(name: Names.project(at: path))
        let guess = gate == nil ? ProjectGuess.gate(of: path) : nil
        guard let command = try gate.map({ try CommandLineWords.split($0, option: "--gate") }) ?? guess?.command else {
            throw CommandFailure(
                .invalid,
                "Nothing lands unproven, and how \(path) is tested could not be guessed: "
                    + "say it with --gate, such as --gate \"make test\"."
            )
        }
        guard ProgramLookup.system.isFound(command[0], path) else {
            throw CommandFailure(
                .notFound,
                "The gate's program \(command[0]) is neither installed nor a file of \(path) that can be executed: "
                    + "name another with --gate.")
        }
        let project = Project.Definition(
            path: path, target: branch, gates: [Gate(name: "test", command: command)], keep: guess?.keep ?? [])
        let (id, definition) = try agentDefinition()
        let configuration = Configuration(
            settings: Workspace.Settings(name: name.name), projects: [name: project], agents: [id: definition])
        return LocalWorkspace(root: path, configuration: configuration)
    }

    private func toplevel() async throws -> String {
        let path = URL(fileURLWithPath: repository).standardizedFileURL.resolvingSymlinksInPath().path
        return try await Repository.workingTree(at: path)
    }

    private func agentDefinition() throws -> (Agent.ID, Agent.Definition) {
        let words = try agent.map { try CommandLineWords.split($0, option: "--agent") } ?? Self.installed()
        guard let words, var program = words.first else {
            throw CommandFailure(
                .invalid,
                "No agent was found on this machine: say with --agent which program shall do it, "
                    + "such as --agent ./my-agent.sh."
            )
        }
        guard let found = Programs.find(program) else {
            throw CommandFailure(
                .notFound,
                "There is no program \(program) that can be executed: name one that is installed, or a path to one.")
        }
        if program.contains("/") { program = found }
        let base = Names.project(at: program).split(separator: "-").first.map(String.init) ?? "agent"
        let command = [program] + words.dropFirst()
        // A known agent by its bare name is driven by its protocol; with arguments it is a program like any other.
        if words.count == 1, ProgramHarness.names.contains(base), base != "acp" {
            let harness = Agent.Harness.program(ProgramHarness(name: base, command: command))
            // There is no file that could name them, and whoever names the agent here means their own login.
            return (Agent.ID(name: base), Agent.Definition(harness: harness, passEnvironment: Probe.keys(of: harness)))
        }
        return (Agent.ID(name: base), Agent.Definition(harness: .command(CommandHarness(argv: command))))
    }

    /// The first known agent that is on this machine.
    private static func installed() -> [String]? {
        ProgramHarness.names.first { Programs.find($0) != nil }.map { [$0] }
    }
}

/// Programs on this machine.
enum Programs {
    /// The absolute path of a program in PATH, or of a path to an executable file.
    ///
    /// - Parameter variables: the environment that it is started in.
    static func find(
        _ name: String, _ variables: [String: String] = ProcessInfo.processInfo.environment
    ) -> String? {
        if name.contains("/") {
            let path = URL(fileURLWithPath: name).standardizedFileURL.path
            return isProgram(path) ? path : nil
        }
        let folders = (variables["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first(where: isProgram)
    }

    /// A folder is executable too, in its own way.
    private static func isProgram(_ path: String) -> Bool {
        ProgramLookup.system.isFound(path, "/")
    }
}
