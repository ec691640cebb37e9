import Foundation
import Glibc
import Processes

/// From a ticket's creation to the start of its agent's program, on an idle server: worktree, shim and all.
func measureCreateToStart(_ bench: Bench) async throws {
    let program = """
        date +%s%N > "$SKEIN_RUN_FOLDER/started"; echo '{"outcome": "no_change"}' > "$SKEIN_RESULT_FILE"
        """
    let workspace = try await BenchWorkspace(in: bench.scratch, command: ["sh", "-c", program])
    let samples = try await workspace.served { server in
        var sinceAnswer = Samples()
        var sinceRequest = Samples()
        for number in 0..<bench.count(50, quick: 3) {
            let asked = wallNanoseconds()
            let ticket = try await server.create("Ticket \(number)")
            let answered = wallNanoseconds()
            let path = "\(workspace.state)/runs/R-\(number + 1)/started"
            let started = try await eventually("the start of \(ticket.id)") { wholeNumber(in: path) }
            sinceAnswer.add(Double(started - answered) / 1e6)
            sinceRequest.add(Double(started - asked) / 1e6)
            _ = try await eventually("the end of \(ticket.id)", every: .milliseconds(20)) {
                try await server.ticket(ticket.id).state == "done" ? true : nil
            }
        }
        return (sinceAnswer, sinceRequest)
    }
    try Figure("ticket created to agent started", unit: "ms", samples.0, aim: "p50 < 50 ms").print()
    try Figure("ticket posted to agent started", unit: "ms", samples.1).print()
}

/// The number that a file holds, once its line is whole.
private func wholeNumber(in path: String) -> Int64? {
    guard let bytes = FileManager.default.contents(atPath: path), bytes.last == UInt8(ascii: "\n") else { return nil }
    return Int64(String(decoding: bytes.dropLast(), as: UTF8.self))
}
