import ArgumentParser
import Foundation
import Glibc
import Upkeep

/// The command line.
public struct Skein: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "skein",
        abstract: "Runs many agents on tickets of a git repository, and lands only proven work.",
        discussion: """
            A first look:    skein demo
            In a repository: skein init, then skein up, then skein ticket create "…"
            Without files:   skein run "Fix the typo" --agent ./my-agent --gate "make test"

            Exit statuses:
              0  success               5  wrong configuration
              1  the work failed       6  something outside failed: disk, git, …
              2  invalid request       64 wrong usage
              3  not found             70 a defect of skein
              4  conflict with the present state
            """,
        version: Version.text,
        subcommands: [
            InitVerb.self, ImportVerb.self, UpVerb.self, RunVerb.self, TicketVerb.self, AgentVerb.self, RunsVerb.self,
            LogsVerb.self, SearchVerb.self, MemoryVerb.self, SessionsVerb.self, AskSessionVerb.self, AttachVerb.self,
            InboxVerb.self, AnswerVerb.self,
            SteerVerb.self, InterruptVerb.self, MessageVerb.self, MailVerb.self,
            StopVerb.self, RescueVerb.self,
            QueueVerb.self, ScheduleVerb.self, RulesVerb.self, WhyVerb.self, StatusVerb.self, FreezeVerb.self,
            ThawVerb.self,
            PauseVerb.self,
            ResumeVerb.self, JournalVerb.self, SyncVerb.self, LinkVerb.self, BackupVerb.self, RestoreVerb.self,
            UpgradeVerb.self, VerifyVerb.self, DoctorVerb.self, HarnessVerb.self, SkillVerb.self, ToolVerb.self,
            MCPVerb.self,
            DemoVerb.self, VersionVerb.self,
        ])

    public init() {}

    /// Runs the command line and exits with its status.
    public static func start() async -> Never {
        do {
            let words = try CommandLineText.words()
            try CommandLineText.checkVerb(words, of: Skein.self)
            var command = try parseAsRoot(words)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Glibc.exit(0)
        } catch let exit as ExitCode {
            Glibc.exit(exit.rawValue)
        } catch {
            if isOfParser(error) { finish(error) }
            let failure = CommandFailure(error)
            remark("error: \(Text.plain(failure.description))")
            Glibc.exit(failure.kind.rawValue)
        }
    }

    /// ArgumentParser's own errors carry the usage and the help; ours do not.
    private static func isOfParser(_ error: any Error) -> Bool {
        if error is ValidationError || error is CleanExit { return true }
        return String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }

    private static func finish(_ error: any Error) -> Never {
        let status = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        if status == 0 {
            say(text)
        } else {
            remark(Text.plain(text.replacing("Error: ", with: "error: ", maxReplacements: 1)))
            let isMisread = ["Unknown option", "Missing expected argument"].contains { text.contains($0) }
            if isMisread, CommandLine.arguments.dropFirst().contains(where: { $0.hasPrefix("-") }) {
                remark("  A text that begins with - is written after --.")
            }
        }
        Glibc.exit(status)
    }
}

/// What this program is.
enum Version {
    static let number = Release.version
    static let text = "skein \(number)"
}
