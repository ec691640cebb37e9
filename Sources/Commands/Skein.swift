import ArgumentParser
import Foundation
import Glibc

/// The command line.
public struct Skein: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "skein",
        abstract: "Runs many agents on tickets of a git repository, and lands only proven work.",
        discussion: """
            A first look:   skein demo
            In a repository: skein init, then skein up, then skein ticket create "…"
            Without files:  skein run "Fix the typo in README.md" --agent ./my-agent --gate "make test"

            Exit statuses: 0 success, 1 the work did not succeed, 2 invalid request, 3 not found, 4 conflict,
            5 wrong configuration, 6 something outside failed, 64 wrong usage, 70 a defect of skein.
            """,
        version: Version.text,
        subcommands: [
            InitVerb.self, UpVerb.self, RunVerb.self, TicketVerb.self, AgentVerb.self, RunsVerb.self, LogsVerb.self,
            QueueVerb.self, WhyVerb.self, PauseVerb.self, ResumeVerb.self, JournalVerb.self, SyncVerb.self,
            LinkVerb.self, DoctorVerb.self, DemoVerb.self, VersionVerb.self,
        ])

    public init() {}

    /// Runs the command line and exits with its status.
    public static func start() async -> Never {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Glibc.exit(0)
        } catch let exit as ExitCode {
            Glibc.exit(exit.rawValue)
        } catch {
            if isOfParser(error) { exit(withError: error) }
            let failure = CommandFailure(error)
            FileHandle.standardError.write(Data("error: \(failure)\n".utf8))
            Glibc.exit(failure.kind.rawValue)
        }
    }

    /// ArgumentParser's own errors carry the usage and the help; ours do not.
    private static func isOfParser(_ error: any Error) -> Bool {
        if error is ValidationError || error is CleanExit { return true }
        return String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }
}

/// What this program is.
enum Version {
    static let number = "0.1.0"
    static let text = "skein \(number)"
}
