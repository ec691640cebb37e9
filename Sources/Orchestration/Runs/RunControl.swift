import Domain
import Storage

/// What people do to agents at work: they say something, interrupt, stop, and answer.
public struct RunControl: Sendable {
    /// What became of a word to an agent.
    public enum Reception: Hashable, Sendable {
        /// The harness has it; how it takes it in shows in the run's events.
        case taken(isInTurn: Bool)
        /// The run cannot hear it: it is a comment on the ticket now, which the next run is told.
        case nextRun(reason: String)
    }

    private let engine: Engine
    private let harness: @Sendable (Assignment) -> any Harness

    public init(engine: Engine, harness: @escaping @Sendable (Assignment) -> any Harness) {
        self.engine = engine
        self.harness = harness
    }

    /// Says something to the agent: into its turn where its harness can, else as its next turn, else to its next run.
    ///
    /// - Throws: `Rejection` when there is no such run, it has ended, or there is nothing to say.
    /// - Parameter orNextRun: whether what it cannot hear becomes a comment on its ticket.
    @discardableResult
    public func say(
        _ text: String, to run: Run.ID, by person: String, orNextRun: Bool = true
    ) async throws -> Reception {
        let control = AgentControl.say(text: text)
        let (assignment, conversing) = try await reach(run, control, by: person)
        do {
            guard engine.isAtWork else { throw WorldFailure("No server runs: `skein up` starts one.") }
            guard let conversing else { throw WorldFailure("A program that is just run hears nothing.") }
            let isBusy = try await conversing.tell(run, control)
            return .taken(isInTurn: conversing.canSteer && isBusy)
        } catch let failure as WorldFailure {
            guard orNextRun else { throw failure }
            try await engine.perform(
                CommentOnTicket(ticket: assignment.ticket.id, author: person, text: text), by: .person(person))
            return .nextRun(reason: failure.description)
        }
    }

    /// Ends the turn that runs; the agent waits for a word then.
    ///
    /// - Throws: `Rejection` when there is no such run, or its harness cannot be interrupted.
    public func interrupt(_ run: Run.ID, by person: String) async throws {
        let (_, conversing) = try await reach(run, .interrupt, by: person)
        do {
            guard engine.isAtWork else { throw WorldFailure("No server runs: `skein up` starts one.") }
            guard let conversing else {
                throw WorldFailure("It is a program that is just run: `skein stop \(run)` ends it.")
            }
            _ = try await conversing.tell(run, .interrupt)
        } catch let failure as WorldFailure {
            throw Rejection(.runNotReached, "\(run) cannot be interrupted. \(failure)")
        }
    }

    /// Asks what the run's agent knows, in a copy of its session; the run itself may have ended long ago.
    ///
    /// - Throws: `Rejection` when there is no such run, or its session cannot be asked.
    public func ask(_ run: Run.ID, _ question: String) async throws -> String {
        guard let assignment = try await engine.assignment(run) else { throw Rejection.unknown(run) }
        if question.allSatisfy(\.isWhitespace) {
            throw Rejection(.emptyText, "There is nothing to ask \(run): give a question.")
        }
        do {
            guard let conversing = harness(assignment) as? any ConversingHarness else {
                throw WorldFailure("A program that is just run keeps no session.")
            }
            return try await conversing.ask(assignment, question)
        } catch let failure as WorldFailure {
            throw Rejection(.runNotReached, "\(run) cannot be asked. \(failure)")
        }
    }

    /// Ends the run; its ticket waits for a person then.
    public func stop(_ run: Run.ID, by person: String) async throws {
        try await engine.perform(StopRun(run: run), by: .person(person))
    }

    /// Says something into the turn of a run.
    ///
    /// - Returns: whether its harness took it; one that cannot be steered hears nothing.
    func tell(_ run: Run.ID, _ text: String) async -> Bool {
        do {
            guard let assignment = try await engine.assignment(run),
                let conversing = harness(assignment) as? any ConversingHarness,
                conversing.canSteer
            else { return false }
            return try await conversing.tell(run, .say(text: text))
        } catch {
            engine.logger.info("\(run) could not be told of its mail: \(error)")
            return false
        }
    }

    /// Answers a request, and passes the answer on to the agent that waits for it.
    public func answer(
        _ request: Request.ID, _ answer: AgentAnswer, by author: SendMessage.Author, actor: Actor
    ) async throws -> Request {
        try await engine.perform(AnswerRequest(request: request, answer: answer, by: author), by: actor)
        guard let record = try await engine.store.read({ try $0.request(request) }) else {
            throw Rejection.unknown(request)
        }
        // Skein asked it, or the agent is not waiting in its turn.
        if record.content.kind == .watchdog || record.terms.outlivesRun { return record }
        guard let assignment = try await engine.assignment(record.run),
            let conversing = harness(assignment) as? any ConversingHarness
        else { return record }
        do {
            _ = try await conversing.tell(record.run, .answer(request: record.content.id, answer: answer))
        } catch let failure as WorldFailure {
            // Its run is being taken over, and is told then; or it ends, and needs no answer.
            engine.logger.info("the answer to \(request) waits: \(failure)")
        }
        return record
    }

    /// A person answers.
    public func answer(_ request: Request.ID, _ answer: AgentAnswer, by person: String) async throws -> Request {
        try await self.answer(request, answer, by: .person(person), actor: .person(person))
    }

    /// Records the word, and finds who can pass it on; nil when the run's harness has no way.
    private func reach(
        _ run: Run.ID, _ control: AgentControl, by person: String
    ) async throws -> (Assignment, (any ConversingHarness)?) {
        try await engine.perform(TellRun(run: run, control: control), by: .person(person))
        guard let assignment = try await engine.assignment(run) else { throw Rejection.unknown(run) }
        return (assignment, harness(assignment) as? any ConversingHarness)
    }
}

extension ConversingHarness {
    /// Whether a word goes into the turn that runs.
    fileprivate var canSteer: Bool { capabilities.contains { $0.name == "steer" && $0.isSupported } }
}
