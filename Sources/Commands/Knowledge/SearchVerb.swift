import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein search`
struct SearchVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find words in tickets, notes, knowledge and what agents said.",
        discussion: """
            Shows what has all the words, the last of which may go on; when nothing has all, what has any of them. \
            `skein sessions search` looks through the last words of conversations as they stand, also of runs at work.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "What is looked for.") var words: [String]
    @Option(help: "Only one of: ticket, memory, knowledge, run.") var kind: String?
    @Option(help: "At most so many.") var limit = 20
    @Option(help: "Go on after so many.") var after: Int?

    func run() async throws {
        var query = ["q": words.joined(separator: " "), "limit": "\(limit)"]
        query["kind"] = kind
        query["after"] = after.map { "\($0)" }
        let page: PageBody<SearchHitBody> = try await options.session { [query] in
            try await $0.get("/api/v1/search", query)
        }
        options.print(page) {
            if page.items.isEmpty { return "nothing found" }
            let rows = page.items.map { [$0.id, $0.title, $0.snippet] }
            let more = page.next.map { "\nmore: --limit \(limit) --after \($0)" } ?? ""
            return Table(["ID", "TITLE", "WORDS"], rows).text + more
        }
    }
}
