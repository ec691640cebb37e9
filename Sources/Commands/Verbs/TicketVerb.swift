import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein ticket …`
struct TicketVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket", abstract: "Create, list, show and change tickets.",
        subcommands: [Create.self, List.self, Show.self, Edit.self, Comment.self, Cancel.self, Reopen.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write down a unit of work.",
            discussion: "The text after the title may come from a file or, with `--body -`, from standard input.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "What is to be done, in one line.") var title: String
        @Option(name: [.short, .long], help: "The details; @FILE reads a file, - standard input.") var body: String?
        @Option(help: "The project; may be left out when there is one.") var project: String?
        @Option(help: "The agent that shall work on it; default: the project's, or any that is free.") var agent:
            String?
        @Option(help: "urgent, high, normal or low.") var priority: String?
        @Option(help: "A label; may be repeated.") var label: [String] = []
        @Option(help: "The ticket that this one is a part of.") var parent: String?
        @Option(help: "A ticket that must be done first; may be repeated.") var blocker: [String] = []
        @Option(help: "A model in the place of the agent's own.") var model: String?
        @Option(help: "How hard the model is to think, in its harness's words.") var effort: String?
        @Flag(help: "Only write it down: nobody works on it until `skein ticket reopen`.") var backlog = false

        func run() async throws {
            let request = CreateTicketBody(
                title: title, body: try body.map(Text.read), project: project, assignee: agent, priority: priority,
                labels: label, parent: parent, blockers: blocker, isBacklog: backlog, model: model, effort: effort)
            let idle = backlog ? nil : "`skein up` starts one, and the work."
            let ticket: TicketBody = try await options.session(idle: idle) {
                try await $0.post("/api/v1/tickets", request)
            }
            options.print(ticket) { "created \(ticket.id): \(ticket.title)" }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List tickets, the latest first.")

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "Only these states, with commas: backlog, todo, in_progress, merging, done, blocked, cancelled.")
        var state: String?
        @Option(help: "At most so many.") var limit = 100
        @Option(help: "Go on below this ticket.") var after: String?

        func run() async throws {
            var query = ["limit": "\(limit)"]
            query["state"] = state
            query["after"] = after
            let page: PageBody<TicketBody> = try await options.session { [query] in
                try await $0.get("/api/v1/tickets", query)
            }
            options.print(page) {
                if page.items.isEmpty { return "no tickets: `skein ticket create \"…\"` makes one" }
                let rows = page.items.map { [$0.id, $0.state, $0.priority, $0.assignee ?? "-", $0.title] }
                let only = state.map { " --state \($0)" } ?? ""
                let more = page.next.map { "\nmore: skein ticket list\(only) --limit \(limit) --after \($0)" } ?? ""
                return Table(["TICKET", "STATE", "PRIORITY", "AGENT", "TITLE"], rows).text + more
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a ticket with its comments, runs and changes.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as T-12.") var ticket: String

        func run() async throws {
            let path = "/api/v1/tickets/\(try Text.identifier(ticket, "T"))"
            let detail: TicketDetailBody = try await options.session { try await $0.get(path) }
            options.print(detail) { TicketPage(detail: detail).text }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change what a ticket says.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as T-12.") var ticket: String
        @Option(help: "A new title.") var title: String?
        @Option(name: [.short, .long], help: "New details; @FILE reads a file, - standard input.") var body: String?
        @Option(help: "Another agent.") var agent: String?
        @Flag(name: .customLong("no-agent"), help: "No agent in particular: the project's, or any that is free.")
        var isUnassigned = false
        @Option(help: "urgent, high, normal or low.") var priority: String?
        @Option(help: "A further label; may be repeated.") var addLabel: [String] = []
        @Option(help: "A label to take away; may be repeated.") var removeLabel: [String] = []
        @Option(help: "The ticket that this one is a part of.") var parent: String?
        @Flag(name: .customLong("no-parent"), help: "It is a part of no other ticket.") var isAlone = false
        @Option(help: "Another model than the agent's own; an empty text takes that again.") var model: String?
        @Option(help: "Another effort than the agent's own; an empty text takes that again.") var effort: String?
        @Option(help: "A further ticket that must be done first; may be repeated.") var addBlocker: [String] = []
        @Option(help: "A ticket that need not be done first any more; may be repeated.") var removeBlocker: [String] =
            []

        func validate() throws {
            let isEmpty =
                [title, body, agent, priority, parent, model, effort].allSatisfy { $0 == nil } && !isUnassigned
                && !isAlone
            if isEmpty && (addLabel + removeLabel + addBlocker + removeBlocker).isEmpty {
                throw ValidationError("Say what to change, such as --title \"…\" or --priority high.")
            }
            if agent != nil && isUnassigned { throw ValidationError("Use --agent or --no-agent, not both.") }
            if parent != nil && isAlone { throw ValidationError("Use --parent or --no-parent, not both.") }
        }

        func run() async throws {
            let path = "/api/v1/tickets/\(try Text.identifier(ticket, "T"))"
            let blockers = ListEdit(
                added: try addBlocker.map { try Text.identifier($0, "T") },
                removed: try removeBlocker.map { try Text.identifier($0, "T") })
            let labels = ListEdit(added: addLabel, removed: removeLabel)
            let text = try body.map(Text.read)
            let wanted = EditTicketBody(
                title: title, body: text, assignee: isUnassigned ? "" : agent, priority: priority,
                parent: isAlone ? "" : try parent.map { try Text.identifier($0, "T") }, model: model, effort: effort)
            let edited: TicketBody = try await options.session { client in
                var request = wanted
                if !blockers.isEmpty || !labels.isEmpty {
                    let detail: TicketDetailBody = try await client.get(path)
                    request.blockers = blockers.applied(to: detail.ticket.blockers)
                    request.labels = labels.applied(to: detail.ticket.labels)
                }
                return try await client.patch(path, request)
            }
            options.print(edited) { "changed \(edited.id)" }
        }
    }

    struct Comment: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a remark; the agent's next run reads it.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as T-12.") var ticket: String
        @Argument(help: "The remark; @FILE reads a file, - standard input.") var text: String

        func run() async throws {
            let path = "/api/v1/tickets/\(try Text.identifier(ticket, "T"))/comments"
            let request = CommentRequestBody(text: try Text.read(text))
            let ticket: TicketBody = try await options.session { try await $0.post(path, request) }
            options.print(ticket) { "commented on \(ticket.id)" }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a ticket without result: its run is stopped, its change leaves the queue, its work is kept.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as T-12.") var ticket: String
        @Option(help: "Why, for the journal.") var reason: String?

        func run() async throws {
            let path = "/api/v1/tickets/\(try Text.identifier(ticket, "T"))/cancel"
            let request = ReasonRequestBody(reason: reason)
            let ticket: TicketBody = try await options.session { try await $0.post(path, request) }
            options.print(ticket) { "cancelled \(ticket.id)" }
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a ticket going: from the backlog, from blocked, or now instead of after its back-off.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as T-12.") var ticket: String

        func run() async throws {
            let path = "/api/v1/tickets/\(try Text.identifier(ticket, "T"))/reopen"
            let ticket: TicketBody = try await options.session(idle: "`skein up` starts one, and the work.") {
                try await $0.post(path, ReasonRequestBody())
            }
            options.print(ticket) { "\(ticket.id) goes on" }
        }
    }
}

/// What shall be added to a list and taken from it.
private struct ListEdit: Sendable {
    let added: [String]
    let removed: [String]

    var isEmpty: Bool { added.isEmpty && removed.isEmpty }

    /// The list as it shall be; nil when it stays.
    func applied(to list: [String]) -> [String]? {
        if isEmpty { return nil }
        let kept = list.filter { !removed.contains($0) }
        return kept + added.filter { !kept.contains($0) }
    }
}
