import APIClient
import ArgumentParser
import Foundation
import HTTP
import Upkeep
import Wire
import Worktrees

/// `skein verify`
struct VerifyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check all that is kept: database, journal, archives, references, files.",
        discussion: """
            The pages of the database; every link of the journal's chain, through the archives; that its events add up \
            to exactly the tables; that the repositories hold what landed and what is to land; files that nothing \
            refers to. With a folder, a backup is checked: every byte of it, and its journal.

            Exits with 1 when it finds something, each with what to do. It changes nothing.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "A backup to check in place of the workspace.") var backup: String?

    func run() async throws {
        let verification = try await verification()
        options.print(verification) {
            verification.findings.isEmpty
                ? "whole: \(verification.entries) entries, and all that they tell of"
                : verification.findings.map { "\($0.subject): \($0.fault)\n  \($0.advice)" }.joined(separator: "\n")
        }
        if !verification.findings.isEmpty { throw ExitCode(CommandFailure.Kind.unsuccessful.rawValue) }
    }

    private func verification() async throws -> VerificationBody {
        if let backup {
            let path = URL(fileURLWithPath: backup).standardizedFileURL.path
            return VerificationBody(try await StateCheck.verify(backup: path))
        }
        let workspace = try options.local()
        if let client = await workspace.runningServer() {
            // A million entries take a minute or two.
            return try await client.waiting(.seconds(3600)).get("/api/v1/verification")
        }
        // A server would write to the database before it is known to be sound.
        try workspace.state.create()
        let lock = try await WorkspaceLock.take(workspace.state)
        defer { withExtendedLifetime(lock) {} }
        return VerificationBody(try await StateCheck(workspace.kept, RepositoryReferences()).verify())
    }
}
