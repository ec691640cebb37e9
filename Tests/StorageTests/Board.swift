import Domain
import Foundation
import StorageSQLite
import Testing

@testable import Storage

/// The stores that every suite runs over.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case file

    var testDescription: String { rawValue }
}

/// A workspace with two projects and two agents in a store of its own.
struct Board {
    static let now = Instant(milliseconds: 1_000_000)
    static let me = Actor.person("ada")
    static let web = Project.ID(name: "web")
    static let ada = Agent.ID(name: "ada")
    static let gate = Gate(name: "test", command: ["true"])
    static let base = String(repeating: "a", count: 40)
    static let head = String(repeating: "b", count: 40)
    static let candidate = Change.Candidate(target: base, tree: String(repeating: "c", count: 40))

    let store: SQLiteStore
    let folder: Folder?

    init(_ engine: Engine = .memory, maxRuns: Int = 1000) async throws {
        switch engine {
        case .memory:
            folder = nil
            store = try await SQLiteStore()
        case .file:
            let folder = try Folder()
            self.folder = folder
            store = try await SQLiteStore(path: folder.path("skein.db"))
        }
        let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
        let definition = Project.Definition(path: "/web", target: "main", gates: [Self.gate], maxRuns: maxRuns)
        let configuration = Configuration(
            settings: .init(maxRuns: maxRuns), projects: [Self.web: definition, Project.ID(name: "docs"): definition],
            agents: [
                Self.ada: .init(harness: harness, maxRuns: maxRuns),
                Agent.ID(name: "bob"): .init(harness: harness, maxRuns: maxRuns),
            ])
        try await perform(ApplyConfiguration(configuration))
    }

    @discardableResult
    func perform(_ command: some Performable) async throws -> [JournalEntry] {
        try await store.perform(command, by: Self.me, at: Self.now)
    }

    @discardableResult
    func create(_ title: String = "a", blockers: [Ticket.ID] = []) async throws -> Ticket.ID {
        let content = Ticket.Content(title: title, project: Self.web, blockers: blockers)
        let entries = try await perform(CreateTicket(content: content))
        guard case .ticket(let id, _)? = entries.first?.event else { preconditionFailure("no ticket was created") }
        return id
    }

    @discardableResult
    func start(_ ticket: Ticket.ID) async throws -> Run {
        try await perform(StartRun(ticket: ticket))
        return try await store.read { try #require(try $0.runs(of: ticket).last) }
    }

    /// A ticket whose change waits in the queue.
    @discardableResult
    func submit(_ ticket: Ticket.ID) async throws -> Change.ID {
        let run = try await start(ticket)
        let result = EndRun.Result.submitted(head: Self.head, summary: "did it")
        try await perform(EndRun(run: run.id, token: run.lease.token, result: result))
        return try await store.read { try #require(try $0.changes(of: ticket).last?.id) }
    }

    /// A change whose gate passed.
    @discardableResult
    func prove(_ ticket: Ticket.ID) async throws -> Change.ID {
        let change = try await submit(ticket)
        try await perform(RecordCandidate(change: change, candidate: Self.candidate))
        if case .gating? = try await store.read({ try $0.change(change)?.state }) {
            try await perform(FinishGate(change: change, result: Self.passed))
        }
        return change
    }

    static let passed = GateResult(
        gate: gate, tree: candidate.tree, verdict: .passed, duration: .seconds(1), output: "")

    func sql(_ statements: String...) async throws {
        try await store.write { transaction in
            for statement in statements { try transaction.run(statement, []) }
        }
    }

    func number(_ sql: String) async throws -> Int64 { try await store.read { try $0.number(sql) } }

    func faults() async throws -> [String] { try await store.read { try $0.verifyJournal().faults } }
}

/// A folder that goes when nobody holds it any more.
final class Folder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "skein-storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    deinit { try? FileManager.default.removeItem(at: url) }  // a leftover in the temporary folder harms nobody
}
