import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite
import Testing

@testable import Upkeep

@Suite("A damaged database")
struct DamageTests {
    @Test("a flipped byte is found, or it is one that nothing reads")
    func flippedByte() async throws {
        let place = try Place()
        let store = try await place.open()
        for number in 0..<10 { try await store.start(try await store.create("t\(number)")) }
        // One file, and no log that covers its pages.
        try await store.copy(to: place.path("copy.db"))
        try store.close()
        for name in DurableFiles.names(in: place.state.path) where name.hasPrefix("skein.db") {
            try DurableFiles.delete("\(place.state.path)/\(name)")
        }
        try DurableFiles.move(place.path("copy.db"), to: place.state.database)
        let url = URL(fileURLWithPath: place.state.database)
        let whole = try Data(contentsOf: url)
        let content = try await Self.content(place.state.database)
        var generator = SystemRandomNumberGenerator()
        var found = 0
        for _ in 0..<150 {
            var broken = whole
            let index = Int.random(in: 0..<whole.count, using: &generator)
            let bit = UInt8(1) << Int.random(in: 0..<8, using: &generator)
            broken[index] ^= bit
            try broken.write(to: url)
            let findings: [Finding]
            do {
                findings = try await place.check().findings
            } catch is StorageFailure {
                // It does not even open: whoever asks is told so.
                found += 1
                continue
            }
            if findings.isEmpty {
                #expect(try await Self.content(place.state.database) == content, "byte \(index), bit \(bit)")
            } else {
                found += 1
            }
        }
        #expect(found > 10)
    }

    /// Every value of every row of every table but the index for searching, which says nothing of its own. The settings
    /// are what they mean: a key that nobody knows says what its default says.
    private static func content(_ database: String) async throws -> [String: [Row]] {
        try await SQLiteFile.read(database) { transaction in
            let tables = try transaction.rows(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name", [])
            var content = Dictionary(
                uniqueKeysWithValues: try tables.map { table in
                    (table.text(0), try transaction.rows("SELECT * FROM \(table.text(0)) ORDER BY 1, 2", []))
                })
            let meaning = Row([.text(String(describing: try transaction.workspace().settings))])
            let others = try transaction.rows("SELECT revision, hash, epoch, condition FROM workspace", [])
            content["workspace"] = others + [meaning]
            return content
        }
    }
}
