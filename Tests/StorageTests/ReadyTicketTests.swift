import Domain
import Storage
import StorageSQLite
import Testing

@Suite("ready tickets: the snapshot has exactly what may start")
struct ReadyTicketTests {
    let now = Instant(milliseconds: 1_000_000)
    let me = Actor.person("ada")
    let web = Project.ID(name: "web")
    let app = Project.ID(name: "app")

    /// Two projects, of which `app` takes one run; ada takes two runs, bob one.
    func store(maxRuns: Int) async throws -> SQLiteStore {
        let store = try await SQLiteStore()
        let gates = [Gate(name: "test", command: ["true"])]
        let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
        let configuration = Configuration(
            settings: Workspace.Settings(maxRuns: maxRuns),
            projects: [
                web: .init(path: "/web", target: "main", gates: gates),
                app: .init(path: "/app", target: "main", gates: gates, maxRuns: 1),
            ],
            agents: [
                Agent.ID(name: "ada"): .init(harness: harness, maxRuns: 2),
                Agent.ID(name: "bob"): .init(harness: harness),
            ])
        try await store.perform(ApplyConfiguration(configuration), by: me, at: now)
        return store
    }

    func create(
        _ store: SQLiteStore, _ project: Project.ID, _ assignee: String?, _ priority: Ticket.Priority
    ) async throws {
        let content = Ticket.Content(
            title: "t", project: project, assignee: assignee.map { Agent.ID(name: $0) }, priority: priority)
        try await store.perform(CreateTicket(content: content), by: me, at: now)
    }

    func candidates(_ store: SQLiteStore) async throws -> [Int64] {
        let now = now
        return try await store.read { try $0.runsSnapshot(supervised: [], at: now).candidates.map(\.id.number) }
    }

    @Test("the earliest rank first over all queues, within the limits of agents and projects")
    func limits() async throws {
        let store = try await store(maxRuns: 10)
        try await create(store, web, "ada", .low)  // 1: ada's second
        try await create(store, web, "bob", .normal)  // 2: bob's only one
        try await create(store, app, "bob", .low)  // 3: bob is busy
        try await create(store, app, "ada", .urgent)  // 4: ada's first, and all that app takes
        try await create(store, app, nil, .high)  // 5: app is full
        try await create(store, web, nil, .low)  // 6: nobody is left
        #expect(try await candidates(store) == [4, 2, 1])
    }

    @Test("a full queue of somebody busy does not hide what others may start")
    func longQueues() async throws {
        let store = try await store(maxRuns: 3)
        for _ in 1...20 { try await create(store, web, "bob", .urgent) }
        try await create(store, web, nil, .low)
        try await create(store, web, "ada", .low)
        #expect(try await candidates(store) == [1, 21, 22])
        try await store.perform(StartRun(ticket: Ticket.ID(number: 1)), by: me, at: now)
        #expect(try await candidates(store) == [21, 22])
    }

    @Test("a parked ticket waits, and the snapshot says until when")
    func parked() async throws {
        let store = try await store(maxRuns: 3)
        try await create(store, web, nil, .normal)
        try await store.perform(StartRun(ticket: Ticket.ID(number: 1)), by: me, at: now)
        let lost = EndRun(run: Run.ID(number: 1), token: 1, result: .failed(.exitStatus(1)))
        try await store.perform(lost, by: me, at: now)
        let retry = try #require(try await store.read { try $0.ticket(Ticket.ID(number: 1)) }?.retryAt)
        let (early, late) = try await store.read { [now] transaction in
            (
                try transaction.runsSnapshot(supervised: [], at: now),
                try transaction.runsSnapshot(supervised: [], at: retry)
            )
        }
        #expect(early.candidates == [] && early.nextRetry == retry)
        #expect(late.candidates.count == 1 && late.nextRetry == nil)
    }
}
