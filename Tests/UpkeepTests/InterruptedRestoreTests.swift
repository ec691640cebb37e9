import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite
import Synchronization
import Testing

@testable import Upkeep

@Suite("A restore that is interrupted")
struct InterruptedRestoreTests {
    private struct Cut: Error {}

    /// Ends the process, as it were, before the step of this number.
    private final class Fuse: Sendable {
        private let left: Mutex<Int>
        init(_ steps: Int) { left = Mutex(steps) }

        func burn() throws {
            try left.withLock { left in
                if left == 0 { throw Cut() }
                left -= 1
            }
        }
    }

    @Test("before any of its steps: either the old state or the new one counts, whole, and nothing is lost")
    func everyStep() async throws {
        var outcomes: Set<Int64> = []
        var isThrough = false
        var number = 0
        while !isThrough {
            let place = try Place()
            let backup = try await Self.furnish(place)
            let fuse = Fuse(number)
            do {
                _ = try await place.restore(backup).run { _ in try fuse.burn() }
                isThrough = true
            } catch is Cut {
                // As a server does when it starts.
                try Swap.finish(place.state)
            }
            #expect(try await place.check().findings == [], "step \(number)")
            let tickets = try await Self.tickets(place.state.database)
            outcomes.insert(tickets)
            if tickets == 1 {
                let aside = try #require(DurableFiles.names(in: place.state.path).first { $0.hasPrefix("replaced-") })
                #expect(try await Self.tickets("\(place.state.path)/\(aside)/skein.db") == 2, "step \(number)")
                #expect(DurableFiles.exists("\(place.state.path)/\(aside)/runs/R-1"), "step \(number)")
            } else {
                #expect(DurableFiles.exists("\(place.state.runs)/R-1"), "step \(number)")
            }
            number += 1
        }
        #expect(outcomes == [1, 2])
        #expect(number > 8)
    }

    @Test("a restore that is begun again after any interruption gives the backup's state")
    func again() async throws {
        for number in [3, 6, 8, 10] {
            let place = try Place()
            let backup = try await Self.furnish(place)
            let fuse = Fuse(number)
            await #expect(throws: Cut.self) { try await place.restore(backup).run { _ in try fuse.burn() } }
            _ = try await place.restore(backup).run()
            #expect(try await Self.tickets(place.state.database) == 1)
            #expect(try await place.check().findings == [])
        }
    }

    /// A backup with one ticket; since then there is another, and a run that the second has.
    private static func furnish(_ place: Place) async throws -> String {
        let store = try await place.open()
        let first = try await store.create("first")
        _ = try await place.upkeep(store).backUp(to: place.path("backup"))
        try await store.create("second")
        try await store.start(first)
        try store.close()
        try FileManager.default.createDirectory(
            atPath: "\(place.state.runs)/R-1/process", withIntermediateDirectories: true)
        return place.path("backup")
    }

    private static func tickets(_ database: String) async throws -> Int64 {
        try await SQLiteFile.read(database) { try $0.rows("SELECT count(*) FROM ticket", [])[0].integer(0) }
    }
}
