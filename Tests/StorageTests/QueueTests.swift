import Domain
import Storage
import StorageSQLite
import Testing

@Suite("The merge queue in the store")
struct QueueTests {
    private let now = Instant(milliseconds: 1_000_000)
    private let me = Actor.person("ada")
    private let web = Project.ID(name: "web")
    private let gate = Gate(name: "test", command: ["true"])
    private let first = Change.ID(number: 1)
    private let second = Change.ID(number: 2)

    private func name(_ digit: Character) -> String { String(repeating: digit, count: 40) }

    /// Two changes of one project; the first is held, and the second is on its way to the branch.
    private func store() async throws -> SQLiteStore {
        let store = try await SQLiteStore()
        let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
        let configuration = Configuration(
            settings: Workspace.Settings(),
            projects: [web: Project.Definition(path: "/web", target: "main", gates: [gate])],
            agents: [Agent.ID(name: "ada"): Agent.Definition(harness: harness, maxRuns: 2)])
        try await store.perform(ApplyConfiguration(configuration), by: me, at: now)
        for number in 1...2 as ClosedRange<Int64> {
            let content = Ticket.Content(title: "t\(number)", project: web)
            try await store.perform(CreateTicket(content: content), by: me, at: now)
            try await store.perform(StartRun(ticket: Ticket.ID(number: number)), by: me, at: now)
            let run = Run.ID(number: number)
            try await store.perform(
                RecordProcessStart(run: run, token: number, base: name("a")), by: me, at: now)
            try await store.perform(
                EndRun(run: run, token: number, result: .submitted(head: name("b"), summary: "")), by: me, at: now)
        }
        try await store.perform(HoldChange(change: first, reason: "the disk is full"), by: me, at: now)
        try await prove(second, tree: name("c"), store)
        try await store.perform(BeginPublishing(change: second, commit: name("d")), by: me, at: now)
        return store
    }

    private func prove(_ change: Change.ID, tree: String, _ store: SQLiteStore) async throws {
        let candidate = Change.Candidate(target: name("a"), tree: tree)
        try await store.perform(RecordCandidate(change: change, candidate: candidate), by: me, at: now)
        let result = GateResult(gate: gate, tree: tree, verdict: .passed, duration: .seconds(1), output: "")
        try await store.perform(FinishGate(change: change, result: result), by: me, at: now)
    }

    @Test("what is on its way to the branch is settled before an earlier change that was released meanwhile")
    func publishingFirst() async throws {
        let store = try await store()
        try await store.perform(ReopenTicket(ticket: Ticket.ID(number: 1)), by: me, at: now)
        #expect(try await store.read { try $0.queueHeads().map(\.change.id) } == [second])
        try await store.perform(ConfirmLanding(change: second, commit: name("d")), by: me, at: now)
        #expect(try await store.read { try $0.queueHeads().map(\.change.id) } == [first])
    }

    @Test("two changes are never on their way to one branch: the later one looks again")
    func oneAtATime() async throws {
        let store = try await store()
        try await store.perform(ReopenTicket(ticket: Ticket.ID(number: 1)), by: me, at: now)
        try await prove(first, tree: name("e"), store)
        let publish = BeginPublishing(change: first, commit: name("f"))
        let rejection = await #expect(throws: Rejection.self) { try await store.perform(publish, by: me, at: now) }
        #expect(rejection?.code == .changeMoved)
        #expect(rejection?.sentence.contains("C-2 is being published") == true)
    }
}
