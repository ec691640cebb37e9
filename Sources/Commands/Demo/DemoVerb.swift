import APIClient
import ArgumentParser
import Foundation
import HTTP
import Processes
import ServiceLifecycle
import Wire

/// `skein demo`
struct DemoVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "See the main job done: eight tickets, four agents in parallel, a conflict, a red gate, a green main.",
        discussion: """
            Makes a small repository in a new temporary folder. The agents are ordinary programs that edit it; \
            no model is called. Afterwards the board stays open until Ctrl-C, unless SKEIN_DEMO_EXIT=1 is set.
            """)

    @Option(help: "The harness of the agents. Only `command` is in this version.")
    var harness = "command"

    @Option(help: "Where to make the demo's folder; made as well when it is missing.")
    var into: String = NSTemporaryDirectory()

    func validate() throws {
        if harness != "command" {
            throw ValidationError(
                "The harness \(harness) is not in this version: use --harness command, or leave it out.")
        }
    }

    func run() async throws {
        let began = Date()
        let files = DemoFiles(root: try makeFolder())
        try files.write()
        try await makeRepository(files.repository)
        say("a repository and a workspace were made in \(files.root)")
        let workspace = try LocalWorkspace(containing: files.root)
        let leavesAtOnce = ProcessInfo.processInfo.environment["SKEIN_DEMO_EXIT"] == "1"
        let settings = Server.Settings(port: 7420, takesAnyPort: true)
        let isGreen = try await Serve(workspace: workspace, extent: .whole, settings: settings).during { door in
            say("watch it live: \(door.loginLink)\n")
            let details = try await work(door.client)
            let isGreen = try await DemoReport(files: files, client: door.client, began: began).print(details)
            if !leavesAtOnce {
                say("\nthe board stays open at \(door.loginLink)\nCtrl-C ends it; the folder \(files.root) stays.")
                try await gracefulShutdown()
            }
            return isGreen
        }
        if !isGreen { throw ExitCode(CommandFailure.Kind.unsuccessful.rawValue) }
    }

    private func makeFolder() throws -> String {
        // The agents are started elsewhere: a relative path would lead them nowhere.
        let place = URL(fileURLWithPath: into).standardizedFileURL.path
        // What keeps it from being made keeps the folder below from being made, and is told there.
        try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var template = Array("\(place)/skein-demo.XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw CommandFailure(
                .world,
                "No folder can be made in \(into): \(String(cString: strerror(errno))). Choose another with --into.")
        }
        return String(cString: made)
    }

    private func makeRepository(_ path: String) async throws {
        let who = ["-c", "user.name=Demo", "-c", "user.email=demo@skein.invalid"]
        for arguments in [
            ["init", "-q", "-b", "main"], ["add", "-A"], who + ["commit", "-q", "-m", "An orchard's price calculator"],
        ] {
            try await DemoGit.run(arguments, in: path)
        }
    }

    /// Creates the tickets, all at once, and watches until nothing moves.
    private func work(_ client: Client) async throws -> [TicketDetailBody] {
        let board: BoardBody = try await client.get("/api/v1/board", ["limit": "1"])
        var identifiers: [String: String] = [:]
        try await client.post("/api/v1/freeze", FreezeBody(reason: "the demo writes its tickets"))
        for ticket in try DemoFiles.tickets() {
            let request = CreateTicketBody(
                title: ticket.title, body: ticket.body, assignee: ticket.assignee, priority: ticket.priority,
                blockers: ticket.blockers.compactMap { identifiers[$0] })
            let created: TicketBody = try await client.post("/api/v1/tickets", request)
            identifiers[ticket.task] = created.id
        }
        try await client.post("/api/v1/thaw", ReasonRequestBody())
        return try await Watcher(client: client, tickets: identifiers.values.sorted()).untilSettled(
            after: board.revision)
    }
}

/// Git as a user would call it on the demo's repository.
enum DemoGit {
    @discardableResult
    static func run(_ arguments: [String], in path: String) async throws -> String {
        let environment = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG"].contains($0.key) }
        let finished = try await Program("git", arguments, in: path, environment: environment).run()
        guard finished.succeeded else {
            throw CommandFailure(
                .world, "git \(arguments.joined(separator: " ")): \(String(decoding: finished.errors, as: UTF8.self))")
        }
        return String(decoding: finished.output, as: UTF8.self)
    }
}
