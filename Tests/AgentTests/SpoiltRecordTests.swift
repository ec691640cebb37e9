import Domain
import Foundation
import Testing

/// A run that spoils its own records while nobody serves, and the server that comes after it.
@Suite("Runs that spoil their records")
struct SpoiltRecordTests {
    private static let script = """
        [{"tools": [{"run": "until [ -e $SKEIN_FAKE_HOME/go ]; do sleep 0.02; done; echo out > out.txt"}]},
         {"text": "It is there."}]
        """

    @Test(
        "it is ended, has failed and holds nothing",
        arguments: [
            "mkfifo opening.json", "echo '{}' > opening.json", "mkdir events.jsonl", "mkfifo controls.jsonl",
            "echo no > controls.jsonl", "ln -s ../opening.json process/stdout.log",
        ])
    func spoilt(_ deed: String) async throws {
        try await Place.prepared(.fakeClaude, Circumstances()) { place in
            let ticket = try await place.ticket("Go on", Self.script)
            let before = try await place.killed { server in
                let run = try await server.running(ticket)
                try await server.waitForEvent(run.id, "tool_started")
                return run
            }
            let folder = "\(place.state)/runs/\(before.id)"
            let file = try #require(deed.split(separator: " ").last)
            try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
            let shell = try Process.run(
                URL(filePath: "/bin/sh"), arguments: ["-c", "cd '\(folder)' && \(deed)"])
            shell.waitUntilExit()
            #expect(shell.terminationStatus == 0)
            let next = try place.reopened()
            try await next.serve {
                try await next.wait { try $0.runs(of: ticket).contains { $0.id == before.id && !$0.state.isLive } }
                try place.open("go")
                #expect(try await next.waitUntilClosed(ticket).state == .done, "the next run lands")
            }
            let runs = try await next.runs(of: ticket)
            guard case .failed(.badResult(let why))? = runs.first(where: { $0.id == before.id })?.state.outcome else {
                throw Missing("\(before.id) did not fail of it: \(runs.map(\.state))")
            }
            #expect(why.contains("conversation") || why.contains(file), "\(why)")
        }
    }
}
