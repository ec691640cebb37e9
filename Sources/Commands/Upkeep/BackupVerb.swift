import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein backup`
struct BackupVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the workspace's state into a new folder, while everything goes on.",
        discussion: """
            The folder holds the database, the archives of the journal, the configuration, and SHA256SUMS, which \
            `sha256sum -c` reads too. It does not hold the repositories, the token, or what runs wrote.

            `skein verify FOLDER` checks it, `skein restore FOLDER` makes it the present state.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The new folder. Default: one in .skein/backups, named by the time.") var folder: String?

    func run() async throws {
        let path = folder.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        let backup: BackupBody = try await options.session { client in
            try await client.waiting(.seconds(3600)).post("/api/v1/backups", BackUpBody(path: path))
        }
        options.print(backup) {
            "\(backup.path): the state at revision \(backup.revision), \(Text.count(backup.files, "file")), "
                + Text.size(backup.bytes)
        }
    }
}
