import APIClient
import ArgumentParser
import Wire

/// `skein ask-session`
struct AskSessionVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask-session", abstract: "Ask what the agent of a run knows, also when the run ended long ago.",
        discussion: """
            A copy of the session answers; it may change nothing, and the session stays as it is. It takes as long as \
            the model does, five minutes at most.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Such as R-7.") var run: String
    @Argument(help: "What to ask; @FILE reads a file, - standard input.") var question: String

    func run() async throws {
        let path = "/api/v1/runs/\(try Text.identifier(run, "R"))/ask"
        let question = SayBody(text: try Text.read(question))
        let answer: SessionAnswerBody = try await options.session {
            try await $0.waiting(.seconds(330)).post(path, question)
        }
        options.print(answer) { Text.plain(answer.text) }
    }
}

/// `skein sessions …`
struct SessionsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "Find what agents did and said.", subcommands: [Search.self])

    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find words in all conversations, the latest run first.",
            discussion: "Letters of either case are the same. `skein logs` shows the whole conversation of a run.")
        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "What is looked for.") var text: String
        @Option(help: "At most so many lines, five of a run.") var limit = 20
        @Option(help: "Go on below this run.") var after: String?

        func run() async throws {
            var query = ["text": text, "limit": "\(limit)"]
            query["after"] = try after.map { try Text.identifier($0, "R") }
            let page: PageBody<SessionMatchBody> = try await options.session { [query] in
                try await $0.get("/api/v1/sessions", query)
            }
            options.print(page) {
                let quoted = "'" + text.replacing("'", with: "'\\''") + "'"
                let next = page.next.map { "\nmore: skein sessions search \(quoted) --limit \(limit) --after \($0)" }
                if page.items.isEmpty { return "nothing found" + (next ?? "") }
                let rows = page.items.map { match in
                    [
                        match.run, match.ticket, match.agent, Text.time(match.at),
                        match.line.trimmingPrefix(" ").description,
                    ]
                }
                return Table(["RUN", "TICKET", "AGENT", "AT", "LINE"], rows).text + (next ?? "")
            }
        }
    }
}
