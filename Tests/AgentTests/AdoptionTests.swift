import Domain
import Foundation
import Orchestration
import Processes
import Storage
import Testing

/// A server that is killed while an agent works, and the one that comes after it.
@Suite("Conversations that a new server takes over")
struct AdoptionTests {
    private static let script = """
        [{"text": "I begin.",
          "tools": [{"run": "echo in > in.txt; until [ -e $SKEIN_FAKE_HOME/go ]; do sleep 0.02; done"}],
          "usage": {"input": 100, "output": 20, "cacheRead": 7}},
         {"tools": [{"run": "echo out > out.txt"}], "usage": {"input": 30, "output": 3}},
         {"text": "Both are there.", "usage": {"input": 1, "output": 1}}]
        """

    @Test("killed before the agent's first line")
    func beforeTheFirstLine() async throws {
        try await Self.each(Circumstances(environment: ["SKEIN_FAKE_START": "gate"])) { place, subject in
            let ticket = try await place.ticket("Go on", Self.script)
            let before = try await place.killed { server in try await server.running(ticket) }
            #expect(place.heard.isEmpty, "\(subject): it spoke too early")
            for name in ["gate", "go"] { try place.open(name) }
            try await Self.expectLanded(place.reopened(), ticket, before, subject)
        }
    }

    @Test("killed while a tool runs, with the last event written in half")
    func inATool() async throws {
        try await Self.each { place, subject in
            let ticket = try await place.ticket("Go on", Self.script)
            let before = try await place.killed { server in
                let run = try await server.running(ticket)
                try await server.waitForEvent(run.id, "tool_started")
                return run
            }
            try place.tearEvents(of: before.id)
            try place.open("go")
            try await Self.expectLanded(place.reopened(), ticket, before, subject)
        }
    }

    @Test("killed while a permission is asked, which is answered while nobody serves")
    func whileAsked() async throws {
        let circumstances = Circumstances(permissions: .ask)
        try await Self.each(circumstances) { place, subject in
            try place.open("go")
            let ticket = try await place.ticket("Go on", Self.script)
            let before = try await place.killed { server in
                let run = try await server.running(ticket)
                _ = try await server.request()
                return run
            }
            let request = try #require(try await place.engine.store.read { try $0.openRequests().first })
            try await place.engine.perform(
                AnswerRequest(request: request.id, answer: .allow, person: "ada"), by: .person("ada"))
            let next = try place.reopened()
            try await next.serve {
                try await next.wait { try $0.openRequests().contains { $0.id != request.id } }
                let second = try await next.request()
                _ = try await next.control.answer(second.id, .allow, by: "ada")
                _ = try await next.waitUntilClosed(ticket)
            }
            try await Self.expectOnce(next, ticket, before, subject)
            let answers = place.events(before.id).filter { $0.contains(#""type":"answered""#) }
            #expect(answers.count == 2, "\(subject): \(answers)")
        }
    }

    @Test("killed when the turn had ended and the process had not")
    func beforeTheExit() async throws {
        try await Self.each(Circumstances(environment: ["SKEIN_FAKE_EXIT": "gate"])) { place, subject in
            try place.open("go")
            let ticket = try await place.ticket("Go on", Self.script)
            let before = try await place.killed { server in
                let run = try await server.running(ticket)
                try await server.waitForEvent(run.id, "turn_ended")
                return run
            }
            try place.open("gate")
            try await Self.expectLanded(place.reopened(), ticket, before, subject)
        }
    }

    @Test("killed, and its agent deleted the run's folder: it is lost and killed, and another run does the work")
    func withoutItsFolder() async throws {
        try await Self.each { place, subject in
            let ticket = try await place.ticket("Go on", Self.script)
            let before = try await place.killed { server in
                let run = try await server.running(ticket)
                try await server.waitForEvent(run.id, "tool_started")
                return run
            }
            try FileManager.default.removeItem(atPath: "\(place.state)/runs/\(before.id)")
            let second = try place.reopened()
            try await second.serve {
                try await second.wait { try $0.liveRuns().contains { $0.id != before.id && $0.state == .running } }
                try second.open("go")
                #expect(try await second.waitUntilClosed(ticket).state == .done, "\(subject)")
            }
            let runs = try await second.runs(of: ticket)
            #expect(runs.count == 2 && runs.first?.state == .ended(.failed(.lost)), "\(subject): \(runs)")
            #expect(Set(place.heard.map(\.process)).count == 2, "\(subject): \(place.heard)")
        }
    }

    @Test("killed three times in one turn, with a word in between")
    func again() async throws {
        let word = "Well done so far."
        try await Self.each { place, subject in
            let ticket = try await place.ticket("Go on", Self.script)
            let before = try await place.killed { server in
                let run = try await server.running(ticket)
                try await server.waitForEvent(run.id, "tool_started")
                return run
            }
            let second = try place.reopened()
            _ = try await second.killed { server in
                // Until the conversation is taken over the word waits for the next run.
                while case .nextRun = try await server.control.say(word, to: before.id, by: "ada") {
                    try await Task.sleep(for: .milliseconds(20))
                }
                // Later it could come after the turn's end, and would rightly begin another one.
                while subject != .fakeACP && !place.heard.contains(where: { $0.line.contains(word) }) {
                    try await Task.sleep(for: .milliseconds(20))
                }
                return before
            }
            let third = try place.reopened()
            _ = try await third.killed { _ in before }
            try place.open("go")
            let turns = subject == .fakeACP ? 2 : 1
            let last = try place.reopened()
            try await last.serve { _ = try await last.waitUntilClosed(ticket) }
            try await Self.expectOnce(last, ticket, before, subject, turns: turns)
            let said = place.events(before.id).filter { $0.contains(#""type":"said""#) }
            #expect(said.count == 1, "\(subject): \(said)")
            #expect(place.heard.count { $0.line.contains(word) } == 1, "\(subject): the word was sent twice")
        }
    }

    private static func each(
        _ circumstances: Circumstances = Circumstances(),
        _ body: @escaping @Sendable (Place, Subject) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for subject in Subject.fakes {
                group.addTask { try await Place.prepared(subject, circumstances) { try await body($0, subject) } }
            }
            try await group.waitForAll()
        }
    }

    private static func expectLanded(
        _ place: Place, _ ticket: Ticket.ID, _ before: Run, _ subject: Subject
    ) async throws {
        try await place.serve { _ = try await place.waitUntilClosed(ticket) }
        try await expectOnce(place, ticket, before, subject)
    }

    /// That the ticket landed by one run with one process, and that nothing was said, told or counted twice.
    private static func expectOnce(
        _ place: Place, _ ticket: Ticket.ID, _ before: Run, _ subject: Subject, turns: Int = 1
    ) async throws {
        let state = try await place.engine.store.read { try $0.ticket(ticket)?.state }
        #expect(state == .done, "\(subject): \(String(describing: state))")
        #expect(try await place.git("show", "main:out.txt") == "out\n", "\(subject)")
        let runs = try await place.runs(of: ticket)
        #expect(runs.map(\.id) == [before.id], "\(subject): another run was started")
        // A turn without a script takes 10 and 5.
        let spent = runs.last?.usage.map { [$0.inputTokens, $0.outputTokens, $0.cacheReadTokens] }
        let more = Int64(turns - 1)
        #expect(spent == [131 + 10 * more, 24 + 5 * more, 7], "\(subject): \(String(describing: spent))")
        // Its process is the one that the first server started.
        #expect(Set(place.heard.map(\.process)).count == 1, "\(subject): \(place.heard)")
        #expect(place.heard.count { $0.line.contains("```script") } == 1, "\(subject): the prompt was sent twice")
        let events = place.events(before.id)
        func count(_ type: String) -> Int { events.count { $0.contains("\"type\":\"\(type)\"") } }
        #expect(count("session_started") == 1 && count("turn_started") == turns, "\(subject): \(events)")
        #expect(count("turn_ended") == turns, "\(subject): \(events)")
        #expect(count("tool_started") == 2 && count("tool_finished") == 2, "\(subject): \(events)")
    }
}
