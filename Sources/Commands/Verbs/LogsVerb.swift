import APIClient
import ArgumentParser
import Wire

/// `skein logs`
struct LogsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print what a run did and said.",
        discussion: """
            A conversation is printed as lines for people: ▸ a tool that is used, ✗ one that failed, ? what is asked, \
            > what the agent was told, and the tokens at the end. A program that is just run has only its output.

            With --json, one object a line for each piece of the log; `next` is where the next one begins.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Such as R-7.") var run: String
    @Flag(name: [.short, .long], help: "Go on until the run ends.") var follow = false
    @Flag(help: "What its program wrote, as it stands.") var raw = false
    @Flag(help: "Standard error instead of standard output.") var stderr = false

    func run() async throws {
        let id = try Text.identifier(run, "R")
        try await options.session { [follow, raw, stderr, json = options.json] client in
            let run: RunBody = try await client.get("/api/v1/runs/\(id)")
            let log = RunLog(client: client, run: id)
            let isConversation = !raw && !stderr && run.harness != "command"
            let stream = stderr ? "stderr" : isConversation ? "events" : "stdout"
            if isConversation, !json {
                return try await Self.tell(log, follow: follow)
            }
            try await log.read(stream, follow: follow) { piece in
                json ? say(Text.json(piece, isIndented: false)) : say(Text.plain(piece.text), terminator: "")
            }
        }
    }

    private static func tell(_ log: RunLog, follow: Bool) async throws {
        var conversation = ConversationText()
        var isEmpty = true
        try await log.read("events", follow: follow) { piece in
            let lines = conversation.take(piece)
            isEmpty = isEmpty && piece.text.isEmpty
            return lines.isEmpty || say(lines.joined(separator: "\n"))
        }
        for line in conversation.end { say(line) }
        if isEmpty { remark("\(log.run) has said nothing yet: with --raw or --stderr is what its program wrote.") }
    }
}

/// The log of a run, read piece by piece.
struct RunLog: Sendable {
    let client: Client
    let run: String

    /// Reads from `offset` to the end, or with `follow` until the run has ended.
    ///
    /// - Parameter take: is given each piece; false ends it.
    func read(
        _ stream: String, from offset: Int64 = 0, follow: Bool, _ take: (LogBody) async throws -> Bool
    ) async throws {
        var offset = offset
        while true {
            let query = ["stream": stream, "offset": "\(offset)", "limit": "1048576"]
            let piece: LogBody = try await client.get("/api/v1/runs/\(run)/log", query)
            guard try await take(piece) else { return }
            let isAtEnd = piece.next == offset
            offset = piece.next
            if piece.isComplete || (isAtEnd && !follow) { return }
            if isAtEnd { try await Task.sleep(for: .milliseconds(300)) }
        }
    }
}

/// The pieces of an `events` log as lines for people.
struct ConversationText {
    private var lines = ConversationLines()
    /// The beginning of a line whose rest comes with the next piece.
    private var rest = ""

    mutating func take(_ piece: LogBody) -> [String] {
        rest += piece.text
        var whole = rest.split(separator: "\n", omittingEmptySubsequences: false)
        let last = String(whole.popLast() ?? "")
        let events = whole.compactMap { RunEventBody(line: $0.utf8) }
        rest = last
        return events.flatMap { lines.lines($0) }
    }

    /// What is said when nothing more comes.
    var end: [String] { lines.end }
}
