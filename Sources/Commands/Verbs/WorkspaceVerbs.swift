import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein pause`
struct PauseVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Start nothing new for an agent; what runs goes on.",
        discussion: "`skein freeze` is for the whole workspace.")
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The agent's name.") var agent: String
    @Option(help: "Why, for the journal.") var reason: String?

    func run() async throws {
        let request = PauseBody(agent: agent, reason: reason)
        try await options.session { try await $0.post("/api/v1/pause", request) }
        options.print(request) {
            "\(agent) is paused: `skein resume \(agent)` goes on"
        }
    }
}

/// `skein resume`
struct ResumeVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Undo `skein pause`, and close the agent's circuit breakers.")
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The agent's name.") var agent: String

    func run() async throws {
        let request = PauseBody(agent: agent)
        try await options.session { try await $0.post("/api/v1/resume", request) }
        options.print(request) { "\(agent) goes on" }
    }
}

/// `skein journal`
struct JournalVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Print the journal, or check that nobody changed it.")
    @OptionGroup var options: WorkspaceOptions
    @Flag(help: "Check every link of the chain, and that the events add up to what the tables say.") var verify = false
    @Option(help: "Begin after this position; 0 begins at the first. Default: the latest entries.") var after: Int64?
    @Option(help: "At most so many.") var limit = 100

    func run() async throws {
        if verify { return try await verifyChain() }
        let page: PageBody<JournalBody> = try await options.session { [after, limit] client in
            var start = after ?? 0
            if after == nil {
                let board: BoardBody = try await client.get("/api/v1/board", ["limit": "1"])
                start = max(0, board.revision - Int64(max(0, limit)))
            }
            return try await client.get("/api/v1/journal", ["after": "\(start)", "limit": "\(limit)"])
        }
        options.print(page) {
            let rows = page.items.map { entry in
                [
                    "\(entry.position)", Text.time(entry.at), entry.actor, "\(entry.noun) \(entry.subject)", entry.name,
                    entry.payload,
                ]
            }
            let isCut = after != nil && page.items.count == limit
            let more = !isCut ? "" : page.next.map { "\nmore: skein journal --limit \(limit) --after \($0)" } ?? ""
            return Table(["POSITION", "AT", "BY", "SUBJECT", "EVENT", "FIELDS"], rows).text + more
        }
    }

    private func verifyChain() async throws {
        // 25,000 entries a second: a long journal takes minutes.
        let verdict: JournalVerdictBody = try await options.session {
            try await $0.waiting(.seconds(3600)).get("/api/v1/journal/verify")
        }
        options.print(verdict) {
            verdict.faults.isEmpty
                ? "whole: \(verdict.entries) entries, the chain holds and the events add up to the tables"
                : verdict.faults.joined(separator: "\n")
        }
        if !verdict.faults.isEmpty { throw ExitCode(CommandFailure.Kind.unsuccessful.rawValue) }
    }
}

/// `skein link`
struct LinkVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Print a link that signs a browser in to the running server, once.")
    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let workspace = try options.local()
        guard let client = await workspace.runningServer(), let record = workspace.state.server() else {
            // Says so when a server runs that cannot be asked.
            if workspace.state.server() != nil { _ = try await WorkspaceLock.take(workspace.state) }
            throw CommandFailure(.world, "No server runs here: `skein up` starts one and prints a link.")
        }
        let code: LoginCodeBody = try await client.post("/api/v1/login-codes", ReasonRequestBody())
        let link = "\(record.address)/login?code=\(code.code)"
        options.print(["link": link]) { link }
    }
}

/// `skein sync`
struct SyncVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Bring the files of your checkout to what has landed on its branch.",
        discussion:
            "Landing moves the branch, never your files. Nothing is overwritten: with changes of yours it stops."
    )
    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let updates = try await Checkouts.update(options.local())
        options.print(updates) { updates.map(\.sentence).joined(separator: "\n") }
    }
}

/// `skein version`
struct VersionVerb: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")
    @Flag(help: "Print JSON.") var json = false

    func run() {
        say(json ? Text.json(Capabilities.own, isIndented: false) : Version.text)
    }
}
