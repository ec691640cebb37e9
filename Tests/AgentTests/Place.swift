import Domain
import Foundation
import Harnesses
import Logging
import Orchestration
import Processes
import ScriptedModel
import ServiceLifecycle
import Storage
import StorageSQLite
import TestKit
import Testing
import Worktrees

/// A workspace with a real repository, a scripted model and agents that are real programs.
struct Place: Sendable {
    static let project = Project.ID(name: "shop")
    static let agent = Agent.ID(name: "ada")
    static let shim = Result { try ShimHost.locate() }

    let root: String
    let engine: Engine
    let harnesses: HarnessTable
    let control: RunControl
    private let store: SQLiteStore
    private let model: String

    var repository: String { "\(root)/shop" }
    var state: String { "\(root)/state" }

    /// Serves the workspace while `body` works in it.
    static func with(
        _ subject: Subject, permissions: Permissions = .all, gate: [String] = ["true"],
        _ body: @escaping @Sendable (Place) async throws -> Void
    ) async throws {
        // Not under /tmp: Codex refuses its own tools there.
        let root = "\(NSHomeDirectory())/.cache/skein-tests/\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: "\(root)/state", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }  // a leftover harms nobody
        let (addresses, address) = AsyncStream<String>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await ModelServer().run { address.yield($0) } }
            guard let model = await addresses.first(where: { _ in true }) else { return }
            let place = try await Place(root: root, model: model)
            try await place.prepare(subject, permissions, gate)
            try await place.serve { try await body(place) }
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    private init(root: String, model: String) async throws {
        self.root = root
        self.model = model
        store = try await SQLiteStore(path: "\(root)/state/skein.db")
        var logger = Logger(label: "test", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .warning
        engine = Engine(
            store: store, clock: SystemClock(), feed: JournalFeed(store: store), logger: logger,
            stateFolder: "\(root)/state")
        let table = HarnessTable(
            shim: try Self.shim.get(), environment: ProcessInfo.processInfo.environment, clock: SystemClock())
        harnesses = table
        control = RunControl(engine: engine, harness: { table.harness(of: $0) })
    }

    private func prepare(_ subject: Subject, _ permissions: Permissions, _ gate: [String]) async throws {
        try FileManager.default.createDirectory(atPath: repository, withIntermediateDirectories: true)
        try await git("init", "-q", "-b", "main")
        try Data("hello\n".utf8).write(to: URL(filePath: "\(repository)/README.md"))
        try await git("add", "-A")
        try await git("-c", "user.name=U", "-c", "user.email=u@example.org", "commit", "-qm", "first")
        let definition = try subject.definition(
            home: "\(root)/home", model: model, key: "key-\(UUID().uuidString.prefix(8))", permissions: permissions)
        let project = Project.Definition(
            path: repository, target: "main", gates: [Gate(name: "test", command: gate)])
        try await engine.perform(
            ApplyConfiguration(
                Configuration(
                    settings: Workspace.Settings(maxRuns: 100), projects: [Self.project: project],
                    agents: [Self.agent: definition])),
            by: .server("test"))
    }

    /// Serves while `body` runs, as a server that is then told to stop.
    func serve(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await engine.perform(StartServer(), by: .server("test"))
        let worktrees = TicketWorktrees(stateFolder: state, clock: engine.clock)
        let gates = GateRunner(shim: harnesses.shim, stateFolder: state, environment: harnesses.environment)
        let supervisor = RunSupervisor(
            engine: engine, worktrees: worktrees, harness: { [harnesses] in harnesses.harness(of: $0) })
        let services: [any Service] = [
            engine.feed, RunsReconciler(engine: engine, supervisor: supervisor),
            MergesReconciler(engine: engine, landing: TargetBranch(gates: gates), worktrees: worktrees),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try await service.run() } }
            try await body()
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": root]
        let finished = try await Program("git", arguments, in: repository, environment: environment).run()
        try #require(finished.succeeded, "git \(arguments): \(String(decoding: finished.errors, as: UTF8.self))")
        return String(decoding: finished.output, as: UTF8.self)
    }
}
