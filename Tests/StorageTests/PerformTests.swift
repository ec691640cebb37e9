import Domain
import Storage
import StorageSQLite
import Testing

@Suite("perform: rules, tables and journal in one transaction")
struct PerformTests {
    let now = Instant(milliseconds: 1_000_000)
    let me = Actor.person("ada")

    func store() async throws -> SQLiteStore {
        let store = try await SQLiteStore()
        let gate = Gate(name: "test", command: ["true"])
        let configuration = Configuration(
            settings: Workspace.Settings(),
            projects: [Project.ID(name: "web"): Project.Definition(path: "/web", target: "main", gates: [gate])],
            agents: [Agent.ID(name: "ada"): Agent.Definition(harness: .command(CommandHarness(argv: ["true"])))])
        try await store.perform(ApplyConfiguration(configuration), by: me, at: now)
        return store
    }

    @Test("a ticket goes from created to done, and the journal tells the same story")
    func wholeLife() async throws {
        let store = try await store()
        let web = Project.ID(name: "web")
        let created = try await store.perform(CreateTicket(content: .init(title: "one", project: web)), by: me, at: now)
        #expect(created.map(\.position) == [3])
        let ticket = Ticket.ID(number: 1)
        try await store.perform(
            CreateTicket(content: .init(title: "two", project: web, blockers: [ticket])), by: me, at: now)
        try await store.perform(StartRun(ticket: ticket), by: me, at: now)
        let run = Run.ID(number: 1)
        try await store.perform(
            RecordProcessStart(run: run, token: 1, base: String(repeating: "a", count: 40)), by: me, at: now)
        let head = String(repeating: "b", count: 40)
        try await store.perform(
            EndRun(run: run, token: 1, result: .submitted(head: head, summary: "did it")), by: me, at: now)
        let change = Change.ID(number: 1)
        let candidate = Change.Candidate(
            target: String(repeating: "a", count: 40), tree: String(repeating: "c", count: 40))
        try await store.perform(RecordCandidate(change: change, candidate: candidate), by: me, at: now)
        let gate = try await store.read { try $0.project(web)!.definition.gates[0] }
        let result = GateResult(gate: gate, tree: candidate.tree, verdict: .passed, duration: .seconds(1), output: "")
        try await store.perform(FinishGate(change: change, result: result), by: me, at: now)
        let commit = String(repeating: "d", count: 40)
        try await store.perform(BeginPublishing(change: change, commit: commit), by: me, at: now)
        try await store.perform(ConfirmLanding(change: change, commit: commit), by: me, at: now)
        let (one, two) = try await store.read { (try $0.ticket(ticket)!, try $0.ticket(Ticket.ID(number: 2))!) }
        #expect(one.state == .done)
        #expect(two.openBlockers == [])
        let verdict = try await store.read { try $0.verifyJournal() }
        #expect(verdict.faults == [])
        #expect(verdict.entries == 17)
    }
}
