import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite

@testable import Upkeep

/// A workspace's folder with a database, in a temporary folder that goes with it.
final class Place: Sendable {
    static let now = Instant(milliseconds: 1_700_000_000_000)
    static let me = Actor.person("ada")
    static let web = Project.ID(name: "web")
    static let gate = Gate(name: "test", command: ["true"])
    static let head = String(repeating: "b", count: 40)

    let folder: String
    let state: StateFolder

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/skein-upkeep-\(UUID().uuidString)"
        state = StateFolder(path: "\(folder)/shop/.skein", root: "\(folder)/shop")
        try FileManager.default.createDirectory(atPath: state.path, withIntermediateDirectories: true)
        try write("name: shop\n", to: "shop/skein.yaml")
        try FileManager.default.createDirectory(atPath: "\(folder)/shop/agents", withIntermediateDirectories: true)
        try write("---\n---\nBe good.\n", to: "shop/agents/ada.md")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }  // a temporary folder may stay

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    func open() async throws -> SQLiteStore {
        let store = try await SQLiteStore(path: state.database)
        let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
        let definition = Project.Definition(path: "/web", target: "main", gates: [Self.gate], maxRuns: 1000)
        try await store.perform(
            ApplyConfiguration(
                Configuration(
                    settings: .init(name: "shop", maxRuns: 1000), projects: [Self.web: definition],
                    agents: [Agent.ID(name: "ada"): .init(harness: harness, maxRuns: 1000)])),
            by: Self.me, at: Self.now)
        return store
    }

    func upkeep(_ store: any Store) -> StateUpkeep {
        StateUpkeep(state: state, store: store, references: NoRepositories(), clock: StillClock())
    }

    func restore(_ backup: String, landed: [LandedCommit] = []) -> Restore {
        Restore(backup, into: state, references: NoRepositories(commits: landed), person: "ada", clock: StillClock())
    }

    func rollback(landed: [LandedCommit] = []) -> Rollback {
        Rollback(state, references: NoRepositories(commits: landed), person: "ada", clock: StillClock())
    }

    func check() async throws -> Verification { try await StateCheck(state, NoRepositories()).verify() }
}

/// A clock that stands still.
struct StillClock: WallClock {
    var now: Instant { Place.now }
    func sleep(until instant: Instant) async throws { try await Task.sleep(for: .seconds(3600)) }
}

/// Repositories in which everything is as it should be.
struct NoRepositories: ReferenceSite {
    func forgetChoices(in project: Project, after last: Ticket.ID) {}
    var commits: [LandedCommit] = []

    func faults(in project: Project, changes: [Change]) -> [Finding] { [] }
    func landed(in project: Project) -> [LandedCommit] { commits }
}

extension SQLiteStore {
    @discardableResult
    func create(_ title: String = "a") async throws -> Ticket.ID {
        let content = Ticket.Content(title: title, project: Place.web)
        let entries = try await perform(CreateTicket(content: content), by: Place.me, at: Place.now)
        guard case .ticket(let id, _)? = entries.first?.event else { preconditionFailure("no ticket was created") }
        return id
    }

    @discardableResult
    func start(_ ticket: Ticket.ID) async throws -> Run {
        try await perform(StartRun(ticket: ticket), by: Place.me, at: Place.now)
        return try await read { try $0.runs(of: ticket)[0] }
    }
}
