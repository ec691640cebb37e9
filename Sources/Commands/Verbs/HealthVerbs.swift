import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein freeze`
struct FreezeVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze", abstract: "Start nothing new in the workspace; what runs goes on and lands.",
        discussion: "It holds over restarts, until `skein thaw`. `skein stop --all` stops what runs too.")
    @OptionGroup var options: WorkspaceOptions
    @Option(help: "Why, for the journal and for whoever asks.") var reason: String?

    func run() async throws {
        let request = FreezeBody(reason: reason)
        let status: StatusBody = try await options.session { try await $0.post("/api/v1/freeze", request) }
        options.print(status) { "the workspace is frozen: `skein thaw` goes on" }
    }
}

/// `skein thaw`
struct ThawVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "thaw", abstract: "Undo `skein freeze`.")
    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let status: StatusBody = try await options.session { try await $0.post("/api/v1/thaw", ReasonRequestBody()) }
        options.print(status) {
            (["the workspace goes on"] + status.obstacles.map(\.sentence)).map(Text.plain)
                .joined(separator: "\n")
        }
    }
}

/// `skein status`
struct StatusVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say how the workspace fares, and what keeps it from starting anything.")
    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let status: StatusBody = try await options.session { try await $0.get("/api/v1/status") }
        options.print(status) { status.text }
    }
}

extension StatusBody {
    /// For people: a line for each thing.
    fileprivate var text: String {
        let server = isServed ? "a server works on it" : "no server runs: `skein up` starts one"
        let tickets = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        var lines = [
            "\(workspace): \(server)", "runs: \(liveRuns) live",
            "tickets: \(tickets.isEmpty ? "none" : tickets.joined(separator: ", "))",
        ]
        if openRequests > 0 { lines.append("requests: \(openRequests) open, `skein inbox` lists them") }
        if isServed { lines.append("lag: \(lag) ms") }
        lines += breakers.map { "breaker: \($0.sentence)" }
        lines += obstacles.map { "nothing starts: \($0.sentence)" }
        return lines.map(Text.plain).joined(separator: "\n")
    }
}
