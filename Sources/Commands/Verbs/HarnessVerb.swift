import ArgumentParser
import Domain
import Foundation
import Harnesses
import Processes

/// `skein harness …`
struct HarnessVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "harness", abstract: "List what can drive an agent, and what of it is here.",
        subcommands: [List.self])

    /// A harness on this machine.
    struct Row: Codable {
        var name: String
        var command: [String]
        /// Absent when the program is not installed.
        var path: String?
        var version: String?
        /// The variable or file that shows a login; absent when nothing does.
        var login: String?
        /// Why it was never run where Skein is made; absent when it was.
        var untested: String?
        var can: [String]
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every harness: whether its program is installed, its version, its login, what it can do.")
        @OptionGroup var options: WorkspaceOptions

        func run() async throws {
            let variables = ProcessInfo.processInfo.environment
            var rows: [Row] = []
            // `acp` and `command` are whatever a file names, so there is nothing to look for.
            for name in ProgramHarness.names {
                let harness = Agent.Harness.program(ProgramHarness(name: name))
                let probe = await Probe.look(for: harness, variables: variables, find: { Programs.find($0) })
                if let probe { rows.append(Row(name, probe)) }
            }
            options.print(rows) {
                Table(["HARNESS", "PROGRAM", "VERSION", "LOGIN", "TESTED", "CAN"], rows.map(\.columns)).text
            }
        }
    }
}

extension HarnessVerb.Row {
    fileprivate init(_ name: String, _ probe: Probe) {
        self.name = name
        command = probe.command
        path = probe.path
        version = probe.version
        if case .found(let place) = probe.login { login = place }
        untested = probe.untested
        can = probe.capabilities.filter(\.isSupported).map(\.name)
    }

    fileprivate var columns: [String] {
        let program = path ?? "\(command.first ?? name): not installed"
        return [
            name, program, version ?? "-", login ?? "none found", untested == nil ? "yes" : "untested",
            can.joined(separator: " "),
        ]
    }
}
