import Domain
import Foundation
import Orchestration
import Processes

/// What is known of an agent's program on this machine.
public struct Probe: Hashable, Sendable {
    /// Whether somebody is logged in to the program's provider.
    public enum Login: Hashable, Sendable {
        /// The variable or file that shows it.
        case found(String)
        /// Nothing shows one; some programs keep theirs where nobody else can look.
        case notFound(lookedFor: [String])
    }

    /// Its absolute path; nil when it is not installed.
    public let path: String?
    /// Its own words for its version; nil when it has none to say.
    public let version: String?
    public let login: Login
    public let capabilities: [Capability]
    /// Why this program could not be tried where Skein is made; nil when it was.
    public let untested: String?
    /// The words that start it.
    public let command: [String]

    /// Looks for the program that drives `harness`; nil for a plain command, which is no known program.
    ///
    /// - Parameter variables: what the agent's process would get in its environment.
    public static func look(
        for harness: Agent.Harness, variables: [String: String], find: (String) -> String?
    ) async -> Probe? {
        guard case .program(let configured) = harness,
            let program = AgentPrograms.program(configured.name, command: configured.command)
        else { return nil }
        let path = program.command.first.flatMap(find)
        return Probe(
            path: path, version: await version(path, program, variables), login: login(program.probing, variables),
            capabilities: program.capabilities, untested: program.probing.untested, command: program.command)
    }

    /// The first harness whose program is installed; nil when none is.
    public static func firstInstalled(find: (String) -> String?) -> String? {
        ProgramHarness.names.first { name in
            AgentPrograms.program(name, command: [])?.command.first.flatMap(find) != nil
        }
    }

    /// The variables of which one is enough to be logged in.
    public static func keys(of harness: Agent.Harness) -> [String] {
        guard case .program(let configured) = harness else { return [] }
        return AgentPrograms.program(configured.name, command: configured.command)?.probing.keys ?? []
    }

    private static func version(
        _ path: String?, _ program: any AgentProgram, _ variables: [String: String]
    ) async -> String? {
        guard let path, !program.probing.version.isEmpty else { return nil }
        let asked = Program(path, program.command.dropFirst() + program.probing.version, environment: variables)
        // A program that cannot even say its version has none to show; a start says why.
        guard let said = try? await asked.run(timeout: .seconds(20), outputLimit: 1 << 16), said.succeeded else {
            return nil
        }
        return String(decoding: said.output, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
    }

    private static func login(_ probing: Probing, _ variables: [String: String]) -> Login {
        if let key = probing.keys.first(where: { variables[$0]?.isEmpty == false }) { return .found(key) }
        let home = variables["HOME"] ?? ""
        let file = probing.logins.first { FileManager.default.fileExists(atPath: "\(home)/\($0)") }
        return file.map { .found("~/\($0)") }
            ?? .notFound(lookedFor: probing.keys + probing.logins.map { "~/\($0)" })
    }
}
