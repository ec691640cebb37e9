import Domain
import Storage
import StorageSQLite
import Testing

@testable import Orchestration

@Suite("The journal as it grows")
struct JournalFeedTests {
    /// Writes a comment of each size and lets a feed follow; returns what it keeps, and what a follower gets from it.
    private func follow(
        _ sizes: [Int], capacity: Int = 4096, sizeLimit: Int
    ) async throws -> (kept: [Int64], size: Int, received: [Int64], last: Int64) {
        let office = try await Office()
        let ticket = try await office.create("talkative")
        let feed = JournalFeed(store: office.store, capacity: capacity, sizeLimit: sizeLimit)
        let start = try await office.store.read { try $0.revision() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await feed.run() }
            for await _ in feed.wakeups() { break }
            for size in sizes {
                let comment = CommentOnTicket(ticket: ticket, author: "ada", text: String(repeating: "a", count: size))
                try await office.store.perform(comment, by: .person("ada"), at: office.clock.now)
                feed.wake()
            }
            let last = try await office.store.read { try $0.revision() }
            for await _ in feed.wakeups() where feed.kept.positions.last == last { break }
            var received: [Int64] = []
            while let entries = Optional(try await feed.entries(after: received.last ?? start)), !entries.isEmpty {
                received += entries.map(\.position)
            }
            group.cancelAll()
            let kept = feed.kept
            return (kept.positions, kept.size, received, last)
        }
    }

    @Test("keeps the newest entries, bounded by their bytes; a follower misses none")
    func boundedBySize() async throws {
        let found = try await follow(Array(repeating: 1000, count: 40), sizeLimit: 8192)
        #expect(found.size <= 8192)
        #expect((6...8).contains(found.kept.count))
        #expect(found.kept == Array((found.last - Int64(found.kept.count) + 1)...found.last))
        #expect(found.received == Array((found.last - 39)...found.last))
    }

    @Test("keeps no more entries than it may, however small")
    func boundedByCount() async throws {
        let found = try await follow(Array(repeating: 1, count: 40), capacity: 10, sizeLimit: 1 << 20)
        #expect(found.kept == Array((found.last - 9)...found.last))
        #expect(found.received.count == 40)
    }

    @Test("an entry above the bound is not kept, and is read all the same")
    func oversized() async throws {
        let found = try await follow([10, 10_000, 10], sizeLimit: 8192)
        #expect(found.kept == [found.last])
        #expect(found.received.count == 3)
    }

    @Test("who leaves in the moment of being woken holds nobody up")
    func leaving() async throws {
        let office = try await Office()
        let (feed, output) = (JournalFeed(store: office.store), OutputFeed())
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await feed.run() }
            for _ in 1...3000 {
                let follower = Task { for await _ in feed.wakeups() {} }
                let reader = Task { for await _ in output.follow().signals {} }
                while feed.followerCount == 0 || output.followerCount == 0 { await Task.yield() }
                feed.wake()
                let note = Task { for _ in 1...5 { output.note(Run.ID(number: 1)) } }
                follower.cancel()
                reader.cancel()
                _ = await (follower.value, reader.value, note.value)
            }
            group.cancelAll()
        }
        #expect(feed.followerCount == 0 && output.followerCount == 0)
    }
}
