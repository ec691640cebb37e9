import APIClient
import Domain
import Foundation
import Harnesses
import Logging
import Processes
import ServiceLifecycle
import Storage
import StorageSQLite
import Synchronization
import Testing

@testable import HTTP
@testable import Orchestration

/// A workspace with every part of a server but the reconcilers, over a store in memory.
struct House: Sendable {
    static let token = Access.random()

    let store: SQLiteStore
    let state: String
    let clock: SettableClock
    let access: Access
    /// What the agents of its runs hear.
    let ear = Ear()
    /// The rescues of its project.
    let shelf = Shelf()

    /// With the agent `ada`, the project `web` and the gate `test`.
    init() async throws {
        store = try await SQLiteStore()
        state = "\(NSTemporaryDirectory())/skein-http-\(UUID().uuidString)"
        clock = SettableClock(Instant(milliseconds: 1_700_000_000_000))
        access = Access(token: Self.token, clock: clock)
        let configuration = Configuration(
            settings: Workspace.Settings(name: "house", maxRuns: 200),
            projects: [Self.web: Project.Definition(path: "/web", target: "main", gates: [Self.gate])],
            agents: [
                Agent.ID(name: "ada"): Agent.Definition(
                    harness: .command(CommandHarness(argv: ["true"])), instructions: "Be good.", maxRuns: 200)
            ],
            schedules: [
                Schedule.ID(name: "ada"): Schedule.Definition(
                    cron: try Cron("0 9 * * mon"), zone: "Europe/Berlin",
                    ticket: TicketTemplate(title: "News of {date}", project: Self.web))
            ])
        try await store.perform(ApplyConfiguration(configuration), by: .server("test"), at: clock.now)
    }

    static let web = Project.ID(name: "web")
    static let gate = Gate(name: "test", command: ["true"])
    static let run = Run.ID(number: 1)
    static let change = Change.ID(number: 1)

    /// Runs a server on a free port while `body` runs, then shuts it down.
    ///
    /// - Parameter onEnd: hears how long the shutdown took.
    func serving<Result: Sendable>(
        keepAlive: Duration = .seconds(15), onEnd: @Sendable (Duration) -> Void = { _ in },
        _ body: @escaping @Sendable (Guest) async throws -> Result
    ) async throws -> Result {
        let feed = JournalFeed(store: store)
        let engine = Engine(
            store: store, clock: clock, feed: feed, logger: Logger(label: "test"), stateFolder: state)
        let outputFeed = OutputFeed()
        var api = API(
            engine: engine, control: RunControl(engine: engine, harness: { [ear] _ in ear }),
            rescues: RescueControl(engine: engine, site: shelf),
            configuration: LiveConfiguration(source: nil, engine: engine),
            output: RunLogs(stateFolder: state), outputFeed: outputFeed, access: access, upkeep: Larder(),
            person: "mara",
            capabilities: { _ in [Capability("resume", isSupported: false, reason: "it is a test")] })
        api.keepAlive = keepAlive
        let served = api
        let (ports, port) = AsyncStream<Int>.makeStream()
        let server = Server(
            api: served, access: access, settings: Server.Settings(port: 0, allowedHosts: ["board.example"])
        ) { port.yield($0) }
        let group = ServiceGroup(services: [feed, server], logger: Logger(label: "test"))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var arrivals = ports.makeAsyncIterator()
            let number = try #require(await arrivals.next())
            let guest = Guest(port: number, api: served)
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(guest)) } catch { result = .failure(error) }
            let time = try await ContinuousClock().measure {
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            onEnd(time)
            return try result.get()
        }
    }

    /// T-1 was worked on by R-1 and lies in the queue as C-1, its gate has passed; T-2 waits for T-1.
    func furnish() async throws {
        let me = Actor.person("mara")
        let content = Ticket.Content(title: "one", body: "the long text", project: Self.web)
        try await store.perform(CreateTicket(content: content), by: me, at: clock.now)
        let waiting = Ticket.Content(title: "two", project: Self.web, blockers: [Ticket.ID(number: 1)])
        try await store.perform(CreateTicket(content: waiting), by: me, at: clock.now)
        try await store.perform(StartRun(ticket: Ticket.ID(number: 1)), by: me, at: clock.now)
        let commit = String(repeating: "a", count: 40)
        try await store.perform(RecordProcessStart(run: Self.run, token: 1, base: commit), by: me, at: clock.now)
        let question = AgentRequest(id: "q", kind: .question, title: "Which port?")
        try await store.perform(AskRequest(run: Self.run, token: 1, content: question), by: me, at: clock.now)
        try await store.perform(
            EndRun(run: Self.run, token: 1, result: .submitted(head: commit, summary: "did it")), by: me, at: clock.now)
        let candidate = Change.Candidate(target: commit, tree: String(repeating: "c", count: 40))
        try await store.perform(RecordCandidate(change: Self.change, candidate: candidate), by: me, at: clock.now)
        let result = GateResult(
            gate: Self.gate, tree: candidate.tree, verdict: .passed, duration: .seconds(1), output: "all well")
        try await store.perform(FinishGate(change: Self.change, result: result), by: me, at: clock.now)
    }

    func write(log text: String, of run: Run.ID = run, _ stream: LogStream = .stdout) throws {
        let places = Places(state: state, run: run, ticket: Ticket.ID(number: 0))
        try FileManager.default.createDirectory(atPath: places.process, withIntermediateDirectories: true)
        let folder = RunFolder(places.process)
        let path =
            switch stream {
            case .stdout: folder.stdoutLog
            case .stderr: folder.stderrLog
            case .events: "\(places.runFolder)/events.jsonl"
            }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}

/// Somebody at the door of a running server.
struct Guest: Sendable {
    let port: Int
    let api: API

    var engine: Engine { api.engine }
    var outputFeed: OutputFeed { api.outputFeed }
    var access: Access { api.access }

    var client: Client { Client(address: Address(host: "127.0.0.1", port: port), token: House.token) }
    /// The header that a signed-in browser sends.
    var cookie: String { "Cookie: \(access.cookie)=\(access.redeem(token: House.token) ?? "")" }
    static let bearer = "Authorization: Bearer \(House.token)"

    func raw(
        _ method: String, _ target: String, _ headers: [String] = [bearer], body: String? = nil
    ) async throws -> RawAnswer {
        try await RawClient(port: port).answer(
            RawRequest(method: method, target: target, headers: headers, body: body.map { Array($0.utf8) }))
    }

    func createTickets(_ count: Int, body: String = "") async throws {
        for number in 0..<count {
            let content = Ticket.Content(title: "ticket \(number)", body: body, project: House.web)
            try await engine.perform(CreateTicket(content: content), by: .person("mara"))
        }
    }
}

/// A harness that writes down what its agents are told.
final class Ear: ConversingHarness {
    /// How well it hears.
    struct State {
        var heard: [AgentControl] = []
        var canSteer = true
        var isBusy = true
        var refusal: String?
    }

    let state = Mutex(State())

    var heard: [AgentControl] { state.withLock { $0.heard } }
    var capabilities: [Capability] {
        [Capability("steer", isSupported: state.withLock { $0.canSteer }, reason: "it is a test")]
    }

    func tell(_ run: Run.ID, _ control: AgentControl) async throws -> Bool {
        try state.withLock { state in
            if let refusal = state.refusal { throw WorldFailure(refusal) }
            state.heard.append(control)
            return state.isBusy
        }
    }

    func ask(_ assignment: Assignment, _ question: String) async throws -> String {
        try state.withLock { state in
            if let refusal = state.refusal { throw WorldFailure(refusal) }
            return "You asked: \(question)"
        }
    }

    func start(_ assignment: Assignment) async throws {}
    func hasStarted(_ assignment: Assignment) -> Bool { true }
    func stop(_ assignment: Assignment) async {}
    func follow(_ assignment: Assignment, report: @escaping Report) async throws -> Ending { .stopped }
}

/// A clock that stands still until a test moves it.
final class SettableClock: WallClock {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) { self.instant = Mutex(instant) }

    var now: Instant { instant.withLock { $0 } }
    func advance(by span: Span) { instant.withLock { $0 = $0 + span } }
    func sleep(until instant: Instant) async throws { try await Task.sleep(for: .seconds(3600)) }
}

/// Waits until `condition` holds; fails after ten seconds.
func eventually(
    _ what: Testing.Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while try await !condition() {
        if ContinuousClock.now > deadline {
            Issue.record(what, sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// Nothing is kept, so nothing can be wrong with it.
struct Larder: UpkeepSite {
    func backUp(to path: String?) throws -> Backup {
        if path == "/taken" { throw Rejection(.placeTaken, "There is something at /taken already.") }
        if path == "/nowhere" { throw WorldFailure("Skein could not make the folder /nowhere.") }
        return Backup(
            path: path ?? "/somewhere", revision: 7, takenAt: Instant(milliseconds: 1), files: 3, bytes: 1000)
    }

    func bytes(of archive: JournalArchive) throws -> [UInt8] { throw WorldFailure("There is no archive.") }

    func verify() -> Verification {
        Verification(entries: 7, findings: [Finding("journal", "It is wrong.", advice: "Look.")])
    }
}
