import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Brings mail to agents: into a turn that hears, or by a run that it wakes; closes requests that nobody answers.
public final class WakesReconciler: Service {
    private let engine: Engine
    private let control: RunControl
    private let actor = Actor.server("mail")
    /// Live runs that hear nothing in their turn.
    private let deaf = Mutex<Set<Run.ID>>([])

    public init(engine: Engine, control: RunControl) {
        self.engine = engine
        self.control = control
    }

    /// Runs until shut down. What is said to a run and not recorded because the server died is said again.
    public func run() async throws {
        try await engine.reconcileForever { [self] (_: @Sendable (WakeAction) -> Void) in
            await reconcile()
        } carryOut: { _ in
        }
    }

    private func reconcile() async -> Instant? {
        let now = engine.clock.now
        do {
            let known = deaf.withLock { $0 }
            let (snapshot, live) = try await engine.store.read { transaction in
                (try transaction.wakesSnapshot(deaf: known), try known.isEmpty ? [] : transaction.liveRuns())
            }
            deaf.withLock { $0.formIntersection(live.map(\.id)) }
            let plan = reconcileWakes(snapshot, at: now)
            for action in plan.actions { try await perform(action) }
            return plan.nextAt
        } catch {
            engine.logger.error("mail could not be looked at, trying again in 5 s: \(error)")
            return now + .seconds(5)
        }
    }

    private func perform(_ action: WakeAction) async throws {
        do {
            switch action {
            case .tell(let run): try await tell(run)
            case .wake(let agent): try await engine.perform(WakeAgent(agent: agent), by: actor)
            case .close(let ticket): try await engine.perform(CloseWake(ticket: ticket), by: actor)
            case .expireMessages: try await engine.perform(ExpireMessages(), by: actor)
            case .expireRequest: try await engine.perform(ExpireRequests(), by: actor)
            }
        } catch let rejection as Rejection {
            // The world moved between looking and acting; the next pass sees it as it is.
            engine.logger.debug("\(action): \(rejection)")
        }
    }

    private func tell(_ run: Run.ID) async throws {
        let found = try await engine.store.read { transaction in
            try transaction.run(run).map { ($0, try transaction.waitingMail(of: $0.agent)) }
        }
        guard let (record, mail) = found, !mail.isEmpty else { return }
        guard await control.tell(record.id, mail.said) else {
            deaf.withLock { _ = $0.insert(run) }
            return engine.feed.wake()
        }
        let claim = RunClaim(run: run, token: record.lease.token)
        try await engine.perform(
            DeliverMessages(claim, isRead: false, messages: Set(mail.map(\.id))), by: actor)
    }
}

extension [Message] {
    /// What an agent is told of its mail in the middle of its turn.
    var said: String { "While you work, mail came:\n\n" + digest }

    /// The messages, each with who wrote it and about what.
    public var digest: String {
        map { message in
            let about = message.content.ticket.map { " on \($0)" } ?? ""
            return "**\(message.id)** from \(message.content.from)\(about): \(message.content.text)"
        }.joined(separator: "\n\n")
    }
}
