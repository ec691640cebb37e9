import APIClient
import ArgumentParser
import Domain
import Wire

/// `skein steer`
struct SteerVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steer", abstract: "Say something to an agent at work.",
        discussion: """
            It goes into the turn that runs where the agent's harness can, else it begins the next turn. When the run \
            cannot hear it, it becomes a comment that the ticket's next run reads. What is printed says which.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Such as R-7.") var run: String
    @Argument(help: "What to say; @FILE reads a file, - standard input.") var text: String

    func run() async throws {
        let id = try Text.identifier(run, "R")
        let words = SayBody(text: try Text.read(text))
        let delivery: DeliveryBody = try await options.session { try await $0.post("/api/v1/runs/\(id)/say", words) }
        options.print(delivery) { delivery.sentence(id) }
    }
}

/// `skein interrupt`
struct InterruptVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interrupt", abstract: "End the turn that an agent is in; it waits for a word then.",
        discussion: "`skein steer` says how to go on, `skein stop` ends the run.")
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Such as R-7.") var run: String

    func run() async throws {
        let path = "/api/v1/runs/\(try Text.identifier(run, "R"))/interrupt"
        let run: RunBody = try await options.session { try await $0.post(path, ReasonRequestBody()) }
        options.print(run) { "\(run.id) is interrupted: `skein steer \(run.id) \"…\"` says how to go on" }
    }
}

/// `skein stop`
struct StopVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "End a run, or all; their tickets wait for a person, their work is kept.",
        discussion: "`skein stop --all --yes` also freezes the workspace, so that nothing starts in their place.")
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Such as R-7.") var run: String?
    @Flag(help: "Every live run; the workspace is frozen too.") var all = false
    @Flag(help: "Confirms `--all`.") var yes = false
    @Option(help: "Why all are stopped, for the journal.") var reason: String?

    func validate() throws {
        if (run == nil) != all { throw ValidationError("Name one run, or all of them with --all.") }
        if all, !yes { throw ValidationError("--all stops every live run: confirm it with --yes.") }
        if reason != nil, !all { throw ValidationError("--reason goes with --all.") }
    }

    func run() async throws {
        guard let run else { return try await stopAll() }
        let path = "/api/v1/runs/\(try Text.identifier(run, "R"))/stop"
        let stopped: RunBody = try await options.session(idle: "the run ends with the next `skein up`.") {
            try await $0.post(path, ReasonRequestBody())
        }
        options.print(stopped) {
            "\(stopped.id) is being stopped: `skein ticket reopen \(stopped.ticket)` starts another"
        }
    }

    private func stopAll() async throws {
        let body = FreezeBody(reason: reason, stopsRuns: true)
        let status: StatusBody = try await options.session(idle: "the runs end with the next `skein up`.") {
            try await $0.post("/api/v1/freeze", body)
        }
        options.print(status) {
            "the workspace is frozen and every run is being stopped (\(status.liveRuns)): `skein thaw` goes on, and "
                + "`skein ticket reopen` with each ticket"
        }
    }
}

/// `skein inbox`
struct InboxVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox", abstract: "List what agents wait for an answer to, the oldest first.")
    @OptionGroup var options: WorkspaceOptions
    @Option(name: .customLong("run"), help: "Only what this run asks.") var only: String?

    func run() async throws {
        var query: [String: String] = [:]
        if let only { query["run"] = try Text.identifier(only, "R") }
        let page: PageBody<RequestBody> = try await options.session { [query] in
            try await $0.get("/api/v1/requests", query)
        }
        options.print(page) {
            page.items.isEmpty ? "nothing is asked" : page.items.map { Inquiry($0).text }.joined(separator: "\n\n")
        }
    }
}

/// `skein answer`
struct AnswerVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer what an agent asks; it goes on with the answer.",
        discussion: "`always` allows the same for the rest of the session. `skein inbox` lists what is asked.")
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Such as Q-3.") var request: String
    @Argument(help: "allow, always or deny; to a question words. @FILE reads a file, - standard input.")
    var answer: String
    @Option(help: "Why it is denied, for the agent.") var reason: String?

    func run() async throws {
        let path = "/api/v1/requests/\(try Text.identifier(request, "Q"))/answer"
        let body = AnswerBody(answer: try Text.read(answer), reason: reason)
        let idle = "the agent is told by the next `skein up`."
        let request: RequestBody = try await options.session(idle: idle) { try await $0.post(path, body) }
        options.print(request) { "\(request.id) is answered: \(Text.line(request.answer ?? ""))" }
    }
}

extension DeliveryBody {
    /// How a word arrives, for people.
    func sentence(_ run: String) -> String {
        switch delivery {
        case "in_turn": "\(run) is told within its turn"
        case "next_turn": "\(run) is told as soon as no turn runs"
        default:
            "\(run) cannot hear it: \(Text.line(reason ?? "")) It is a comment on the ticket now, which the next run "
                + "reads."
        }
    }
}
