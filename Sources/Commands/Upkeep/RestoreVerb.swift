import ArgumentParser
import ConfigurationFiles
import Foundation
import Upkeep
import Worktrees

/// `skein restore`
struct RestoreVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make the state of a backup the present one.",
        discussion: """
            Into a folder that has no state yet, or with --replace after moving the present state aside, into \
            .skein/replaced-TIME; nothing is deleted. Repositories are never touched. Refused while a server runs, \
            and while agents work that no server supervises.

            Runs that lived when the backup was taken are ended as lost, and the workspace is frozen: look at what \
            landed since, which is printed, cancel the tickets that are done already, then `skein thaw`.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The folder that `skein backup` wrote.") var backup: String
    @Flag(help: "Move the present state aside.") var replace = false
    @Flag(help: "Stop the agents that still work here.") var stopAgents = false

    func run() async throws {
        let workspace = try place()
        let path = URL(fileURLWithPath: backup).standardizedFileURL.path
        try workspace.state.create()
        let lock = try await WorkspaceLock.take(workspace.state)
        defer { withExtendedLifetime(lock) {} }
        let kept = StateFolder(path: workspace.state.path, root: workspace.root)
        try await prepare(kept)
        let restore = Restore(path, into: kept, references: RepositoryReferences(), person: NSUserName())
        let report = try await restore.run()
        options.print(report) { Self.sentences(report).joined(separator: "\n") }
    }

    /// The workspace around the folder, or the folder itself when it is to become one.
    private func place() throws -> (root: String, state: WorkspaceState) {
        do {
            let local = try options.local()
            return (local.root, local.state)
        } catch is ConfigurationError {
            let folder = try WorkspaceFolder(root: options.workspace)
            return (folder.root, WorkspaceState(path: folder.state))
        }
    }

    private func prepare(_ kept: StateFolder) async throws {
        let hasState = FileManager.default.fileExists(atPath: kept.database)
        guard !hasState || replace else {
            throw CommandFailure(
                .conflict,
                "\(kept.path) has a state already: with --replace it is moved aside, and nothing of it is deleted.")
        }
        if stopAgents { try await Restore.stopAgents(kept) }
        let atWork = Restore.agentsAtWork(kept)
        guard atWork.isEmpty else {
            throw CommandFailure(
                .conflict,
                "Agents still work here: \(atWork.joined(separator: ", ")). Let them end under `skein up`, or stop "
                    + "them with --stop-agents.")
        }
    }

    private static func sentences(_ report: Restore.Report) -> [String] {
        var lines = ["restored the state at revision \(report.revision), of \(Text.time(report.takenAt))"]
        if let aside = report.aside { lines.append("the state before is in \(aside)") }
        if report.isWithConfiguration { lines.append("skein.yaml and agents are those of the backup") }
        if !report.endedRuns.isEmpty {
            lines.append("ended as lost, because they lived then: \(report.endedRuns.joined(separator: ", "))")
        }
        lines += report.landedSince.map(\.sentence)
        return lines + ["the workspace is frozen: `skein thaw` once you have looked"]
    }
}
