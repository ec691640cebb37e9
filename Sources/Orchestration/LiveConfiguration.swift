import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// The configuration files: the port that reads them.
public protocol ConfigurationSource: Sendable {
    /// Whether a file changed since this was last asked; cheap enough for once a second.
    func hasChanged() -> Bool

    /// Reads and checks the files; the error's description is for people.
    func load() throws -> Configuration

    /// What is wrong with a file that an agent of this name would get; nil when it could begin.
    func complaint(about file: String, as agent: Agent.ID) -> String?

    /// Writes the file of a new agent; one that is there already stays as it is.
    func add(_ agent: Agent.ID, file: String) throws
}

extension ConfigurationSource {
    public func complaint(about file: String, as agent: Agent.ID) -> String? {
        "This workspace has no files, so that nobody can be hired."
    }

    public func add(_ agent: Agent.ID, file: String) throws {}
}

/// Applies the configuration files while the server runs; a bad edit keeps the last good configuration.
public final class LiveConfiguration: Service {
    private let source: (any ConfigurationSource)?
    private let engine: Engine
    private let fault = Mutex<String?>(nil)
    private let lagLimit = Mutex(HealthPolicy().lag)

    /// - Parameter source: nil when there are no files; then what was in force last stays so.
    public init(source: (any ConfigurationSource)?, engine: Engine) {
        self.source = source
        self.engine = engine
    }

    /// What is wrong with the files; nil while they are in force.
    public var error: String? { fault.withLock { $0 } }

    /// What is wrong with a file that an agent of this name would get; nil when it could begin.
    public func complaint(about file: String, as agent: Agent.ID) -> String? {
        guard let source else { return "This workspace has no files, so that nobody can be hired." }
        return source.complaint(about: file, as: agent)
    }

    /// Writes the file of a new agent, and applies it.
    func add(_ agent: Agent.ID, file: String) async throws {
        try source?.add(agent, file: file)
        try await apply()
    }

    /// Reads the files and applies them.
    public func apply() async throws {
        guard let source else { return }
        let configuration = try source.load()
        lagLimit.withLock { $0 = configuration.settings.health.lag }
        try await engine.perform(ApplyConfiguration(configuration), by: .server("configuration"))
    }

    /// Looks once a second whether a file changed, until shut down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do { try await rest() } catch { return }
                await reloadIfChanged()
            }
        }
    }

    /// A second, which also shows whether the server comes late to what it set itself.
    private func rest() async throws {
        let lag = try await engine.lag.sleep(until: engine.clock.now + .seconds(1), engine.clock)
        if lag >= lagLimit.withLock({ $0 }) { engine.feed.wake() }
    }

    private func reloadIfChanged() async {
        guard let source, source.hasChanged() else { return }
        do {
            try await apply()
            engine.logger.info("the configuration files changed and are in force")
            fault.withLock { $0 = nil }
        } catch {
            engine.logger.error("the configuration files changed, the last good configuration stays in force: \(error)")
            fault.withLock { $0 = "\(error)" }
        }
        engine.feed.wake()
    }
}
