import Domain
import Foundation
import Orchestration
import Testing

/// Servers that are killed at any moment, one after the other, while one agent works.
@Suite("Conversations under servers that do not live long")
struct RepeatedKillTests {
    private static let lastServer = 30

    @Test("one run survives all of them", arguments: [5])
    func survives(_ seed: Int) async throws {
        let circumstances = Circumstances(permissions: .ask)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for subject in Subject.fakes {
                group.addTask {
                    try await Place.prepared(subject, circumstances) { place in
                        try await Self.survive(place, subject, UInt64(seed))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func survive(_ place: Place, _ subject: Subject, _ seed: UInt64) async throws {
        var dice = seed &* 0x9E37_79B9_7F4A_7C15
        let steps = (1...6).map { #"{"text": "Step \#($0).", "tools": [{"run": "echo \#($0) >> out.txt"}]}"# }
        let ticket = try await place.ticket("Go on", "[\(steps.joined(separator: ",")), {\"text\": \"Done.\"}]")
        var servers = 0
        while servers < lastServer, try await !isClosed(ticket, place) {
            servers += 1
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // The last one may take the time that it needs, on a busy machine too.
            let life = servers < lastServer ? Duration.milliseconds(20 + Int(dice >> 33) % 250) : .seconds(120)
            let server = try place.reopened()
            try await server.serve {
                let end = ContinuousClock.now + life
                while ContinuousClock.now < end, try await !isClosed(ticket, server) {
                    for request in try await server.engine.store.read({ try $0.openRequests() }) {
                        _ = try await server.control.answer(request.id, .allow, by: "ada")
                    }
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
        #expect(servers > 2, "\(subject): too few were killed for this to show anything")
        #expect(try await place.git("show", "main:out.txt") == "1\n2\n3\n4\n5\n6\n", "\(subject), \(servers) servers")
        let runs = try await place.runs(of: ticket)
        #expect(runs.count == 1, "\(subject): \(runs.map(\.state))")
        let events = place.events(Run.ID(number: 1))
        func count(_ type: String) -> Int { events.count { $0.contains("\"type\":\"\(type)\"") } }
        #expect(count("asked") == 6 && count("answered") == 6, "\(subject): \(events)")
        #expect(count("tool_started") == 6 && count("turn_ended") == 1, "\(subject): \(events)")
        #expect(runs.last?.usage.map { [$0.inputTokens, $0.outputTokens] } == [70, 35], "\(subject)")
    }

    private static func isClosed(_ ticket: Ticket.ID, _ place: Place) async throws -> Bool {
        try await place.engine.store.read { try $0.ticket(ticket)?.state.isClosed } == true
    }
}
