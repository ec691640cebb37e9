import ArgumentParser
import Foundation

/// `skein upgrade`
struct UpgradeVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Put another skein in the place of the running server; agents go on.",
        discussion: """
            The new binary is asked what it is, and tried on a backup that is taken first: it must bring the database \
            to its schema and find it whole. Then the running server is asked to leave, and the new one is started as \
            that was: the same arguments, folder, environment and output. Shims hold the agents meanwhile; the new \
            server adopts them.

            When it does not come up, the old one is started again; on the backup when the database had been migrated.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Option(help: "The new skein; its skein-shim is beside it.") var to: String

    func run() async throws {
        let workspace = try options.local()
        let binary = URL(fileURLWithPath: to).standardizedFileURL.path
        let upgrade = Upgrade(workspace: workspace, binary: binary)
        let report = try await upgrade.run { try await options.session($0) }
        options.print(report) { report.sentences.joined(separator: "\n") }
        if report.isRolledBack { throw ExitCode(CommandFailure.Kind.unsuccessful.rawValue) }
    }
}
