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

/// What a case waited for did not come.
struct Missing: Error, CustomStringConvertible {
    let description: String
    init(_ sentence: String) { description = sentence }
}
