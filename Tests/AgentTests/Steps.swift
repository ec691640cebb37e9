import Domain
import Foundation
import Orchestration
import Storage
import TestKit
import Testing

/// What the cases do and look at.
extension Place {
    /// A ticket whose text is the script that the model follows.
    func ticket(_ title: String, _ script: String) async throws -> Ticket.ID {
        let entries = try await engine.perform(
            CreateTicket(content: .init(title: title, body: Self.fenced(script), project: Self.project)),
            by: .person("ada"))
        guard case .ticket(let id, _)? = entries.first?.event else { throw Missing("no ticket was created") }
        return id
    }

    static func fenced(_ script: String) -> String { "```script\n\(script)\n```" }

    /// Waits until the state is what the case waits for.
    func wait(
        _ patience: Duration = .seconds(90), until isReached: @escaping @Sendable (any Transaction) throws -> Bool
    ) async throws {
        try await TestServer.wait(engine, patience: patience, until: isReached)
    }

    func waitUntilClosed(_ ticket: Ticket.ID) async throws -> Ticket {
        try await wait { transaction in
            switch try transaction.ticket(ticket)?.state {
            case .done, .cancelled, .blocked: true
            case .backlog, .todo, .inProgress, .merging, nil: false
            }
        }
        return try #require(try await engine.store.read { try $0.ticket(ticket) })
    }

    func runs(of ticket: Ticket.ID) async throws -> [Run] { try await engine.store.read { try $0.runs(of: ticket) } }

    /// The request that the agent waits for.
    func request() async throws -> Request {
        try await wait { try !$0.openRequests().isEmpty }
        return try #require(try await engine.store.read { try $0.openRequests().first })
    }

    /// Waits until the run's events hold one of this type, with these words in it.
    func waitForEvent(_ run: Run.ID, _ type: String, _ words: String = "") async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let lines = events(run).filter {
                $0.contains("\"type\":\"\(type)\"") && (words.isEmpty || $0.contains(words))
            }
            if !lines.isEmpty { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Missing("\(run) had no event \(type) \(words): \(events(run).joined(separator: "\n"))")
    }

    func events(_ run: Run.ID) -> [String] {
        let path = "\(state)/runs/\(run)/events.jsonl"
        // Not there yet: nothing has happened.
        return ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    /// The first run of the ticket, once its process is at work.
    func running(_ ticket: Ticket.ID) async throws -> Run {
        try await wait { try $0.runs(of: ticket).last?.state == .running }
        return try #require(try await runs(of: ticket).last)
    }
}

extension Place {
    /// Tries a case with each agent in a workspace of its own, as `groups` has it.
    static func withEach(
        _ subjects: [Subject], _ circumstances: Circumstances = Circumstances(),
        _ body: @escaping @Sendable (Place, Subject) async throws -> Void
    ) async throws {
        for group in subjects.groups {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for subject in group {
                    tasks.addTask { try await with(subject, circumstances) { try await body($0, subject) } }
                }
                try await tasks.waitForAll()
            }
        }
    }

    /// A ticket for each fault, all at work at once.
    func tickets(_ faults: String...) async throws -> [Ticket.ID] {
        var tickets: [Ticket.ID] = []
        for (number, fault) in faults.enumerated() {
            tickets.append(try await ticket("Meet \(number)", lands(fault, in: "made-\(number).txt")))
        }
        return tickets
    }

    /// The sentence by which the ticket asks for a person.
    func plea(of ticket: Ticket.ID) async throws -> String {
        let state = try await waitUntilClosed(ticket).state
        guard case .blocked(let blockage) = state else { throw Missing("\(ticket) is not blocked: \(state)") }
        return blockage.reason
    }

    /// A script that lands a change, of whose second answer this goes wrong first.
    func lands(_ fault: String, in file: String = "made.txt") -> String {
        """
        [{"text": "I begin.", "tools": [{"run": "echo made > \(file)"}], "usage": {"input": 100, "output": 20}},
         {"fault": \(fault), "text": "Made."}]
        """
    }
}

extension Run {
    /// What its harness says it failed of.
    var failure: AgentFailure? {
        if case .ended(.failed(.agent(let failure))) = state { failure } else { nil }
    }
}

extension Run.State {
    var outcome: Run.Outcome? { if case .ended(let outcome) = self { outcome } else { nil } }
}

/// What a case waited for did not come.
struct Missing: Error, CustomStringConvertible {
    let description: String
    init(_ sentence: String) { description = sentence }
}
