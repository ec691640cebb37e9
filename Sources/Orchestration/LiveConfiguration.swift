import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// The configuration files: the port that reads them.
public protocol ConfigurationSource: Sendable {
    /// Something that changes whenever a file does; cheap enough for once a second.
    func fingerprint() -> String

    /// Reads and checks the files; the error's description is for people.
    func load() throws -> Configuration
}

/// Applies the configuration files while the server runs; a bad edit keeps the last good configuration.
public final class LiveConfiguration: Service {
    private let source: any ConfigurationSource
    private let engine: Engine
    private let state: Mutex<(fingerprint: String, error: String?)>

    public init(source: any ConfigurationSource, engine: Engine) {
        self.source = source
        self.engine = engine
        state = Mutex((source.fingerprint(), nil))
    }

    /// What is wrong with the files; nil while they are in force.
    public var error: String? { state.withLock { $0.error } }

    /// Reads the files and applies them.
    public func apply() async throws {
        try await engine.perform(ApplyConfiguration(try source.load()), by: .server("configuration"))
    }

    /// Looks once a second whether a file changed, until shut down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do { try await engine.clock.sleep(until: engine.clock.now + .seconds(1)) } catch { return }
                await reloadIfChanged()
            }
        }
    }

    private func reloadIfChanged() async {
        let fingerprint = source.fingerprint()
        if state.withLock({ $0.fingerprint }) == fingerprint { return }
        do {
            try await apply()
            engine.logger.info("the configuration files changed and are in force")
            state.withLock { $0 = (fingerprint, nil) }
        } catch {
            engine.logger.error("the configuration files changed, the last good configuration stays in force: \(error)")
            state.withLock { $0 = (fingerprint, "\(error)") }
        }
        engine.feed.wake()
    }
}
