import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Removes worktrees and branches that nobody needs any more, and rescues that are old enough: everything at the start
/// of a server, then what the journal says was closed. Safe to repeat and to kill at any moment.
public final class WorktreesReconciler: Service {
    private enum Work: Hashable, Sendable {
        case everything
        case closed(Set<Event.Closing>)
        case named(String)
        case expiry
    }

    private struct Order: Sendable {
        let work: Work
        /// How often it was tried in vain.
        var failures = 0
        /// When to try again.
        var due = Instant(milliseconds: 0)

        /// Again in a minute, for a disk may have room then; later and later, for some folders stay for ever.
        func afterFailure(at now: Instant) -> Order {
            let pause = Span.minutes(1 << Int64(min(failures, 9)))
            return Order(work: work, failures: failures + 1, due: now + pause)
        }
    }

    private struct State {
        /// The last journal entry that was looked at; nil before the first pass.
        var position: Int64?
        var nextExpiry: Instant?
        var failed: [Order] = []
        var trust = TrustedClock()

        mutating func takeDue(at now: Instant) -> [Order] {
            defer { failed.removeAll { $0.due <= now } }
            return failed.filter { $0.due <= now }
        }

        /// One try is enough for what was asked for twice.
        mutating func tryAgain(_ order: Order) {
            failed.removeAll { $0.work == order.work }
            failed.append(order)
        }
    }

    private let engine: Engine
    private let worktrees: any WorktreeSite
    private let rescues: any RescueSite
    private let state = Mutex(State())

    public init(engine: Engine, worktrees: any WorktreeSite, rescues: any RescueSite) {
        self.engine = engine
        self.worktrees = worktrees
        self.rescues = rescues
    }

    /// Runs until shut down; what was not finished is found by the next server.
    public func run() async throws {
        try await engine.reconcileForever { [self] in
            await look($0)
        } carryOut: { [self] in
            await carryOut($0)
        }
    }

    private func look(_ begin: @Sendable (Order) -> Void) async -> Instant? {
        let now = engine.clock.now
        do {
            guard let position = state.withLock({ $0.position }) else {
                let revision = try await engine.store.read { try $0.revision() }
                state.withLock { $0.position = revision }
                begin(Order(work: .everything))
                return nil
            }
            let closed = try await closed(after: position)
            if !closed.isEmpty { begin(Order(work: .closed(closed))) }
            let isDue = state.withLock { state in
                guard let next = state.nextExpiry, next <= now else { return false }
                state.nextExpiry = nil
                return true
            }
            if isDue { begin(Order(work: .expiry)) }
            for order in state.withLock({ $0.takeDue(at: now) }) { begin(order) }
            return state.withLock { ([$0.nextExpiry] + $0.failed.map(\.due)).compactMap(\.self).min() }
        } catch {
            engine.logger.error("what was closed could not be read, trying again in 5 s: \(error)")
            return now + .seconds(5)
        }
    }

    private func closed(after position: Int64) async throws -> Set<Event.Closing> {
        let (found, end) = try await engine.feed.collect(after: position, \.event.closing)
        state.withLock { $0.position = end }
        return Set(found)
    }

    private func carryOut(_ order: Order) async {
        do {
            switch order.work {
            case .everything:
                let projects = try await engine.store.read { try $0.projects() }
                for name in try await worktrees.leftovers(in: projects) { await tidy(name, projects, order) }
                try await expire()
            case .closed(let closings):
                let projects = try await engine.store.read { try $0.projects() }
                for ticket in try await tickets(closings).sorted() { await tidy(ticket.description, projects, order) }
                if closings.contains(.retention) { try await expire() }
            case .named(let name):
                await tidy(name, try await engine.store.read { try $0.projects() }, order)
            case .expiry: try await expire()
            }
        } catch is CancellationError {
            // This server shuts down; the next one looks at everything.
        } catch {
            engine.logger.error("what was closed could not be tidied up, trying again later: \(error)")
            state.withLock { $0.tryAgain(order.afterFailure(at: engine.clock.now)) }
        }
        engine.feed.wake()
    }

    private func tickets(_ closings: Set<Event.Closing>) async throws -> Set<Ticket.ID> {
        try await engine.store.read { transaction in
            Set(
                try closings.compactMap { closing in
                    switch closing {
                    case .ticket(let ticket): ticket
                    case .run(let run): try transaction.run(run)?.ticket
                    case .retention: nil
                    }
                })
        }
    }

    /// Removes what is left of one ticket, or of a folder without one. What fails is told and tried again.
    private func tidy(_ name: String, _ projects: [Project], _ order: Order) async {
        do {
            let id = Ticket.ID(exactly: name)
            let slice = try await engine.store.read { transaction in
                SweepSlice(
                    ticket: try id.flatMap { try transaction.ticket($0) },
                    hasLiveRun: try id.map { id in try transaction.liveRuns().contains { $0.ticket == id } } ?? false)
            }
            guard let reason = slice.reasonToRemove else { return }
            if let ticket = slice.ticket, let project = projects.first(where: { $0.id == ticket.content.project }) {
                try await worktrees.retire(ticket, in: project)
            } else {
                try await worktrees.remove(name, because: reason, among: projects)
            }
        } catch is CancellationError {
            // This server shuts down; the next one looks at everything.
        } catch {
            engine.logger.warning("the worktree of \(name) could not be removed, trying again later: \(error)")
            let again = Order(work: .named(name), failures: order.failures).afterFailure(at: engine.clock.now)
            state.withLock { $0.tryAgain(again) }
        }
    }

    /// A project whose repository cannot be read keeps what it has.
    private func expire() async throws {
        let (projects, retention) = try await engine.store.read {
            (try $0.projects(), try $0.workspace().settings.retention)
        }
        // Both clocks are read at one moment: time that passed in between would look like a leap.
        let now = engine.clock.now
        let distrust = state.withLock { $0.trust.wait(at: now, uptime: engine.clock.uptime) }
        let limit = distrust > .seconds(0) ? Instant(milliseconds: .min) : Rescue.limit(retention, at: now)
        var oldest: [Instant] = []
        for project in projects {
            do {
                let left = try await rescues.expire(before: limit, in: project)
                if let left { oldest.append(left) }
            } catch {
                engine.logger.warning("old rescues of project \(project.id) could not be removed: \(error)")
            }
        }
        let next = oldest.min().map { max(Rescue.nextExpiry($0, retention, at: now), now + distrust) }
        // Another look, under settings that changed meanwhile, may want to be woken earlier.
        state.withLock { $0.nextExpiry = [$0.nextExpiry, next].compactMap(\.self).min() }
    }
}
