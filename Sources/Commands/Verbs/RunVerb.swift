import APIClient
import ArgumentParser
import ConfigurationFiles
import Domain
import Foundation
import HTTP
import Wire

/// `skein run`
struct RunVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Have one thing done, and wait until it has landed.",
        discussion: """
            Works with a running server, with the files of a workspace, and with neither: then --project is the repository, \
            --agent any program that takes a prompt on standard input and edits files, and --gate the check to pass.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "What is to be done; the first line becomes the title. @FILE reads a file, - standard input.")
    var text: String
    @Option(help: "An agent of the workspace; without one, a program such as \"claude -p\" or ./my-agent.")
    var agent: String?
    @Option(help: "A project of the workspace; without one, the folder of a repository.")
    var project: String?
    @Option(help: "Without a workspace: the check to pass, such as \"make test\". Default: guessed from the files.")
    var gate: String?

    func run() async throws {
        let text = try Text.read(text)
        let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: true)
        let title = String((lines.first ?? "").prefix(200))
        let ticket = CreateTicketBody(title: title, body: text == title ? nil : text)
        let details = try await carryOut(ticket)
        guard let detail = details.first else { return }
        options.print(detail) { report(detail) }
        if detail.ticket.state != "done" { throw ExitCode(CommandFailure.Kind.unsuccessful.rawValue) }
    }

    private func carryOut(_ ticket: CreateTicketBody) async throws -> [TicketDetailBody] {
        let start =
            project.map { FileManager.default.fileExists(atPath: $0) ? $0 : options.workspace } ?? options.workspace
        var request = ticket
        let workspace: LocalWorkspace
        // No file found here is the case without files, not an error.
        if let folder = try? WorkspaceFolder.find(from: start) {
            workspace = try LocalWorkspace(folder)
            request.project = try projectName(in: workspace)
            request.assignee = agent
        } else {
            workspace = try await BareWorkspace(repository: start, agent: agent, gate: gate).make()
        }
        if let client = await workspace.runningServer() { return try await follow(client, request) }
        try await Preflight.check(workspace)
        return try await Serve(workspace: workspace, extent: .whole).during { [request] in
            try await follow($0.client, request)
        }
    }

    private func follow(_ client: Client, _ request: CreateTicketBody) async throws -> [TicketDetailBody] {
        let board: BoardBody = try await client.get("/api/v1/board", ["limit": "1"])
        let created: TicketBody = try await client.post("/api/v1/tickets", request)
        return try await Watcher(client: client, tickets: [created.id], json: options.json)
            .untilSettled(after: board.revision)
    }

    /// `--project` may be the name of a project or its folder.
    private func projectName(in workspace: LocalWorkspace) throws -> String? {
        guard let project, let source = workspace.source else { return project }
        let path = URL(fileURLWithPath: project).standardizedFileURL.resolvingSymlinksInPath().path
        return try source.load().projects.first { $0.value.path == path }?.key.name ?? project
    }

    private func report(_ detail: TicketDetailBody) -> String {
        let reasons = detail.why.reasons.map(\.sentence).joined(separator: "\n")
        let summary = detail.ticket.summary.isEmpty ? "" : "\n\(detail.ticket.summary)"
        return "\(detail.ticket.id) \(detail.ticket.state)\(summary)\n\(reasons)"
    }
}
