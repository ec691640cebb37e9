import Domain
import Orchestration
import Storage
import StorageSQLite
import TestKit

/// A workspace with one project and three agents, over a fake world.
struct Office: Sendable {
    let store: SQLiteStore
    let world: FakeWorld
    let clock = ManualClock()
    static let web = Project.ID(name: "web")
    let configuration: Configuration
    static let gate = Gate(name: "test", command: ["true"])

    init(
        maxRuns: Int = 4, health: HealthPolicy = HealthPolicy(),
        ending: @escaping @Sendable (Ticket) -> Ending? = { _ in .finished(summary: "did it") }
    ) async throws {
        store = try await SQLiteStore()
        world = FakeWorld(ending: ending)
        let agents = ["ada", "grace", "linus"].map { name in
            (Agent.ID(name: name), Agent.Definition(harness: .command(CommandHarness(argv: ["true"]))))
        }
        let project = Project.Definition(path: "/web", target: "main", gates: [Self.gate])
        configuration = Configuration(
            settings: Workspace.Settings(maxRuns: maxRuns, health: health), projects: [Self.web: project],
            agents: Dictionary(uniqueKeysWithValues: agents))
        try await store.perform(ApplyConfiguration(configuration), by: .person("test"), at: clock.now)
    }

    func server(
        verdict: @escaping @Sendable (Change) -> GateResult.Verdict = { _ in .passed }
    ) -> TestServer {
        TestServer(store: store, world: world, clock: clock, verdict: verdict)
    }

    @discardableResult
    func create(
        _ title: String, assignee: String? = nil, labels: [String] = [], blockers: [Ticket.ID] = []
    ) async throws
        -> Ticket.ID
    {
        let content = Ticket.Content(
            title: title, project: Self.web, assignee: assignee.map(Agent.ID.init(name:)), labels: labels,
            blockers: blockers)
        let entries = try await store.perform(CreateTicket(content: content), by: .person("test"), at: clock.now)
        guard case .ticket(let id, _)? = entries.first?.event else { preconditionFailure("no ticket was created") }
        return id
    }

    func ticket(_ id: Ticket.ID) async throws -> Ticket {
        try await store.read { try $0.ticket(id) ?? Ticket(id: id) }
    }

    func runs() async throws -> [Run] {
        try await store.read { try $0.runs(before: nil, limit: 10_000) }
    }

    func journal() async throws -> JournalVerdict {
        try await store.read { try $0.verifyJournal() }
    }
}

extension Transaction {
    /// Whether every ticket is in one of the states.
    func allTickets(are states: Set<String>) throws -> Bool {
        Set(try ticketCounts().keys).isSubset(of: states)
    }
}
