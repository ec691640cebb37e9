import Domain
import Logging
import Orchestration
import ServiceLifecycle
import Storage

/// The reconcilers of a server over a store and a fake world; several may live one after the other.
public struct TestServer: Sendable {
    public let engine: Engine
    private let world: FakeWorld
    private let landing: any LandingSite
    /// Whether it watches over its runs too.
    public var watches = false

    public init(
        store: any Store, world: FakeWorld, clock: any WallClock,
        verdict: @escaping @Sendable (Change) -> GateResult.Verdict = { _ in .passed }
    ) {
        self.init(store: store, world: world, clock: clock, landing: FakeLanding(world, verdict: verdict))
    }

    public init(store: any Store, world: FakeWorld, clock: any WallClock, landing: any LandingSite) {
        var logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        logger.logLevel = .critical
        engine = Engine(
            store: store, clock: clock, feed: JournalFeed(store: store), logger: logger, stateFolder: "/nowhere")
        self.world = world
        self.landing = landing
    }

    /// Serves while `body` runs, then shuts down as a server does that is told to stop.
    public func during<Result: Sendable>(
        _ body: @escaping @Sendable (Engine) async throws -> Result
    ) async throws -> Result {
        try await engine.perform(StartServer(), by: .server("start"))
        let worktrees = FakeWorktrees(world)
        let supervisor = RunSupervisor(engine: engine, worktrees: worktrees, harness: { _ in FakeHarness(world) })
        let observer = FakeObserver(world)
        let control = RunControl(engine: engine, harness: { _ in FakeHarness(world) })
        var services: [any Service] = [
            engine.feed, WakesReconciler(engine: engine, control: control),
            RunsReconciler(engine: engine, supervisor: supervisor, disk: observer.disk),
            MergesReconciler(engine: engine, landing: landing),
            WorktreesReconciler(engine: engine, worktrees: worktrees, rescues: FakeRescues(world)),
        ]
        if watches {
            services.append(HealthReconciler(engine: engine, observer: observer, control: control))
        }
        return try await withThrowingTaskGroup(of: Void.self) { [services] group in
            for service in services { group.addTask { try await service.run() } }
            let result = try await body(engine)
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
            // A server that died says nothing.
            if !world.isServerDead {
                let epoch = try await engine.store.read { try $0.workspace().epoch }
                try await engine.perform(StopServer(epoch: epoch), by: .server("start"))
            }
            return result
        }
    }

    /// Follows the journal until `isReached` says that the state is what the test waits for; fails after `patience`.
    public static func wait(
        _ engine: Engine, patience: Duration = .seconds(20),
        until isReached: @escaping @Sendable (any Transaction) throws -> Bool
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in engine.feed.wakeups() {
                    if try await engine.store.read(isReached) { return true }
                }
                return false
            }
            group.addTask {
                try await Task.sleep(for: patience)
                return false
            }
            let isReached = try await group.next() ?? false
            group.cancelAll()
            if !isReached { throw NotReached() }
        }
    }

    /// The state that a test waited for did not come.
    public struct NotReached: Error {}
}
