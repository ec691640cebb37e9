import APIClient
import Domain
import Foundation
import Synchronization
import Testing
import Wire

@testable import HTTP
@testable import Orchestration

@Suite("events", .serialized, .timeLimit(.minutes(1))) struct EventTests {
    /// The journal positions that a client sees after `position`, up to `last`.
    private func positions(_ client: Client, after position: Int64, to last: Int64) async throws -> [Int64] {
        var found: [Int64] = []
        for try await event in client.events(after: position) where event.name == "journal" {
            let entry = try JSONDecoder().decode(JournalBody.self, from: Data(event.data.utf8))
            #expect(event.id == "\(entry.position)")
            found.append(entry.position)
            if entry.position >= last { break }
        }
        return found
    }

    private func events(_ guest: Guest, _ headers: [String], until text: String) async throws -> String {
        let request = RawRequest(target: "/api/v1/events", headers: [Guest.bearer] + headers)
        return try await RawClient(port: guest.port).exchange(request.bytes(port: guest.port)) { $0.contains(text) }
    }

    @Test func entriesComeInOrderWithoutGaps() async throws {
        try await House().serving { guest in
            async let seen = positions(guest.client, after: 0, to: 303)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { try await guest.createTickets(30) } }
                try await group.waitForAll()
            }
            #expect(try await seen == Array(1...303))
        }
    }

    @Test func aReconnectGoesOnAfterTheLastEvent() async throws {
        let house = try await House()
        try await house.serving { guest in
            try await guest.createTickets(5)
            let text = try await events(guest, ["Last-Event-ID: 4"], until: "id: 8\n")
            #expect(text.contains("id: 5\n"))
            #expect(!text.contains("id: 4\n"))
        }
        // Another server on the same workspace.
        try await house.serving { guest in
            try await guest.createTickets(1)
            let text = try await events(guest, ["Last-Event-ID: 7"], until: "id: 9\n")
            #expect(text.contains("id: 8\n"))
            #expect(!text.contains("id: 7\n"))
            let unknown = try await guest.raw("GET", "/api/v1/events", [Guest.bearer, "Last-Event-ID: 1000"])
            #expect(unknown.status == 400)
            #expect(unknown.body.contains("bad_parameter"))
            // The header goes before the parameter: that is what a browser reconnects with.
            let both = try await guest.raw("GET", "/api/v1/events?after=1000", [Guest.bearer, "Last-Event-ID: 1"])
            #expect(both.status == 200)
        }
    }

    @Test func withoutAPositionOnlyWhatIsNew() async throws {
        try await House().serving { guest in
            try await guest.createTickets(3)
            let before = try await guest.engine.store.read { try $0.revision() }
            async let text = events(guest, [], until: "event: journal")
            try await eventually("somebody follows") { guest.engine.feed.followerCount == 1 }
            try await guest.createTickets(1)
            let seen = try await text
            #expect(seen.contains("id: \(before + 1)\n"))
            #expect(!seen.contains("id: \(before)\n"))
        }
    }

    @Test func outputOfRunsIsHintedAt() async throws {
        let house = try await House()
        try house.write(log: "one\ntwo\n")
        try await house.serving { guest in
            async let text = events(guest, [], until: "two")
            try await eventually("somebody follows") { guest.outputFeed.followerCount == 1 }
            guest.outputFeed.note(House.run)
            #expect(try await text.contains(#"{"lines":["one","two"],"run":"R-1"}"#))
        }
    }

    @Test func theServerSaysThatItIsThere() async throws {
        try await House().serving(keepAlive: .milliseconds(20)) { guest in
            let request = RawRequest(target: "/api/v1/events", headers: [Guest.bearer])
            _ = try await RawClient(port: guest.port).exchange(request.bytes(port: guest.port)) { text in
                text.ranges(of: ": still here\n\n").count >= 3
            }
        }
    }

    @Test func aClientThatLeavesIsForgotten() async throws {
        try await House().serving { guest in
            for _ in 0..<5 { _ = try await events(guest, ["Last-Event-ID: 0"], until: "id: 2\n") }
            try await eventually("the followers are gone") {
                guest.engine.feed.followerCount == 0 && guest.outputFeed.followerCount == 0
            }
        }
    }

    @Test func twoHundredClients() async throws {
        try await House().serving { guest in
            try await withThrowingTaskGroup(of: [Int64].self) { group in
                for _ in 0..<200 { group.addTask { try await positions(guest.client, after: 0, to: 22) } }
                try await guest.createTickets(20)
                for try await seen in group { #expect(seen == Array(1...22)) }
            }
        }
    }

    /// More than what fits into the sockets' buffers waits for it, and it takes nothing.
    @Test func aClientThatNeverReadsIsDisconnectedAndHoldsNobodyUp() async throws {
        try await House().serving(keepAlive: .seconds(1)) { guest in
            try await guest.createTickets(25, body: String(repeating: "x", count: 200_000))
            let request = RawRequest(target: "/api/v1/events?after=0", headers: [Guest.bearer])
            try await RawClient(port: guest.port).deaf(request) {
                try await eventually("it follows") { guest.engine.feed.followerCount == 1 }
                #expect(try await positions(guest.client, after: 22, to: 27) == Array(23...27))
                try await eventually("it is disconnected") { guest.engine.feed.followerCount == 0 }
            }
        }
    }

    @Test func theServerLeavesThoughStreamsAreOpen() async throws {
        let time = Mutex(Duration.zero)
        let clients = Mutex<[Task<Void, any Error>]>([])
        let note: @Sendable (Duration) -> Void = { spent in time.withLock { $0 = spent } }
        try await House().serving(onEnd: note) { guest in
            try await guest.createTickets(25, body: String(repeating: "x", count: 200_000))
            let request = RawRequest(target: "/api/v1/events?after=2", headers: [Guest.bearer])
            let deaf = Task {
                try await RawClient(port: guest.port).deaf(request) { try await Task.sleep(for: .seconds(3600)) }
            }
            let listening = (0..<20).map { _ in Task { for try await _ in guest.client.events(after: 27) {} } }
            clients.withLock { $0 = [deaf] + listening }
            try await eventually("all follow") { guest.engine.feed.followerCount == 21 }
            // Until then the server is busy encoding, which in a debug build takes seconds.
            try await RawClient(port: guest.port).untilStuck()
        }
        for client in clients.withLock({ $0 }) { client.cancel() }
        #expect(time.withLock { $0 } < .milliseconds(1500))
    }
}
