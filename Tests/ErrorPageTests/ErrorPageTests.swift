import Domain
import Foundation
import Storage
import Testing

@testable import Commands
@testable import HTTP

@Suite("docs/errors.md: every code with its statuses")
struct ErrorPageTests {
    /// `SKEIN_WRITE_DOCS=1 swift test --filter ErrorPageTests` writes the page again.
    @Test("the committed page is the generated one")
    func page() throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = package.appendingPathComponent("docs/errors.md")
        if ProcessInfo.processInfo.environment["SKEIN_WRITE_DOCS"] == "1" {
            try Data(Self.text.utf8).write(to: page)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == Self.text)
    }

    @Test("over HTTP and on the command line an error has the same exit status")
    func sameStatus() {
        for code in Rejection.Code.allCases {
            let rejection = Rejection(code, "no")
            let overHTTP = CommandFailure.Kind(status: Problem(rejection).status.code)
            #expect(overHTTP == CommandFailure(rejection).kind)
        }
    }

    static let text = """
        <!-- Generated from the error tables of the code; a test compares. Do not edit. -->
        # Errors

        An error is a rejection (an expected no), a failure (of the world) or a defect (of Skein). Over HTTP it is a
        problem after RFC 9457 whose `code` is in these tables and whose `detail` says what to do next; on the command
        line it is one sentence and an exit status. Codes are stable.

        ## Rejections

        | code | kind | HTTP | exit | when, and what to do |
        |---|---|---|---|---|
        \(rejections)

        ## Failures of the database

        | code | HTTP | exit | when, and what to do |
        |---|---|---|---|
        \(failures)

        ## Exit statuses

        | status | when |
        |---|---|
        | 0 | What was asked for is so. |
        \(statuses)
        | 64 | The command line is wrong: `skein help` shows it. |

        """

    private static var rejections: String {
        Rejection.Code.allCases.sorted { $0.rawValue < $1.rawValue }.map { code in
            let rejection = Rejection(code, "")
            let statuses = "\(Problem(rejection).status.code) | \(CommandFailure(rejection).kind.rawValue)"
            return "| `\(code.rawValue)` | \(code.kind.rawValue) | \(statuses) | \(code.meaning) |"
        }.joined(separator: "\n")
    }

    private static var failures: String {
        StorageFailure.Reason.allCases.map { reason in
            let failure = StorageFailure(reason, "")
            let statuses = "\(Problem(failure).status.code) | \(CommandFailure(failure).kind.rawValue)"
            return "| `\(reason.rawValue)` | \(statuses) | \(reason.meaning) |"
        }.joined(separator: "\n")
    }

    private static var statuses: String {
        CommandFailure.Kind.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }.joined(separator: "\n")
    }
}

extension StorageFailure.Reason {
    fileprivate var meaning: String {
        switch self {
        case .diskFull: "The disk is full: nothing was changed; free some space and ask again."
        case .busy: "Another program holds the database: only one server may open it."
        case .newerSchema: "A newer skein wrote the database: use that version, or restore an older backup."
        case .corrupt: "The database is damaged: move it away and restore a backup."
        case .other: "The database cannot be opened or written; the sentence says what it reported."
        }
    }
}

extension CommandFailure.Kind {
    fileprivate var meaning: String {
        switch self {
        case .unsuccessful: "The work did not succeed: a ticket is blocked, a check found something."
        case .invalid: "The request cannot be right, whatever the state."
        case .notFound: "What it names does not exist."
        case .conflict: "It could be right, but not in the present state."
        case .configuration: "The configuration files are wrong."
        case .world: "Something outside failed: disk, git, network, no server."
        case .usage: "The command line is wrong: `--help` says how it is written."
        case .defect: "A defect of Skein: please report it."
        }
    }
}
