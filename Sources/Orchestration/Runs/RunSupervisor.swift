import Domain
import Logging
import Storage

/// Sees one run through: worktree, process, and what its end means.
///
/// Every step is safe to repeat, so a run that is adopted after a crash goes through the same steps again.
public struct RunSupervisor: Sendable {
    private let engine: Engine
    private let worktrees: any WorktreeSite
    private let harness: @Sendable (Agent) -> any Harness
    private let output: @Sendable (Run.ID) -> Void

    /// - Parameter output: called when a live run has written something; a hint.
    public init(
        engine: Engine, worktrees: any WorktreeSite, harness: @escaping @Sendable (Agent) -> any Harness,
        output: @escaping @Sendable (Run.ID) -> Void = { _ in }
    ) {
        self.engine = engine
        self.worktrees = worktrees
        self.harness = harness
        self.output = output
    }

    /// Returns when the run has ended, or when this server shuts down.
    func supervise(_ id: Run.ID) async {
        do {
            guard let assignment = try await engine.assignment(id) else { return }
            let result = try await carryOut(assignment)
            try await end(assignment, result)
        } catch is CancellationError {
            // This server shuts down; the process goes on and the next server adopts the run.
        } catch let rejection as Rejection {
            engine.logger.notice("\(id): \(rejection)")
        } catch {
            engine.logger.error("\(id) could not be supervised, it is taken up again in 5 s: \(error)")
            try? await engine.clock.sleep(until: engine.clock.now + .seconds(5))  // cancelled: the server ends anyway
        }
    }

    func stop(_ id: Run.ID) async {
        do {
            guard let assignment = try await engine.assignment(id) else { return }
            await harness(assignment.agent).stop(assignment)
        } catch {
            engine.logger.error("\(id) could not be stopped: \(error)")
        }
    }

    private func carryOut(_ assignment: Assignment) async throws -> EndRun.Result {
        let harness = harness(assignment.agent)
        let id = assignment.run.id
        if !harness.hasStarted(assignment) {
            if case .stopping = assignment.run.state { return .stopped }
            do {
                let base = try await worktrees.prepare(assignment)
                try await harness.start(assignment)
                try await engine.perform(
                    RecordProcessStart(run: id, token: assignment.run.lease.token, base: base), by: .server("runs"))
            } catch let failure as WorldFailure {
                return .failed(.cannotStart(failure.description))
            }
        }
        let ending = try await harness.follow(assignment) { output(id) }
        return try await judge(ending, assignment)
    }

    /// What the process said of itself, held against what its worktree shows.
    private func judge(_ ending: Ending, _ assignment: Assignment) async throws -> EndRun.Result {
        let head: String?
        do {
            head = try await worktrees.collect(assignment)
        } catch let failure as WorldFailure {
            return .failed(.badResult("its work could not be collected: \(failure)"))
        }
        switch ending {
        case .finished(let summary):
            return head.map { .submitted(head: $0, summary: summary) } ?? .failed(.noChange)
        case .nothingToDo(let summary):
            return head.map { .submitted(head: $0, summary: summary) } ?? .nothingToDo(summary: summary)
        case .blocked(let reason): return .blocked(reason: reason)
        case .failed(let failure): return .failed(failure)
        case .stopped: return .stopped
        }
    }

    private func end(_ assignment: Assignment, _ result: EndRun.Result) async throws {
        let run = assignment.run
        try await engine.perform(
            EndRun(run: run.id, token: run.lease.token, result: result),
            by: .agent(run.agent, run: run.id))
        let ticket = try await engine.store.read { try $0.ticket(run.ticket) }
        if let ticket, ticket.state.isClosed { try await worktrees.retire(ticket, in: assignment.project) }
    }
}
