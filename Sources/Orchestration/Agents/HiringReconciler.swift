import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Writes the files of agents that people said yes to. Safe to repeat: who is there is left alone.
public final class HiringReconciler: Service {
    private let engine: Engine
    private let configuration: LiveConfiguration
    /// The last journal entry that was looked at; nil before the first pass.
    private let position = Mutex<Int64?>(nil)

    public init(engine: Engine, configuration: LiveConfiguration) {
        self.engine = engine
        self.configuration = configuration
    }

    /// Runs until shut down.
    public func run() async throws {
        try await engine.reconcileForever { [self] (_: @Sendable (Int) -> Void) in
            await look()
        } carryOut: { _ in
        }
    }

    private func look() async -> Instant? {
        do {
            guard try await hasNews() else { return nil }
            for (agent, file) in try await engine.store.read({ try $0.hired() }) {
                try await configuration.add(agent, file: file)
            }
            return nil
        } catch {
            engine.logger.error("an agent that was hired could not be added, trying again in a minute: \(error)")
            position.withLock { $0 = nil }
            return engine.clock.now + .minutes(1)
        }
    }

    /// Whether anything was answered since the last look.
    private func hasNews() async throws -> Bool {
        guard let last = position.withLock({ $0 }) else {
            let revision = try await engine.store.read { try $0.revision() }
            position.withLock { $0 = revision }
            return true
        }
        let (answers, end) = try await engine.feed.collect(after: last) { entry in
            if case .request(let id, .answered) = entry.event { id } else { nil }
        }
        position.withLock { $0 = end }
        return !answers.isEmpty
    }
}
