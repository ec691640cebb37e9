import Domain
import Foundation
import Testing

@testable import Harnesses

@Suite("docs/harnesses.md: what each harness can do")
struct HarnessPageTests {
    /// `SKEIN_WRITE_DOCS=1 swift test --filter PageTests` writes the page again.
    @Test("the committed page is the generated one")
    func page() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../docs/harnesses.md").standardized
        let text = try Self.text()
        if ProcessInfo.processInfo.environment["SKEIN_WRITE_DOCS"] == "1" { try Data(text.utf8).write(to: page) }
        #expect(try String(contentsOf: page, encoding: .utf8) == text)
    }

    private static let capabilities = [
        "steer", "interrupt", "resume", "fork", "usage", "cost", "permission", "question",
    ]

    private static func text() throws -> String {
        let programs = try ProgramHarness.names.map { name in
            try #require(AgentPrograms.program(name, command: name == "acp" ? ["YOUR-COMMAND"] : []))
        }
        return """
            <!-- Generated from the harnesses' own data; a test compares. Do not edit. -->
            # Harnesses

            A harness drives an agent's program; `harness:` in `agents/NAME.md` chooses it. How to choose, and what a
            run means, is in [writing an agent](agents.md#real-agents). `skein harness list` says which are here.
            `command` drives any program, with none of these capabilities but usage by the result file.

            ## What each can do

            | harness | \(capabilities.joined(separator: " | ")) | tested |
            |---|\(String(repeating: "---|", count: capabilities.count))---|
            \(programs.map(row).joined(separator: "\n"))

            ## How each is found

            A login is shown by one of the variables or one of the files below the home folder. Programs that keep
            theirs elsewhere may be logged in all the same.

            | harness | started by | keys | logins |
            |---|---|---|---|
            \(programs.map(place).joined(separator: "\n"))

            ## Reasons

            \(programs.map(reasons).joined(separator: "\n\n"))

            ## Left out

            `grok -p`, `hermes -z`, `mini -t`, `gptme` and `vibe -p` take their prompt as an argument, where every user
            of the machine can read it: grok, hermes and vibe are driven by the Agent Client Protocol instead, the
            others by `command` with a script of one's own.

            """
    }

    private static func row(_ program: any AgentProgram) -> String {
        let cells = capabilities.map { name in
            program.capabilities.first { $0.name == name }.map { $0.isSupported ? "yes" : "no" } ?? "no"
        }
        let tested = program.probing.untested == nil ? "yes" : "untested"
        return "| `\(program.name)` | \(cells.joined(separator: " | ")) | \(tested) |"
    }

    private static func place(_ program: any AgentProgram) -> String {
        func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }
        let logins = program.probing.logins.map { "~/\($0)" }
        return "| `\(program.name)` | `\(program.command.joined(separator: " "))` | \(list(program.probing.keys)) "
            + "| \(list(logins)) |"
    }

    private static func reasons(_ program: any AgentProgram) -> String {
        let untested = program.probing.untested.map { "- untested: \($0)\n" } ?? ""
        let lines = program.capabilities.map { "- \($0.name): \($0.isSupported ? "yes" : "no"), \($0.reason)" }
        return "### \(program.name)\n\n\(untested)\(lines.joined(separator: "\n"))"
    }
}
