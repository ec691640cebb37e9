import Domain
import Foundation
import Processes
import Testing

/// What goes wrong at an agent's provider or with its model.
@Suite("Agents whose model fails")
struct FaultTests {
    @Test("a limit that says when it is lifted is waited for, and is no attempt")
    func limited() async throws {
        try await Place.withEach(Subject.fakes) { place, subject in
            let ticket = try await place.ticket(
                "Meet a limit", place.lands(#"{"kind": "status", "status": 429, "retryAfter": 3, "times": 1}"#))
            try await place.wait { try $0.runs(of: ticket).first?.state.isLive == false }
            let waiting = try #require(try await place.engine.store.read { try $0.ticket(ticket) })
            let run = try #require(try await place.runs(of: ticket).first)
            let failure = try #require(run.failure, "\(subject): \(run.state)")
            // Claude Code tells of a plan's limit, which is a quota; the others of too many calls.
            let kinds: [AgentFailure.Kind] = [.rateLimited, .quota]
            #expect(kinds.contains(failure.kind), "\(subject): \(failure)")
            let until = try #require(failure.until, "\(subject): \(failure)")
            #expect(waiting.failures == 0, "\(subject)")
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let runs = try await place.runs(of: ticket)
            #expect(runs.count == 2, "\(subject)")
            #expect(try #require(runs.last).startedAt >= until, "\(subject): it did not wait")
            #expect(runs.last?.choice.resumes == runs.first?.session, "\(subject): the session goes on")
        }
    }

    @Test("a failure that passes, or a dropped connection, is not noticed beyond an event")
    func passing() async throws {
        try await Place.withEach(Subject.available) { place, subject in
            let faults = [
                #"{"kind": "status", "status": 500, "times": 1}"#, #"{"kind": "status", "status": 529, "times": 1}"#,
                #"{"kind": "dropMid", "times": 1}"#,
            ]
            // Grok gives up on a 529 at once. One after the other: several of Codex that begin together in one fresh
            // home may end with status 1.
            for (number, fault) in faults.enumerated() where subject != .grok || !fault.contains("529") {
                let ticket = try await place.ticket("Meet \(number)", place.lands(fault, in: "made-\(number).txt"))
                #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
                let runs = try await place.runs(of: ticket)
                #expect(runs.count == 1, "\(subject): \(runs.map(\.state))")
                // The protocol has no word for it.
                if subject.isFake && subject != .fakeACP { try await place.waitForEvent(runs[0].id, "retrying") }
            }
        }
    }

    @Test("one that stays is tried again, then a person is asked")
    func staying() async throws {
        let kinds: [AgentFailure.Kind] = [.transient, .overloaded, .transient]
        try await Place.withEach(Subject.fakes) { place, subject in
            let tickets = try await place.tickets(
                #"{"kind": "status", "status": 500}"#, #"{"kind": "status", "status": 529}"#, #""dropMid""#)
            for (ticket, kind) in zip(tickets, kinds) {
                let plea = try await place.plea(of: ticket)
                #expect(plea.contains("skein ticket reopen"), "\(subject): \(plea)")
                let runs = try await place.runs(of: ticket)
                #expect(runs.count == 3, "\(subject)")
                #expect(runs.allSatisfy { $0.failure?.kind == kind }, "\(subject): \(runs.map(\.state))")
            }
        }
    }

    @Test("without a login, or without quota and alternative, a person is asked at once")
    func pleas() async throws {
        let kinds: [AgentFailure.Kind] = [.auth, .quota]
        let words = ["is not logged in to its provider", "has no quota left"]
        try await Place.withEach(Subject.fakes) { place, subject in
            let tickets = try await place.tickets(#"{"kind": "status", "status": 401}"#, #""quota""#)
            for (number, ticket) in tickets.enumerated() {
                let plea = try await place.plea(of: ticket)
                #expect(plea.contains(words[number]), "\(subject): \(plea)")
                let runs = try await place.runs(of: ticket)
                #expect(runs.map(\.failure?.kind) == [kinds[number]], "\(subject): \(runs.map(\.state))")
            }
        }
    }

    @Test("without quota the next run uses the alternative")
    func quota() async throws {
        let circumstances = Circumstances(fallback: [Agent.Alternative(model: "other")])
        try await Place.withEach(Subject.fakes, circumstances) { place, subject in
            let ticket = try await place.ticket("Spend", place.lands(#"{"kind": "quota", "times": 1}"#))
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let runs = try await place.runs(of: ticket)
            #expect(runs.count == 2 && runs[0].failure?.kind == .quota, "\(subject): \(runs.map(\.state))")
            #expect(runs.last?.choice.model == "other", "\(subject)")
        }
    }

    @Test("a conversation that is too long is begun afresh")
    func overflow() async throws {
        try await Place.withEach(Subject.fakes) { place, subject in
            let ticket = try await place.ticket("Talk long", place.lands(#"{"kind": "overflow", "times": 1}"#))
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let runs = try await place.runs(of: ticket)
            #expect(runs.count == 2, "\(subject)")
            #expect(runs.first?.failure?.kind == .contextExhausted, "\(subject): \(runs.map(\.state))")
            #expect(runs.last?.choice.resumes == nil && runs.last?.session != runs.first?.session, "\(subject)")
        }
    }
}
