import Domain
import Foundation
import Orchestration
import Processes

extension ConversingAgent {
    /// So long an answer may take.
    private static let patience = Span.minutes(5)

    func ask(_ assignment: Assignment, _ question: String) async throws -> String {
        guard let session = assignment.run.session else { throw WorldFailure("It has named no session.") }
        if let fork = capabilities.first(where: { $0.name == "fork" }), !fork.isSupported {
            throw WorldFailure("Its harness copies no session: \(fork.reason).")
        }
        do {
            return try await ask(session, assignment, question)
        } catch let failure as WorldFailure {
            // A ticket that is done loses its worktree, maybe while it is asked: then there is none to be lost.
            if FileManager.default.fileExists(atPath: assignment.places.worktree) { throw failure }
            return try await ask(session, assignment, question)
        }
    }

    private func ask(_ session: String, _ assignment: Assignment, _ question: String) async throws -> String {
        // A folder of its own, so that the run's logs stay as they are.
        let places = Places(
            state: "\(assignment.places.runFolder)/questions/\(UUID().uuidString)", run: assignment.run.id,
            ticket: assignment.ticket.id)
        var opening = opening(assignment)
        opening.session = .forked(id: session)
        // No server goes on with a question that another one asked, so its identifiers need only be new.
        opening.run = .random(in: 0...Int64.max)
        opening.permissions = .ask
        opening.policy = AnswerPolicy(.ask)
        opening.prompt = "Answer this question about your work so far; change nothing.\n\n\(question)\n"
        // Sessions are found by the folder that they worked in.
        let isGone = !FileManager.default.fileExists(atPath: opening.worktree)
        if isGone { try LaunchFile.makeFolder(opening.worktree) }
        defer { if isGone { rmdir(opening.worktree) } }
        return try await answer(opening, assignment, places)
    }

    private func answer(_ opening: Opening, _ assignment: Assignment, _ places: Places) async throws -> String {
        var launch = launch(program.launch(opening), assignment)
        launch.deadline = (clock.now + Self.patience).milliseconds
        // It is not the run, which has ended: nobody may take its processes for what that left behind.
        launch.environment[AgentEnvironment.markName] = places.runFolder
        try LaunchFile.makeFolder(places.runFolder)
        do {
            _ = try await shim.start(launch, in: places.process)
            let conversation = Conversation(RunFolder(places.process), services: NoServices()) { report in
                guard case .event(.asked(let request)) = report else { return nil }
                return .answer(request: request.id, answer: .deny(reason: "Only answer the question."))
            }
            let exchange = Exchange(program.dialect(opening), policy: opening.policy)
            let (exit, end) = try await conversation.hold(ConversationRecord(exchange, places, clock: clock))
            guard exit != nil, end.end == .completed, !end.isBusy else {
                let ending = exit.map { Conclusion($0, end, places).ending } ?? .failed(.lost)
                throw WorldFailure("The copy of its session gave no answer: \(ending.sentence).")
            }
            return end.lastText
        } catch let failure as ProcessFailure {
            throw WorldFailure(failure.description)
        }
    }
}

extension Ending {
    fileprivate var sentence: String {
        switch self {
        case .finished, .nothingToDo: "it ended"
        case .blocked(let reason): "it is blocked: \(reason)"
        case .failed(let failure): "it \(failure.sentence)"
        case .stopped: "it was stopped"
        }
    }
}
