import APIClient
import ArgumentParser
import Glibc
import Wire

/// `skein attach`
struct AttachVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Follow a run and talk to its agent; ends when the run does.",
        discussion: """
            Each line that is typed is said to the agent, but for these:
              /allow [Q-1]           /always [Q-1]     answer a permission; without Q-1 the oldest
              /deny [Q-1] [REASON]   /answer [Q-1] TEXT
              /interrupt             end the turn; the agent waits for a word
              /stop                  end the run
              /quit                  leave; the agent goes on
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Such as R-7.") var run: String

    func validate() throws {
        if options.json { throw ValidationError("attach is for people: `skein logs -f --json` follows as JSON.") }
    }

    func run() async throws {
        let id = try Text.identifier(run, "R")
        let workspace = try options.local()
        // A server of its own would keep the real one from starting for as long as somebody looks on.
        guard let client = await workspace.runningServer() else {
            throw CommandFailure(
                .world, "No server runs here: `skein up` starts one; `skein logs \(id)` works without.")
        }
        let attachment = Attachment(client: client, run: id)
        try await attachment.hold()
    }
}

/// A person who follows a run and types.
struct Attachment: Sendable {
    let client: Client
    let run: String

    /// Until the run ends or the person leaves.
    func hold() async throws {
        let run: RunBody = try await client.get("/api/v1/runs/\(run)")
        say(Text.line("\(run.id) \(run.agent) on \(run.ticket) \(run.ticketTitle): \(run.outcome ?? run.state)"))
        if run.state != "ended", isatty(STDIN_FILENO) == 1 { say("type to talk, /quit to leave") }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await follow(run) }
            group.addTask { try await listen() }
            while let isOver = try await group.next() {
                if isOver { return group.cancelAll() }
            }
        }
    }

    /// Prints what happens; true when the run has ended.
    private func follow(_ run: RunBody) async throws -> Bool {
        let stream = run.harness == "command" ? "stdout" : "events"
        var conversation = ConversationText()
        try await RunLog(client: client, run: run.id).read(stream, from: -65536, follow: true) { piece in
            if stream == "stdout" { return say(Text.plain(piece.text), terminator: "") }
            let lines = conversation.take(piece)
            return lines.isEmpty || say(lines.joined(separator: "\n"))
        }
        let ended: RunBody = try await client.get("/api/v1/runs/\(run.id)")
        for line in conversation.end { say(line) }
        say(Text.line("\(ended.id) \(ended.outcome ?? ended.state)\(ended.note.isEmpty ? "" : ": \(ended.note)")"))
        return true
    }

    /// Says what is typed; true when the person leaves, false when no more comes and the run is followed on.
    private func listen() async throws -> Bool {
        var lines = TypedLines()
        while let line = try await lines.next() {
            let typed = TypedLine(line)
            if typed == .quit { return true }
            do {
                if let answer = try await carryOut(typed) { say(Text.plain(answer)) }
            } catch let refusal as Client.Refusal {
                say("! \(Text.plain(refusal.problem.detail))")
            }
        }
        return isatty(STDIN_FILENO) == 1
    }

    /// Returns what to print.
    private func carryOut(_ line: TypedLine) async throws -> String? {
        switch line {
        case .nothing, .quit: return nil
        case .words(let text):
            let delivery: DeliveryBody = try await client.post("/api/v1/runs/\(run)/say", SayBody(text: text))
            return "(\(delivery.sentence(run)))"
        case .control(let path):
            let _: RunBody = try await client.post("/api/v1/runs/\(run)/\(path)", ReasonRequestBody())
            return nil
        case .answer(let request, let body): return try await answer(request, body)
        case .unknown(let word):
            return "! There is no \(word): /allow, /always, /deny, /answer, /interrupt, /stop and /quit are known."
        }
    }

    private func answer(_ named: String?, _ body: AnswerBody) async throws -> String? {
        var request = named
        if request == nil {
            let open: PageBody<RequestBody> = try await client.get("/api/v1/requests", ["run": run])
            request = open.items.first?.id
        }
        guard let request else { return "! \(run) asks nothing now." }
        let answered: RequestBody = try await client.post("/api/v1/requests/\(request)/answer", body)
        return "(\(answered.id) is answered: \(Text.line(answered.answer ?? "")))"
    }
}

/// What a typed line means.
enum TypedLine: Hashable, Sendable {
    case nothing
    case words(String)
    /// `interrupt` or `stop`.
    case control(String)
    case answer(request: String?, AnswerBody)
    case quit
    case unknown(String)

    init(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard let first = words.first else {
            self = .nothing
            return
        }
        let (request, rest) = Self.request(Array(words.dropFirst()))
        switch first {
        case "/allow", "/always": self = .answer(request: request, AnswerBody(answer: String(first.dropFirst())))
        case "/deny": self = .answer(request: request, AnswerBody(answer: "deny", reason: rest.isEmpty ? nil : rest))
        case "/answer": self = .answer(request: request, AnswerBody(answer: rest))
        case "/interrupt", "/stop": self = .control(String(first.dropFirst()))
        case "/quit": self = .quit
        case let word where word.hasPrefix("/") && !word.dropFirst().contains("/"): self = .unknown(word)
        default: self = .words(line)
        }
    }

    /// The request that the words begin with, if any, and the others.
    private static func request(_ words: [String]) -> (String?, String) {
        if let first = words.first, first.uppercased().hasPrefix("Q-"),
            let id = try? Text.identifier(first, "Q")  // else it is a word of a reason
        {
            return (id, words.dropFirst().joined(separator: " "))
        }
        return (nil, words.joined(separator: " "))
    }
}

/// Lines of standard input, awaited without holding a thread up.
struct TypedLines {
    private var bytes: [UInt8] = []
    private var hasEnded = false

    /// The next line without its end; nil when no more come.
    mutating func next() async throws -> String? {
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                defer { bytes.removeFirst(end + 1) }
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
            if hasEnded {
                defer { bytes = [] }
                return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
            }
            if isReadable { read() } else { try await Task.sleep(for: .milliseconds(50)) }
        }
    }

    private var isReadable: Bool {
        var wait = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, 0) > 0
    }

    private mutating func read() {
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(STDIN_FILENO, &piece, piece.count)
        if count > 0 { bytes += piece[..<count] } else if count == 0 || errno != EINTR { hasEnded = true }
    }
}
