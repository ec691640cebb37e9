import Domain
import Foundation
import Processes
import Testing

/// What goes wrong with the process of an agent and with what it writes. No real program can be told to do so.
@Suite("Agents that break")
struct BreakTests {
    @Test("a line that is no message is a warning, and noise and children that are left behind end nothing")
    func untidy() async throws {
        try await Place.withEach(Subject.fakes) { place, subject in
            let tickets = try await place.tickets(#""malformed""#, #""stderrNoise""#, #""leaveChildren""#)
            for ticket in tickets {
                #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
                #expect(try await place.runs(of: ticket).count == 1, "\(subject)")
            }
            let run = try #require(try await place.runs(of: tickets[0]).first)
            try await place.waitForEvent(run.id, "warning", "mess")
            let children = try String(contentsOfFile: "\(place.home)/children", encoding: .utf8).split(separator: "\n")
            #expect(children.count == 1, "\(subject)")
            for child in children {
                #expect(!FileManager.default.fileExists(atPath: "/proc/\(child)"), "\(subject): \(child) lives")
            }
        }
    }

    @Test("a line of 32 MB is taken in, and its memory is given back")
    func huge() async throws {
        try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))  // forgets the most so far
        let before = try Self.peakMemory()
        try await Place.withEach(Subject.fakes) { place, subject in
            let ticket = try await place.ticket("Be long", place.lands(#""hugeLine""#))
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let run = try #require(try await place.runs(of: ticket).first)
            try await place.waitForEvent(run.id, "tool_finished", "\"bytes\":\(32 << 20)")
            let events = place.events(run.id).reduce(0) { $0 + $1.utf8.count }
            #expect(events < 1 << 20, "\(subject): the log of events holds \(events) bytes")
        }
        // Three at once, each as a line, as text and as JSON, and what the allocator keeps.
        let grown = try Self.peakMemory() - before
        #expect(grown < 600 << 20, "\(grown >> 20) MB more at once")
    }

    @Test("silence ends with the time limit, and is tried again")
    func stall() async throws {
        try await Place.withEach(Subject.fakes, Circumstances(timeLimit: Span(milliseconds: 1500))) { place, subject in
            let ticket = try await place.ticket("Be silent", place.lands(#"{"kind": "hang", "times": 1}"#))
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let runs = try await place.runs(of: ticket)
            #expect(runs.map(\.state.outcome) == [.failed(.timedOut), runs.last?.state.outcome], "\(subject)")
        }
    }

    @Test("success without an end of the turn, and a crash, fail the run; the next goes on with the session")
    func broken() async throws {
        try await Place.withEach(Subject.fakes) { place, subject in
            let tickets = try await place.tickets(
                #"{"kind": "exitWithoutEnd", "times": 1}"#, #"{"kind": "crash", "times": 1}"#, #""crash""#)
            for ticket in tickets.prefix(2) {
                #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
                let runs = try await place.runs(of: ticket)
                #expect(runs.count == 2 && runs.last?.choice.resumes == runs.first?.session, "\(subject)")
            }
            let unfinished = try await place.runs(of: tickets[0])
            #expect(unfinished.first?.failure?.kind == .unfinished, "\(subject): \(unfinished.map(\.state))")
            let crashed = try await place.runs(of: tickets[1])
            #expect(crashed.first?.state.outcome == .failed(.exitStatus(3)), "\(subject): \(crashed.map(\.state))")
            let plea = try await place.plea(of: tickets[2])
            #expect(plea.contains("exited with status 3"), "\(subject): \(plea)")
            #expect(try await place.runs(of: tickets[2]).count == 3, "\(subject)")
        }
    }

    @Test("a question reaches a person, and the answer reaches the agent")
    func question() async throws {
        try await Place.withEach([.fakeClaude, .fakeCodex]) { place, subject in
            let ticket = try await place.ticket(
                "Ask",
                """
                [{"tools": [{"ask": {"question": "Which colour?", "options": ["Red", "Blue"]}}]},
                 {"tools": [{"run": "echo $ANSWER > colour.txt"}]}, {"text": "Asked."}]
                """)
            let request = try await place.request()
            #expect(request.content.kind == .question && request.content.title == "Which colour?", "\(subject)")
            #expect(request.content.options.map(\.label) == ["Red", "Blue"], "\(subject)")
            _ = try await place.control.answer(request.id, .reply(text: "Blue"), by: "ada")
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            #expect(try await place.git("show", "main:colour.txt") == "Blue\n", "\(subject)")
            let run = try #require(try await place.runs(of: ticket).first)
            #expect(place.events(run.id).count { $0.contains(#""type":"answered""#) } == 1, "\(subject)")
        }
    }

    /// The most memory that this process had at once, in bytes.
    private static func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber))) << 10
    }
}
