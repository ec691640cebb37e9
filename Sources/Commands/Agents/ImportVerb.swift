import ArgumentParser
import ConfigurationFiles
import Domain
import Foundation
import Harnesses
import Processes

/// `skein import`
struct ImportVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make agents, schedules and skills of what was written for others.",
        discussion: """
            PATH is an agentcompanies/v1 package (a folder with COMPANY.md and agents/NAME/AGENTS.md), a project with \
            .claude/agents, or one such file. What could not be taken over is said. Nothing is overwritten without \
            --force; nothing in the package is run, and nothing outside of it is read.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The package's folder, or a file.") var path: String
    @Option(
        help: "What drives agents that name nothing known; default: the first of `skein harness list` that is here.")
    var harness: String?
    @Flag(help: "Overwrite agents of the same names.") var force = false

    /// What was written, what was left out, and what is left to do.
    private struct Report: Encodable {
        let written: [String]
        let notes: [String]
        let left: [String]
    }

    func run() async throws {
        let workspace = try WorkspaceFolder.find(from: options.workspace)
        var found = try OrganisationImport.read(at: path)
        let driver = try InitVerb.driver(harness)
        let written = try found.write(to: workspace, harness: driver, isForced: force)
        let report = Report(written: written, notes: found.notes, left: try InitVerb.unfinished(at: workspace.root))
        options.print(report) {
            let left = report.left.isEmpty ? [] : ["left to do before `skein up`:"] + report.left
            return (written.map { "wrote \($0)" } + found.notes.map { "note: \($0)" } + left).map { Text.plain($0) }
                .joined(separator: "\n")
        }
    }
}
