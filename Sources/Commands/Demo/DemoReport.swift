import APIClient
import Foundation
import Processes
import Wire

/// What the demo shows at its end: what landed, what bounced and why, and that main is green.
struct DemoReport {
    let files: DemoFiles
    let client: Client
    let began: Date

    /// Prints the report. Returns whether everything landed and every commit of main passes the tests.
    func print(_ details: [TicketDetailBody]) async throws -> Bool {
        let landed = details.filter { $0.ticket.state == "done" }
        say("\nlanded: \(landed.count) of \(details.count) tickets")
        for detail in details.sorted(by: { $0.ticket.id < $1.ticket.id }) { say(line(detail)) }
        say("\nbounced on the way:")
        for detail in details {
            for change in detail.changes where ["rejected", "conflicted"].contains(change.state) {
                say("  \(change.ticket) \(change.note) It went back to its agent with the evidence.")
            }
        }
        say("\ngit log --oneline main\n\(try await DemoGit.run(["log", "--oneline", "main"], in: files.repository))")
        try await printTimes(details)
        let isGreen = try await everyCommitIsGreen()
        say(isGreen ? "main is green at every commit" : "main is NOT green at every commit")
        return isGreen && landed.count == details.count
    }

    private func line(_ detail: TicketDetailBody) -> String {
        let attempts = detail.runs.count == 1 ? "1 run" : "\(detail.runs.count) runs"
        let agent = detail.runs.last?.agent ?? "-"
        return "  \(detail.ticket.id) \(detail.ticket.state), \(attempts) by \(agent): \(detail.ticket.title)"
    }

    private func printTimes(_ details: [TicketDetailBody]) async throws {
        let ends = details.flatMap(\.changes).filter { $0.state == "landed" }.compactMap(\.endedAt)
        guard let first = ends.min(), let last = ends.max() else { return }
        let start = Int64(began.timeIntervalSince1970 * 1000)
        say(
            "first ticket landed \(seconds(first - start)) after the demo began, "
                + "the last after \(seconds(last - start))"
        )
        let variables = ProcessInfo.processInfo.environment
        if let cloned = variables["SKEIN_CLONED_AT"].flatMap(Int64.init), cloned > 0, first / 1000 - cloned < 7200 {
            say("first ticket landed \(seconds(first - cloned * 1000)) after this repository was cloned")
        }
    }

    private func seconds(_ milliseconds: Int64) -> String {
        String(format: "%.1f s", Double(milliseconds) / 1000)
    }

    /// Runs the tests on every commit that main ever pointed to, apart from the queue: in a plain clone.
    private func everyCommitIsGreen() async throws -> Bool {
        let clone = "\(files.root)/check"
        try await DemoGit.run(["clone", "-q", files.repository, clone], in: files.root)
        let commits = try await DemoGit.run(["log", "--format=%H", "main"], in: files.repository).split(separator: "\n")
        for commit in commits {
            try await DemoGit.run(["checkout", "-q", String(commit)], in: clone)
            let environment = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG"].contains($0.key) }
            let tests = try await Program("\(clone)/run-tests", [], in: clone, environment: environment).run()
            if !tests.succeeded {
                say("commit \(commit.prefix(10)) is red:\n\(String(decoding: tests.output, as: UTF8.self))")
                return false
            }
        }
        return true
    }
}
