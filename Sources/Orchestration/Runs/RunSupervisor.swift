import Domain
import Logging
import Storage
import Synchronization

/// Sees one run through: worktree, process, and what its end means.
///
/// Every step is safe to repeat, so a run that is adopted after a crash goes through the same steps again.
public struct RunSupervisor: Sendable {
    private let engine: Engine
    private let worktrees: any WorktreeSite
    private let harness: @Sendable (Assignment) -> any Harness
    private let output: @Sendable (Run.ID) -> Void

    /// - Parameter output: called when a live run has written something; a hint.
    public init(
        engine: Engine, worktrees: any WorktreeSite, harness: @escaping @Sendable (Assignment) -> any Harness,
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
            let (result, head) = try await carryOut(assignment)
            try await end(assignment, result, head)
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
            await harness(assignment).stop(assignment)
        } catch {
            engine.logger.error("\(id) could not be stopped: \(error)")
        }
    }

    /// Returns how it ended, and the branch's head when there is work on it.
    private func carryOut(_ assignment: Assignment) async throws -> (EndRun.Result, head: String?) {
        let harness = harness(assignment)
        let id = assignment.run.id
        // A run whose folder its agent deleted has started all the same; following it shows that it is lost.
        if assignment.run.processStartedAt == nil, !harness.hasStarted(assignment) {
            if case .stopping = assignment.run.state { return (.stopped, nil) }
            do {
                let base = try await worktrees.prepare(assignment)
                try await harness.start(assignment)
                try await engine.perform(
                    RecordProcessStart(run: id, token: assignment.run.lease.token, base: base), by: .server("runs"))
            } catch let failure as WorldFailure {
                return (.failed(.cannotStart(failure.description)), nil)
            }
        }
        let ending = try await follow(assignment, harness)
        return try await judge(ending, assignment)
    }

    /// Follows the process, and keeps what its agent says of its session, its use and its questions.
    private func follow(_ assignment: Assignment, _ harness: any Harness) async throws -> Ending {
        let used = Mutex<Usage?>(nil)
        let ending = try await harness.follow(assignment) { report in
            output(assignment.run.id)
            guard case .event(let event) = report else { return nil }
            if case .used(let usage) = event { used.withLock { $0 = usage } }
            if case .turnEnded = event { try await keep(used.withLock { $0 }, of: assignment.run) }
            return try await keep(event, of: assignment.run)
        }
        try await keep(used.withLock { $0 }, of: assignment.run)
        return ending
    }

    /// What was used is kept when a turn ends, not with every word: the same again writes nothing.
    private func keep(_ usage: Usage?, of run: Run) async throws {
        guard let usage else { return }
        try await engine.perform(
            RecordUsage(run: run.id, token: run.lease.token, usage: usage), by: .agent(run.agent, run: run.id))
    }

    /// Safe to be told twice: a server that comes back is told everything again.
    ///
    /// - Returns: the answer to a question, when it was given before.
    private func keep(_ event: AgentEvent, of run: Run) async throws -> AgentControl? {
        let (id, token, actor) = (run.id, run.lease.token, Actor.agent(run.agent, run: run.id))
        switch event {
        case .sessionStarted(let session, _):
            try await engine.perform(RecordSession(run: id, token: token, session: session), by: actor)
        case .asked(let request):
            try await engine.perform(AskRequest(run: id, token: token, content: request), by: actor)
            let known = try await engine.store.read { try $0.request(of: id, named: request.id) }
            if case .answered(let answer, _) = known?.state { return .answer(request: request.id, answer: answer) }
        case .answered(let name, nil):
            try await engine.perform(WithdrawRequest(run: id, token: token, name: name), by: actor)
        case .answered, .used, .turnStarted, .text, .reasoning, .toolStarted, .toolFinished, .fileChanged, .plan,
            .permitted,
            .retrying, .said, .turnEnded, .warning:
            break
        }
        return nil
    }

    /// What the process said of itself, held against what its worktree shows.
    private func judge(
        _ ending: Ending, _ assignment: Assignment
    ) async throws -> (EndRun.Result, head: String?) {
        let head: String?
        do {
            head = try await worktrees.collect(assignment)
        } catch let failure as WorldFailure {
            return (.failed(.badResult("its work could not be collected: \(failure)")), nil)
        }
        return (result(ending, head), head)
    }

    private func result(_ ending: Ending, _ head: String?) -> EndRun.Result {
        switch ending {
        case .finished(let summary):
            head.map { .submitted(head: $0, summary: summary) } ?? .failed(.noChange)
        case .nothingToDo(let summary):
            head.map { .submitted(head: $0, summary: summary) } ?? .nothingToDo(summary: summary)
        case .blocked(let reason): .blocked(reason: reason)
        case .failed(let failure): .failed(failure)
        case .stopped: .stopped
        }
    }

    private func end(_ assignment: Assignment, _ result: EndRun.Result, _ head: String?) async throws {
        let run = assignment.run
        try await engine.perform(
            EndRun(run: run.id, token: run.lease.token, result: result, head: head),
            by: .agent(run.agent, run: run.id))
    }
}
