import Domain
import Foundation
import Orchestration
import Processes
import Testing

@testable import Harnesses

/// A copy of a session, which leaves the original as it is.
@Suite("Forked sessions")
struct ForkTests {
    @Test("a fork goes on in a session of its own, and counts what it used itself")
    func forked() async throws {
        try await Place.withEach(Subject.fakes) { place, subject in
            let script = #"[{"text": "I spend.", "usage": {"input": 100, "output": 20}}]"#
            let first = try await Talk(place, subject, 1, .fresh, Place.fenced(script)).held()
            let session = try #require(first.session, "\(subject): \(first.events)")
            let fork = try await Talk(place, subject, 2, .forked(id: session), "And now?").held()
            #expect(fork.end == .completed, "\(subject): \(fork.events)")
            #expect(fork.session != nil && fork.session != session, "\(subject)")
            #expect(fork.spent == [10, 5], "\(subject): \(fork.events)")
            let resumed = try await Talk(place, subject, 3, .resumed(id: session), "Still there?").held()
            #expect(resumed.session == session && resumed.spent == [10, 5], "\(subject): \(resumed.events)")
        }
    }

    @Test("a session that is not there is a request that is not taken")
    func unknown() async throws {
        try await Place.withEach(Subject.fakes) { place, subject in
            let talk = Talk(place, subject, 1, .resumed(id: "00000000-0000-4000-8000-000000000000"), "Hello?")
            let told = try await talk.held()
            guard case .failed(let failure) = told.end else { throw Missing("\(subject): \(told.events)") }
            #expect(failure.kind == .invalidRequest, "\(subject): \(failure)")
        }
    }
}

/// A conversation without a workspace around it.
private struct Talk {
    /// What was heard of it.
    struct Told {
        let events: [AgentEvent]
        let end: TurnEnd?

        var session: String? {
            events.compactMap { if case .sessionStarted(let id, _) = $0 { id } else { nil } }.first
        }

        /// Tokens of input and output.
        var spent: [Int64]? {
            events.compactMap {
                if case .used(let usage) = $0 { [usage.inputTokens, usage.outputTokens] } else { nil }
            }
            .last
        }
    }

    let program: any AgentProgram
    let opening: Opening
    let places: Places
    let shim: ShimHost
    let environment: [String: String]

    init(_ place: Place, _ subject: Subject, _ number: Int64, _ session: Opening.Session, _ prompt: String) {
        let words = subject.command ?? []
        program = AgentPrograms.program(subject.harness, command: words) ?? ClaudeProgram()
        opening = Opening(
            run: number, prompt: prompt, worktree: place.repository, writable: [], model: nil, effort: nil,
            permissions: .all,
            session: session, home: nil)
        places = Places(state: place.state, run: Run.ID(number: number), ticket: Ticket.ID(number: 1))
        shim = place.harnesses.shim
        environment = ["PATH": "/usr/bin:/bin", "SKEIN_FAKE_HOME": place.home]
    }

    func held() async throws -> Told {
        let launch = Launch(
            arguments: program.launch(opening).arguments, environment: environment,
            workingDirectory: opening.worktree, keepsInputOpen: true)
        _ = try await shim.start(launch, in: places.process)
        let exchange = Exchange(program.dialect(opening), policy: AnswerPolicy(.all))
        let record = try ConversationRecord(exchange, places, clock: SystemClock())
        let heard = AsyncStream<AgentEvent>.makeStream()
        let conversation = Conversation(RunFolder(places.process), services: NoServices()) { report in
            if case .event(let event) = report { heard.continuation.yield(event) }
            return nil
        }
        let (_, end) = try await conversation.hold(record)
        heard.continuation.finish()
        var events: [AgentEvent] = []
        for await event in heard.stream { events.append(event) }
        return Told(events: events, end: end.end)
    }
}
