import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Moves the merge queue: candidate, gates, publication, proof; one change a project at a time.
public final class MergesReconciler: Service {
    private let engine: Engine
    private let landing: any LandingSite
    private let busy = Mutex<Set<Change.ID>>([])
    private let actor = Actor.server("merges")

    public init(engine: Engine, landing: any LandingSite) {
        self.engine = engine
        self.landing = landing
    }

    /// Runs until shut down; a step that was under way is taken up by the next server.
    public func run() async throws {
        try await engine.reconcileForever { [self] in
            await reconcile($0)
        } carryOut: { [self] in
            await carryOut($0)
        }
    }

    private func reconcile(_ begin: @Sendable (MergeAction) -> Void) async -> Instant? {
        do {
            let heads = try await engine.store.read { try $0.queueHeads() }
            for action in reconcileMerges(heads, busy: busy.withLock { $0 }) {
                if busy.withLock({ $0.insert(action.change).inserted }) { begin(action) }
            }
            return nil
        } catch {
            engine.logger.error("the merge queue could not be read, trying again in 5 s: \(error)")
            return engine.clock.now + .seconds(5)
        }
    }

    private func carryOut(_ action: MergeAction) async {
        do {
            try await perform(action)
        } catch is CancellationError {
            // This server shuts down; the next one looks at the change where it stands.
        } catch let rejection as Rejection {
            engine.logger.debug("\(action): \(rejection)")
        } catch {
            await giveUp(action, "\(error)")
        }
        busy.withLock { _ = $0.remove(action.change) }
        engine.feed.wake()
    }

    private func giveUp(_ action: MergeAction, _ reason: String) async {
        do {
            if let command = action.command(afterFailure: reason) {
                try await engine.perform(command, by: actor)
                return
            }
            engine.logger.error("whether \(action.change) landed is not known, looking again in 5 s: \(reason)")
        } catch {
            engine.logger.error("\(action.change) could not be held (\(reason)): \(error)")
        }
        try? await engine.clock.sleep(until: engine.clock.now + .seconds(5))  // cancelled: the server ends anyway
    }

    private func perform(_ action: MergeAction) async throws {
        let id = action.change
        guard let subject = try await subject(id) else { return }
        switch action {
        case .buildCandidate:
            let outcome = try await landing.candidate(for: subject.change, in: subject.project)
            try await engine.perform(outcome.command(for: id), by: actor)
        case .runGate(_, let gate):
            guard let candidate = subject.change.state.candidate else { return }
            let result = try await landing.run(gate, on: candidate, for: subject.change, in: subject.project)
            try await engine.perform(FinishGate(change: id, result: result), by: actor)
        case .publish:
            guard let candidate = subject.change.state.candidate else { return }
            let commit = try await landing.commit(
                candidate, of: subject.change, for: Work(ticket: subject.ticket, agent: subject.agent),
                in: subject.project)
            try await engine.perform(BeginPublishing(change: id, commit: commit), by: actor)
        case .settle:
            try await settle(subject)
        case .hold(_, let reason):
            try await engine.perform(HoldChange(change: id, reason: reason), by: actor)
        }
    }

    private func settle(_ subject: Subject) async throws {
        guard case .publishing(let candidate, let commit) = subject.change.state else { return }
        let publication = try await landing.publish(commit, over: candidate.target, in: subject.project)
        let target = subject.project.definition.target
        let command = publication.command(for: subject.change.id, publishing: commit, to: target)
        try await engine.perform(command, by: actor)
    }

    private struct Subject: Sendable {
        let change: Change
        let ticket: Ticket
        let agent: Agent.ID
        let project: Project
    }

    private func subject(_ id: Change.ID) async throws -> Subject? {
        try await engine.store.read { transaction in
            guard let change = try transaction.change(id), let ticket = try transaction.ticket(change.ticket),
                let project = try transaction.project(change.project), let run = try transaction.run(change.run)
            else { return nil }
            return Subject(change: change, ticket: ticket, agent: run.agent, project: project)
        }
    }
}
