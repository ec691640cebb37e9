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
    private static let shim = Result { try ShimHost.locate() }

    let root: String
    let engine: Engine
    let harnesses: HarnessTable
    let control: RunControl
    private let store: SQLiteStore

    /// The folder of the agent.
    var home: String { "\(root)/home" }
    var repository: String { "\(root)/shop" }
    var state: String { "\(root)/state" }

    /// Serves the workspace while `body` works in it.
    static func with(
        _ subject: Subject, _ circumstances: Circumstances = Circumstances(),
        _ body: @escaping @Sendable (Place) async throws -> Void
    ) async throws {
        try await prepared(subject, circumstances) { place in try await place.serve { try await body(place) } }
    }

    /// Makes the workspace, which nobody serves yet.
    static func prepared(
        _ subject: Subject, _ circumstances: Circumstances = Circumstances(),
        _ body: @escaping @Sendable (Place) async throws -> Void
    ) async throws {
        // Not under /tmp: Codex refuses its own tools there.
        let root = "\(NSHomeDirectory())/.cache/skein-tests/\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: "\(root)/state", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }  // a leftover harms nobody
        let place = try await Place(root: root, store: SQLiteStore(path: "\(root)/state/skein.db"))
        try await withModel(for: subject) { model in
            try await place.prepare(subject.definition(home: place.home, model: model, circumstances), circumstances)
            try await body(place)
        }
    }

    /// - Parameter subject: a fake needs no model.
    private static func withModel(
        for subject: Subject, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        if subject.isFake { try await body("") } else { try await withModel(body) }
    }

    /// - Parameter folder: where the model writes down what it is asked; nil for nowhere.
    static func withModel(
        recordingTo folder: String? = nil, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let (addresses, address) = AsyncStream<String>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await ModelServer(recordingTo: folder).run { address.yield($0) } }
            guard let model = await addresses.first(where: { _ in true }) else { return }
            try await body(model)
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    private init(root: String, store: SQLiteStore) throws {
        self.root = root
        self.store = store
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

    /// The same workspace as a new server finds it.
    func reopened() throws -> Place { try Place(root: root, store: store) }

    private func prepare(_ agent: Agent.Definition, _ circumstances: Circumstances) async throws {
        try FileManager.default.createDirectory(atPath: repository, withIntermediateDirectories: true)
        try await git("init", "-q", "-b", "main")
        try Data("hello\n".utf8).write(to: URL(filePath: "\(repository)/README.md"))
        try await git("add", "-A")
        try await git("-c", "user.name=U", "-c", "user.email=u@example.org", "commit", "-qm", "first")
        let project = Project.Definition(
            path: repository, target: "main", gates: [Gate(name: "test", command: circumstances.gate)])
        let retry = RetryPolicy(maxAttempts: 3, base: Span(milliseconds: 50), cap: .seconds(1))
        try await engine.perform(
            ApplyConfiguration(
                Configuration(
                    settings: Workspace.Settings(maxRuns: 100, retry: retry, health: circumstances.health),
                    projects: [Self.project: project],
                    agents: [Self.agent: agent])),
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
            MergesReconciler(engine: engine, landing: TargetBranch(gates: gates)),
            WorktreesReconciler(engine: engine, worktrees: worktrees, rescues: ProjectRescues()),
            HealthReconciler(
                engine: engine, observer: RunObserver(stateFolder: state) { _ in nil }, control: control),
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
