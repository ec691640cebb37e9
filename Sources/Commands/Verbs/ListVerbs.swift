import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein agent …`
struct AgentVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "List and show agents.", subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the agents and what they do now.")
        @OptionGroup var options: WorkspaceOptions

        func run() async throws {
            let page: PageBody<AgentBody> = try await options.session { try await $0.get("/api/v1/agents") }
            options.print(page) {
                if page.items.isEmpty { return "no agents: each is a file agents/NAME.md" }
                let rows = page.items.map { agent in
                    let busy = agent.liveRuns.isEmpty ? "idle" : agent.liveRuns.joined(separator: ", ")
                    let state = agent.isRetired ? "retired" : agent.isPaused ? "paused" : busy
                    return [agent.name, agent.role, agent.harness, "\(agent.liveRuns.count)/\(agent.maxRuns)", state]
                }
                return Table(["AGENT", "ROLE", "HARNESS", "RUNS", "NOW"], rows).text
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show an agent and what its harness can do.")
        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "The agent's name.") var name: String

        func run() async throws {
            let path = "/api/v1/agents/\(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
            let agent: AgentBody = try await options.session { try await $0.get(path) }
            options.print(agent) {
                let can = agent.capabilities.map { "  \($0.isSupported ? "can" : "cannot") \($0.name): \($0.reason)" }
                let manager = agent.manager.map { ", reports to \($0)" } ?? ""
                return ["\(agent.name), \(agent.role)\(manager)", "harness \(agent.harness):"].joined(separator: "\n")
                    + "\n" + can.joined(separator: "\n") + "\n\n" + agent.instructions
            }
        }
    }
}

/// `skein runs`
struct RunsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "List runs, the latest first.")
    @OptionGroup var options: WorkspaceOptions
    @Flag(help: "Only those that are live.") var live = false
    @Option(help: "At most so many.") var limit = 50
    @Option(help: "Go on below this run.") var after: String?

    func run() async throws {
        var query = ["limit": "\(limit)", "live": "\(live)"]
        query["after"] = after
        let page: PageBody<RunBody> = try await options.session { [query] in try await $0.get("/api/v1/runs", query) }
        options.print(page) {
            if page.items.isEmpty { return live ? "nothing runs" : "no runs yet" }
            let rows = page.items.map { run in
                [run.id, run.ticket, run.agent, "\(run.attempt)", run.outcome ?? run.state, run.note]
            }
            let only = live ? " --live" : ""
            let more = page.next.map { "\nmore: skein runs\(only) --limit \(limit) --after \($0)" } ?? ""
            return Table(["RUN", "TICKET", "AGENT", "ATTEMPT", "STATE", "NOTE"], rows).text + more
        }
    }
}

/// `skein queue`
struct QueueVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Show the merge queue in landing order, what is held, and what ended last.")
    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let page: PageBody<ChangeBody> = try await options.session { try await $0.get("/api/v1/queue") }
        options.print(page) {
            if page.items.isEmpty { return "the queue is empty" }
            let rows = page.items.map { [$0.id, $0.ticket, $0.project, $0.state, $0.note] }
            return Table(["CHANGE", "TICKET", "PROJECT", "STATE", "NOTE"], rows).text
        }
        if !options.json { try await Checkouts.tell(about: options.local()) }
    }
}

/// `skein why`
struct WhyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say why a ticket is not running, not merged, or stopped.",
        discussion: "The answer comes from the same rules that decide it.")
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Such as T-12.") var ticket: String

    func run() async throws {
        let path = "/api/v1/tickets/\(try Text.identifier(ticket, "T"))/why"
        let why: WhyBody = try await options.session(idle: "nothing starts or lands until `skein up`.") {
            try await $0.get(path)
        }
        options.print(why) {
            let reasons = why.reasons.map { "- \(Text.line($0.sentence))" }
            return (["\(why.ticket) is \(why.state)."] + reasons).joined(separator: "\n")
        }
    }
}
