import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Starts ready tickets, adopts runs that nobody supervises, stops those that were asked to stop.
public final class RunsReconciler: Service {
    private let engine: Engine
    private let supervisor: RunSupervisor
    private let disk: @Sendable () -> DiskSpace?
    private let supervised = Mutex<Set<Run.ID>>([])
    private let actor = Actor.server("runs")

    /// - Parameter disk: how full the disk of the workspace is; nothing starts when it is too full.
    public init(engine: Engine, supervisor: RunSupervisor, disk: @escaping @Sendable () -> DiskSpace? = { nil }) {
        self.engine = engine
        self.supervisor = supervisor
        self.disk = disk
    }

    /// Runs until shut down; agents' processes go on after that.
    public func run() async throws {
        // Read once: a server that another has followed must not pass for that one.
        let epoch = try await engine.store.read { try $0.workspace().epoch }
        try await engine.reconcileForever { [self] in
            await reconcile(epoch, $0)
        } carryOut: { [self] in
            await supervise($0)
        }
    }

    /// One pass: looks, decides, acts. Returns when it wants to be called again.
    private func reconcile(_ epoch: Int64, _ supervise: @Sendable (Run.ID) -> Void) async -> Instant? {
        let now = engine.clock.now
        do {
            let supervised = supervised.withLock { $0 }
            var snapshot = try await engine.store.read { try $0.runsSnapshot(supervised: supervised, at: now) }
            if try await hasNewsOfDisk(snapshot.capacity.workspace) {
                snapshot = try await engine.store.read { try $0.runsSnapshot(supervised: supervised, at: now) }
            }
            let plan = reconcileRuns(snapshot, at: now)
            for action in plan.actions { await perform(action, epoch, supervise) }
            return plan.nextAt
        } catch {
            engine.logger.error("runs could not be reconciled, trying again in 5 s: \(error)")
            return now + .seconds(5)
        }
    }

    /// Before anything starts, so that nothing starts on a full disk.
    private func hasNewsOfDisk(_ workspace: Workspace) async throws -> Bool {
        guard let space = disk(), !RecordDisk(space).decide(workspace, at: engine.clock.now).isEmpty else {
            return false
        }
        return !(try await engine.perform(RecordDisk(space), by: .server("health")).isEmpty)
    }

    private func perform(
        _ action: RunAction, _ epoch: Int64, _ supervise: @Sendable (Run.ID) -> Void
    ) async {
        do {
            switch action {
            case .start(let ticket):
                for case .run(let id, .claimed) in try await engine.perform(StartRun(ticket: ticket), by: actor).map(
                    \.event)
                {
                    begin(id, supervise)
                }
            case .adopt(let run):
                try await engine.perform(AdoptRun(run: run, epoch: epoch), by: actor)
                begin(run, supervise)
            case .stop(let run):
                await supervisor.stop(run)
            }
        } catch let rejection as Rejection {
            // The world moved between looking and acting; the next pass sees it as it is.
            engine.logger.debug("\(action): \(rejection)")
        } catch {
            engine.logger.error("\(action) failed: \(error)")
        }
    }

    private func begin(_ run: Run.ID, _ supervise: @Sendable (Run.ID) -> Void) {
        if supervised.withLock({ $0.insert(run).inserted }) { supervise(run) }
    }

    private func supervise(_ run: Run.ID) async {
        await supervisor.supervise(run)
        supervised.withLock { _ = $0.remove(run) }
        engine.feed.wake()
    }
}
