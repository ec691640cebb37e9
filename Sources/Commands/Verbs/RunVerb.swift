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
            Works with a running server, with the files of a workspace, and with neither: then --project is the \
            repository, --agent any program that takes a prompt on standard input and edits files, and --gate the \
            check to pass.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "What is to be done; the first line becomes the title. @FILE reads a file, - standard input.")
    var text: String
    @Option(help: "An agent of the workspace; without one, a program: claude, codex, or your own such as ./my-agent.")
    var agent: String?
    @Option(help: "A project of the workspace; without one, the folder of a repository.")
    var project: String?
    @Option(help: "Without a workspace: the check to pass, such as \"make test\". Default: guessed from the files.")
    var gate: String?
    @Option(help: "A model in the place of the agent's own.") var model: String?
    @Option(help: "How hard the model is to think, in its harness's words.") var effort: String?

    func run() async throws {
        let text = try Text.read(text)
        let line = text.split(maxSplits: 1, whereSeparator: \.isNewline).first ?? ""
        let title = Self.title(line.replacing("\t", with: " "))
        let ticket = CreateTicketBody(
            title: title, body: text == title ? nil : text, model: model, effort: effort)
        let detail = try await carryOut(ticket)
        options.print(detail) { report(detail) }
        if detail.ticket.state != "done" { throw ExitCode(CommandFailure.Kind.unsuccessful.rawValue) }
    }

    /// As much of the line as a title may be long, in whole letters.
    private static func title(_ line: some StringProtocol) -> String {
        var title = ""
        for letter in line.prefix(200) where title.utf8.count + letter.utf8.count <= 500 { title.append(letter) }
        return title
    }

    private func carryOut(_ ticket: CreateTicketBody) async throws -> TicketDetailBody {
        let start =
            project.map { FileManager.default.fileExists(atPath: $0) ? $0 : options.workspace } ?? options.workspace
        // No file found here is the case without files, not an error.
        guard let folder = try? WorkspaceFolder.find(from: start) else {
            if let project, project != start {
                // Never the repository one happens to stand in: its branch would be moved.
                throw CommandFailure(
                    .notFound, "There is no folder \(project): name the folder of a git repository with --project.")
            }
            return try await carryOutBare(ticket, start)
        }
        if gate != nil {
            throw CommandFailure(
                .invalid, "\(folder.yaml) says which gates there are: leave --gate out, or change `gates` there.")
        }
        let workspace = try LocalWorkspace(folder)
        var request = ticket
        request.project = try projectName(in: workspace)
        request.assignee = agent
        let errand = Errand(request: request, isQuiet: options.json)
        if let client = await workspace.runningServer() { return try await errand.carryOut(client) }
        // Before a server starts, because its start is written into the journal.
        let agents = try load(folder).agents.keys
        if let agent, !agents.contains(Agent.ID(name: agent)) {
            throw Rejection.unknown(Agent.ID(name: agent), known: Array(agents))
        }
        try await Preflight.check(workspace)
        return try await errand.serve(workspace)
    }

    private func carryOutBare(_ ticket: CreateTicketBody, _ start: String) async throws -> TicketDetailBody {
        let errand = Errand(request: ticket, isQuiet: options.json)
        let used = LocalWorkspace(bareAt: start)
        guard let used, let client = await used.runningServer() else {
            if agent == nil, gate == nil, let used { return try await errand.serve(used) }
            return try await errand.serve(
                try await BareWorkspace(repository: start, agent: agent, gate: gate).make())
        }
        if agent != nil || gate != nil {
            throw CommandFailure(
                .conflict,
                "Another `skein run` works in \(used.root), with its own agent and gate: leave --agent and --gate out "
                    + "to use those, or try again when it has ended.")
        }
        return try await errand.carryOut(client) { try await errand.serve(used, going: $0) }
    }

    /// `--project` may be the name of a project or its folder.
    private func projectName(in workspace: LocalWorkspace) throws -> String? {
        guard let project, let source = workspace.source else { return project }
        let path = URL(fileURLWithPath: project).standardizedFileURL.resolvingSymlinksInPath().path
        return try source.load().projects.first { $0.value.path == path }?.key.name ?? project
    }

    private func report(_ detail: TicketDetailBody) -> String {
        let reasons = detail.why.reasons.map { Text.line($0.sentence) }.joined(separator: "\n")
        let summary = detail.ticket.summary.isEmpty ? "" : "\n\(detail.ticket.summary)"
        return "\(detail.ticket.id) \(detail.ticket.state)\(summary)\n\(reasons)"
    }
}

/// One ticket, from its creation until nothing more happens with it.
private struct Errand: Sendable {
    let request: CreateTicketBody
    /// Standard output is for the result alone.
    let isQuiet: Bool

    /// The ticket, and where the journal stood before it.
    struct Started: Sendable {
        let ticket: String
        let revision: Int64
    }

    /// Has it done by the server that runs.
    ///
    /// - Parameter takingOver: what to do when that server ends first; without it that is an error.
    func carryOut(
        _ client: Client, takingOver: ((Started) async throws -> TicketDetailBody)? = nil
    ) async throws -> TicketDetailBody {
        let started = try await start(client)
        do {
            return try await watch(client, started)
        } catch is Watcher.ServerEnded {
            if let takingOver { return try await takingOver(started) }
            throw CommandFailure(
                .world, "The server ended before \(started.ticket) did: `skein up` goes on with it.")
        }
    }

    /// Has it done by a server of its own.
    ///
    /// - Parameter started: the ticket, when there is one already.
    func serve(_ workspace: LocalWorkspace, going started: Started? = nil) async throws -> TicketDetailBody {
        do {
            let detail = try await Serve(workspace: workspace, extent: .whole).during { door in
                let going: Started
                if let started { going = started } else { going = try await start(door.client) }
                let detail = try await watch(door.client, going)
                if detail.ticket.state == "done" { await tidied(workspace, going.ticket) }
                return detail
            }
            if detail.ticket.state == "done" { try await Checkouts.tell(about: workspace) }
            return detail
        } catch  where error is CancellationError || error is Watcher.ServerEnded {
            throw CommandFailure(
                .unsuccessful,
                "Interrupted. The ticket stays and its agent goes on: `skein up` here lands its work, "
                    + "`skein ticket list` and `skein ticket cancel` are for giving it up.")
        }
    }

    private func start(_ client: Client) async throws -> Started {
        let board: BoardBody = try await client.get("/api/v1/board", ["limit": "1"])
        let created: TicketBody = try await client.post("/api/v1/tickets", request)
        return Started(ticket: created.id, revision: board.revision)
    }

    private func watch(_ client: Client, _ started: Started) async throws -> TicketDetailBody {
        let details = try await Watcher(client: client, tickets: [started.ticket], json: isQuiet)
            .untilSettled(after: started.revision)
        guard let detail = details.first else { preconditionFailure("a watched ticket has an end") }
        return detail
    }

    /// The worktree of a ticket that is done is removed in the background; leaving at once would leave it behind.
    private func tidied(_ workspace: LocalWorkspace, _ ticket: String) async {
        let folder = "\(workspace.state.path)/worktrees/\(ticket)"
        let deadline = ContinuousClock.now + .seconds(10)
        while FileManager.default.fileExists(atPath: folder), ContinuousClock.now < deadline {
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
        }
    }
}
