import APIClient
import ArgumentParser
import Foundation
import HTTP
import ServiceLifecycle
import Wire

/// `skein up`
struct UpVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract:
            "Serve the workspace: start ready tickets, land proven changes, answer the browser and the other commands.",
        discussion: "Stops on Ctrl-C; agents that work go on, and the next `skein up` takes them over.")

    @OptionGroup var options: WorkspaceOptions

    @Option(help: "The address to listen on. Only loopback addresses keep strangers out by themselves.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes any free one. Default: 7420, or a free one when that is taken.")
    var port: Int?

    @Option(help: "A further host name under which browsers may address the server; may be repeated.")
    var allowHost: [String] = []

    func validate() throws {
        if let port, !(0...65535).contains(port) { throw ValidationError("--port must be from 0 to 65535.") }
    }

    func run() async throws {
        let workspace = try options.local()
        try await Preflight.check(workspace)
        let settings = Server.Settings(
            host: host, port: port ?? 7420, takesAnyPort: port == nil, allowedHosts: allowHost)
        let isJSON = options.json
        let serve = Serve(workspace: workspace, extent: .whole, settings: settings)
        do {
            try await serve.during { door in
                say(isJSON ? "{\"address\":\"\(door.address)\"}" : "serving \(workspace.root)\nopen \(door.loginLink)")
                try await Self.narrate(door.client, workspace, json: isJSON)
            }
        } catch is CancellationError {
            // Interrupted before it served, or while: both end here.
        }
        remark("stopped; agents that work go on, and the next `skein up` takes them over.")
    }

    /// Where the journal stood when this server began: what it took over and started before it answered is told too.
    private static func start(_ client: Client, revision: Int64) async throws -> Int64 {
        let query = ["after": "\(max(0, revision - 500))", "limit": "500"]
        let page: PageBody<JournalBody> = try await client.get("/api/v1/journal", query)
        return page.items.last { $0.name == "serverStarted" }?.position ?? revision
    }

    /// Tells what happens, for ever; a stream that breaks, as behind a paused terminal, goes on where it broke.
    private static func narrate(_ client: Client, _ workspace: LocalWorkspace, json: Bool) async throws {
        let board: BoardBody = try await client.get("/api/v1/board", ["limit": "1"])
        if !json { for obstacle in board.obstacles { say("nothing starts: \(Text.plain(obstacle.sentence))") } }
        var position = try await start(client, revision: board.revision)
        var isTold = false
        while true {
            do {
                for try await event in client.events(after: position) where event.name == "journal" {
                    let entry = try JSONDecoder().decode(JournalBody.self, from: Data(event.data.utf8))
                    position = entry.position
                    if json { say(event.data) } else if let line = Narrator().line(entry) { say(line) }
                    if entry.name == "landed", !isTold {
                        isTold = true
                        try await Checkouts.tell(about: workspace)
                    }
                }
            } catch {
                try Task.checkCancellation()
            }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
