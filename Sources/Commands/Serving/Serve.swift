import APIClient
import Domain
import Foundation
import HTTP
import Harnesses
import Logging
import Orchestration
import Processes
import ServiceLifecycle
import Storage
import StorageSQLite
import Upkeep
import Worktrees

/// The composition root: every part of a server, put together for one workspace.
struct Serve: Sendable {
    /// How much of a server is wanted.
    enum Extent: Sendable {
        /// Everything: runs start, changes land.
        case whole
        /// Answers only: for one command when no server runs.
        case answersOnly
    }

    let workspace: LocalWorkspace
    let extent: Extent
    var settings = Server.Settings(port: 0)

    /// Serves while `body` runs, then shuts down; agents that still run are adopted by the next server.
    ///
    /// - Throws: what `body` throws, or why the server could not start.
    func during<Result: Sendable>(
        _ body: @escaping @Sendable (Door) async throws -> Result
    ) async throws -> Result {
        try workspace.state.create()
        let lock = try await WorkspaceLock.take(workspace.state)
        // A restore that was decided and interrupted: its state is the one to serve.
        if let aside = try Swap.finish(workspace.kept) {
            remark("a restore was finished; the state before is in \(aside)")
        }
        workspace.state.forgetServer()
        defer { withExtendedLifetime(lock) {} }
        let token = try workspace.state.token(makeWith: Access.random)
        let access = Access(token: token)
        let (ports, port) = AsyncStream<Int>.makeStream()
        let store = try await SQLiteStore(
            path: workspace.state.database,
            precaution: StateUpkeep.precaution(workspace.kept, clock: SystemClock()))
        let parts = try await parts(store, access) { port.yield($0) }
        defer { workspace.state.forgetServer() }
        let visit = Visit {
            var arrivals = ports.makeAsyncIterator()
            guard let port = await arrivals.next() else { throw CancellationError() }
            try workspace.state.record(
                .init(host: settings.host, port: port, pid: getpid(), isBrief: extent == .answersOnly))
            let address = Address(host: settings.host, port: port)
            return try await body(
                Door(client: Client(address: address, token: token), address: address, makeCode: access.makeLoginCode))
        }
        try await run(parts + [LockWatch(lock: lock)], visit)
        if extent == .whole { try await sayGoodbye(store) }
        // Without room on the disk the log stays, and the next start reads it.
        try? await store.settle()
        guard let result = visit.result else { throw CancellationError() }
        return try result.get()
    }

    /// Without it the next start takes this end for a crash.
    private func sayGoodbye(_ store: SQLiteStore) async throws {
        let epoch = try await store.read { try $0.workspace().epoch }
        try await store.perform(StopServer(epoch: epoch), by: .server("start"), at: SystemClock().now)
    }

    private func run(_ parts: [any Service], _ visit: some Service) async throws {
        let services = parts.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
        let last = ServiceGroupConfiguration.ServiceConfiguration(
            service: visit, successTerminationBehavior: .gracefullyShutdownGroup)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services + [last], gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet))
        do {
            try await group.run()
        } catch let taken as AddressTaken {
            throw CommandFailure(
                .conflict,
                "Port \(taken.port) is taken by another program: choose one with --port, or 0 for any free one.")
        }
    }

    private func parts(
        _ store: SQLiteStore, _ access: Access, onListening: @escaping @Sendable (Int) -> Void
    ) async throws -> [any Service] {
        let feed = JournalFeed(store: store)
        var engine = Engine(
            store: store, clock: SystemClock(), feed: feed, logger: Self.log, stateFolder: workspace.state.path)
        engine.isAtWork = extent == .whole
        engine.reserve = DiskReserve(workspace.kept)
        engine.notes = WorkspaceNotes(
            root: workspace.root, stateFolder: workspace.state.path, clock: SystemClock(),
            projects: { try await store.read { try $0.projects() } })
        let configuration = LiveConfiguration(source: workspace.source, engine: engine)
        try await configuration.apply()
        let harnesses = HarnessTable(
            shim: try ShimHost.locate(), environment: ProcessInfo.processInfo.environment, clock: SystemClock(),
            door: ToolDoor(program: ShimHost.ownPath()?.string ?? "skein", token: access.token(of:)),
            skills: SkillCopies(shelf: "\(workspace.root)/skills"))
        let outputFeed = OutputFeed()
        let control = RunControl(engine: engine, harness: { harnesses.harness(of: $0) })
        let api = API(
            engine: engine, control: control, rescues: RescueControl(engine: engine, site: ProjectRescues()),
            configuration: configuration, output: RunLogs(stateFolder: workspace.state.path),
            outputFeed: outputFeed, access: access,
            upkeep: StateUpkeep(
                state: workspace.kept, store: store, references: RepositoryReferences(), clock: SystemClock()),
            person: NSUserName(),
            capabilities: { harnesses.harness(of: $0).capabilities })
        let server = Server(api: api, access: access, settings: settings) { onListening($0) }
        switch extent {
        case .answersOnly: return [feed, server]
        case .whole:
            try await engine.perform(StartServer(), by: .server("start"))
            return [feed, configuration] + reconcilers(engine, harnesses, outputFeed, control)
                + [HiringReconciler(engine: engine, configuration: configuration), server]
        }
    }

    private func reconcilers(
        _ engine: Engine, _ harnesses: HarnessTable, _ output: OutputFeed, _ control: RunControl
    ) -> [any Service] {
        let worktrees = TicketWorktrees(stateFolder: engine.stateFolder, clock: engine.clock)
        let gates = GateRunner(
            shim: harnesses.shim, stateFolder: engine.stateFolder, environment: harnesses.environment)
        let supervisor = RunSupervisor(
            engine: engine, worktrees: worktrees, harness: { harnesses.harness(of: $0) }, output: output.note)
        let observer = RunObserver(stateFolder: engine.stateFolder) { run in
            // A database that cannot be read now says no more of the run's files than that.
            guard let project = try? await engine.store.read({ try $0.project(run.project) }) else { return nil }
            return await worktrees.content(of: run, in: project)
        }
        return [
            RunsReconciler(engine: engine, supervisor: supervisor, disk: observer.disk),
            SearchReconciler(engine: engine, output: RunLogs(stateFolder: engine.stateFolder)),
            MergesReconciler(engine: engine, landing: TargetBranch(gates: gates)),
            WorktreesReconciler(engine: engine, worktrees: worktrees, rescues: ProjectRescues()),
            WakesReconciler(engine: engine, control: control),
            RulesFollower(engine: engine),
            SchedulesReconciler(engine: engine, zones: ZoneTable()),
            HealthReconciler(engine: engine, observer: observer, control: control),
            RetentionReconciler(
                engine: engine, runs: RunFolders(stateFolder: engine.stateFolder), archives: Archives(workspace.kept)),
        ]
    }

    private static let log: Logger = {
        var logger = Logger(label: "skein", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .warning
        return logger
    }()

    /// The service group's own remarks say nothing to users.
    private static let quiet: Logger = {
        var logger = log
        logger.logLevel = .critical
        return logger
    }()
}

/// The way into a server that runs.
struct Door: Sendable {
    let client: Client
    let address: Address
    let makeCode: @Sendable () -> String

    /// A link that signs a browser in, once.
    var loginLink: String { "\(address)/login?code=\(makeCode())" }
}
