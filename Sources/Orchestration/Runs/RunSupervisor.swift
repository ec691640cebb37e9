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
        let run = assignment.run
        var step = RunStep(of: run, hasStarted: harness.hasStarted(assignment))
        while true {
            switch step {
            case .prepareWorktree:
                step = .prepared(try await answer { try await worktrees.prepare(assignment) })
            case .startProcess(let base):
                step = .started(base: base, try await answer { try await start(assignment, harness) })
            case .recordStart(let base):
                let start = RecordProcessStart(run: run.id, token: run.lease.token, base: base)
                try await engine.perform(start, by: .server("runs"))
                step = .follow
            case .follow:
                step = .collect(try await follow(assignment, harness))
            case .collect(let ending):
                step = .collected(ending, try await answer { try await worktrees.collect(assignment) })
            case .end(let result, let head):
                return (result, head)
            }
        }
    }

    private func start(_ assignment: Assignment, _ harness: any Harness) async throws {
        var knowing = assignment
        knowing.recollection = try engine.recollection(assignment)
        try await harness.start(knowing)
    }

    /// What the world answered; other errors say nothing about the world and are thrown on.
    private func answer<Value>(_ work: () async throws -> Value) async throws -> Result<Value, WorldFailure> {
        do {
            return .success(try await work())
        } catch let failure as WorldFailure {
            return .failure(failure)
        }
    }

    /// Follows the process, and keeps what its agent says of its session, its use and its questions.
    private func follow(_ assignment: Assignment, _ harness: any Harness) async throws -> Ending {
        let run = assignment.run
        let notes = Mutex(RunNotes(of: run))
        let ending = try await harness.follow(assignment) { report in
            output(run.id)
            guard case .event(let event) = report else { return nil }
            try await keep(notes.withLock { $0.take(event) }, of: run)
            guard case .asked(let request) = event else { return nil }
            return try await earlierAnswer(to: request, of: run.id)
        }
        try await keep(notes.withLock { $0.close() }, of: run)
        return ending
    }

    private func keep(_ commands: [any Performable], of run: Run) async throws {
        for command in commands { try await engine.perform(command, by: .agent(run.agent, run: run.id)) }
    }

    /// The answer to a question that is asked again by a run that was taken over; nil when nobody gave it yet.
    private func earlierAnswer(to request: AgentRequest, of run: Run.ID) async throws -> AgentControl? {
        let known = try await engine.store.read { try $0.request(of: run, named: request.id) }
        guard case .answered(let answer, _) = known?.state else { return nil }
        return .answer(request: request.id, answer: answer)
    }

    private func end(_ assignment: Assignment, _ result: EndRun.Result, _ head: String?) async throws {
        let run = assignment.run
        try await engine.perform(
            EndRun(run: run.id, token: run.lease.token, result: result, head: head),
            by: .agent(run.agent, run: run.id))
    }
}
