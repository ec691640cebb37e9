import Domain
import Foundation
import Orchestration
import Storage
import StorageSQLite
import Testing

@testable import Upkeep

@Suite("Backups")
struct BackupTests {
    @Test("a backup during heavy writing restores to what had been acknowledged, whole")
    func whileWriting() async throws {
        let place = try Place()
        let store = try await place.open()
        let backup = place.path("backup")
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let writer = Task {
            for number in 0..<400 {
                let ticket = try await store.create("t\(number)")
                if number % 3 == 0 { try await store.start(ticket) }
                if number == 50 { begin.finish() }
            }
        }
        for await _ in begun {}
        let made = try await place.upkeep(store).backUp(to: backup)
        try await writer.value
        let end = try await store.read { try $0.revision() }
        #expect(made.revision > 50 && made.revision < end)
        let other = try Place()
        let report = try await other.restore(backup).run()
        #expect(report.revision == made.revision && report.aside == nil)
        let check = try await other.check()
        #expect(check.findings == [])
        #expect(check.entries == made.revision + 2 + Int64(report.endedRuns.count) * 2)
    }

    @Test("files beside those that are read, and links that lead out of the workspace, are no part of a backup")
    func strangeAgents() async throws {
        let place = try Place()
        let store = try await place.open()
        try place.write("key", to: "secret")
        let agents = place.path("shop/agents")
        try FileManager.default.createDirectory(atPath: "\(agents)/_d.md", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: "\(agents)/d.md", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(agents)/leak.md", withDestinationPath: place.path("secret"))
        try FileManager.default.createSymbolicLink(atPath: "\(agents)/bob.md", withDestinationPath: "ada.md")
        let made = try await place.upkeep(store).backUp(to: place.path("backup"))
        #expect(DurableFiles.names(in: "\(made.path)/configuration/agents") == ["ada.md", "bob.md"])
        #expect(try await StateCheck.verify(backup: made.path).findings == [])
    }

    @Test("what agents are taught, keep and know comes along, and the index is made anew from what is there")
    func knowledge() async throws {
        let place = try Place()
        let store = try await place.open()
        let ticket = try await store.create("umlauts")
        let note = Note(id: Note.ID(owner: Agent.ID(name: "ada"), name: "own"), text: "umlauts")
        try await store.write { try $0.index(note, version: "1") }
        let files = ["skills/style/SKILL.md", "skills/style/scripts/run.sh", "memory/ada/own.md", "knowledge/build.md"]
        for file in files + ["knowledge/big.bin", "memory/Nobody/x.md"] {
            let folder = (place.path("shop/\(file)") as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try place.write(file, to: "shop/\(file)")
        }
        chmod(place.path("shop/skills/style/scripts/run.sh"), 0o755)
        let made = try await place.upkeep(store).backUp(to: place.path("backup"))
        #expect(
            DurableFiles.files(below: "\(made.path)/configuration")
                == (files + ["agents/ada.md", "skein.yaml"]).sorted())
        #expect(try await StateCheck.verify(backup: made.path).findings == [])
        let other = try Place()
        try FileManager.default.removeItem(atPath: other.path("shop/skein.yaml"))
        #expect(try await other.restore(made.path).run().isWithConfiguration)
        for file in files { #expect(try String(contentsOfFile: other.path("shop/\(file)"), encoding: .utf8) == file) }
        #expect(access(other.path("shop/skills/style/scripts/run.sh"), X_OK) == 0)
        let restored = try await SQLiteStore(path: other.state.database)
        let found = try await restored.read { try $0.search(Search(SearchWords("umlauts"), in: .everything)).hits }
        #expect(found.map(\.id) == [ticket.description])
    }

    @Test("live runs of a backup are ended, their tickets wait, the workspace is paused and its epoch is new")
    func liveRuns() async throws {
        let place = try Place()
        let store = try await place.open()
        try await store.perform(StartServer(), by: Place.me, at: Place.now)
        let run = try await store.start(try await store.create())
        let made = try await place.upkeep(store).backUp(to: nil)
        #expect(made.path.hasPrefix("\(place.state.backups)/2023-11-14T22-13-20Z"))
        let epoch = try await store.read { try $0.workspace().epoch }
        try store.close()
        let report = try await place.restore(made.path).run()
        #expect(report.endedRuns == ["R-1"])
        let restored = try await SQLiteStore(path: place.state.database)
        let (workspace, record) = try await restored.read { (try $0.workspace(), try $0.run(run.id)) }
        #expect(workspace.condition.freeze?.cause == .restore && workspace.epoch == epoch + 1)
        #expect(record?.state == .ended(.failed(.lost)))
        await #expect(throws: Rejection.self) {
            try await restored.perform(
                EndRun(run: run.id, token: run.lease.token, result: .nothingToDo(summary: "")), by: Place.me,
                at: Place.now)
        }
    }

    @Test("what is there stays: a second backup at the same place is refused, the state from before is moved aside")
    func nothingIsOverwritten() async throws {
        let place = try Place()
        let store = try await place.open()
        try await store.create("before")
        let backup = place.path("backup")
        _ = try await place.upkeep(store).backUp(to: backup)
        let failure = await #expect(throws: Rejection.self) { try await place.upkeep(store).backUp(to: backup) }
        #expect(failure?.code == .placeTaken)
        try await store.create("after")
        try store.close()
        try FileManager.default.createDirectory(atPath: "\(place.state.runs)/R-1", withIntermediateDirectories: true)
        let aside = try #require(try await place.restore(backup).run().aside)
        #expect(FileManager.default.fileExists(atPath: "\(aside)/runs/R-1"))
        let old = try await SQLiteStore(path: "\(aside)/skein.db")
        #expect(try await old.read { try $0.ticketCounts()["todo"] } == 2)
        let new = try await SQLiteStore(path: place.state.database)
        #expect(try await new.read { try $0.ticketCounts()["todo"] } == 1)
        #expect(try await place.check().findings == [])
    }

    @Test("two states that are set aside in the same second are both kept")
    func sameSecond() async throws {
        let place = try Place()
        let store = try await place.open()
        let backup = place.path("backup")
        _ = try await place.upkeep(store).backUp(to: backup)
        try await store.create("after")
        try store.close()
        var asides: [String] = []
        for _ in 1...3 {
            try FileManager.default.createDirectory(
                atPath: "\(place.state.runs)/R-1", withIntermediateDirectories: true)
            asides.append(try #require(try await place.restore(backup).run().aside))
        }
        #expect(Set(asides).count == 3)
        let first = try await SQLiteStore(path: "\(asides[0])/skein.db")
        #expect(try await first.read { try $0.ticketCounts()["todo"] } == 1)
        #expect(asides.allSatisfy { FileManager.default.fileExists(atPath: "\($0)/runs/R-1") })
    }

    @Test("a move overwrites nothing")
    func moves() throws {
        let place = try Place()
        try place.write("old", to: "old")
        try place.write("new", to: "new")
        #expect(throws: WorldFailure.self) { try DurableFiles.move(place.path("new"), to: place.path("old")) }
        #expect(try String(contentsOfFile: place.path("old"), encoding: .utf8) == "old")
        #expect(DurableFiles.exists(place.path("new")))
    }

    @Test("a flipped byte anywhere in a backup is found")
    func flippedByte() async throws {
        let place = try Place()
        let store = try await place.open()
        for number in 0..<5 { try await store.create("t\(number)") }
        let backup = place.path("backup")
        _ = try await place.upkeep(store).backUp(to: backup)
        var generator = SystemRandomNumberGenerator()
        for file in DurableFiles.files(below: backup) {
            let url = URL(fileURLWithPath: "\(backup)/\(file)")
            let whole = try Data(contentsOf: url)
            for _ in 0..<8 {
                var broken = whole
                let index = Int.random(in: 0..<whole.count, using: &generator)
                let bit = UInt8(1) << Int.random(in: 0..<8, using: &generator)
                broken[index] ^= bit
                try broken.write(to: url)
                await #expect(throws: WorldFailure.self, "\(file), byte \(index), bit \(bit)") {
                    try await place.restore(backup).run()
                }
            }
            try whole.write(to: url)
        }
        #expect(try await StateCheck.verify(backup: backup).findings == [])
    }

    @Test("what is missing from a backup, or was added, is found")
    func files() async throws {
        let place = try Place()
        let store = try await place.open()
        let backup = place.path("backup")
        _ = try await place.upkeep(store).backUp(to: backup)
        try place.write("", to: "backup/more")
        await #expect(throws: WorldFailure.self) { try await StateCheck.verify(backup: backup) }
        try FileManager.default.removeItem(atPath: place.path("backup/more"))
        try FileManager.default.removeItem(atPath: place.path("backup/configuration/agents/ada.md"))
        await #expect(throws: WorldFailure.self) { try await StateCheck.verify(backup: backup) }
    }

    @Test("a backup that fails leaves nothing")
    func noHalf() async throws {
        let place = try Place()
        let store = try await place.open()
        let parent = place.path("narrow")
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        // An archive that the database names and that is gone: the backup would not be whole.
        try await store.write { transaction in
            try transaction.run(
                "INSERT INTO journal_archive SELECT 1, 1, hash, hash, 1 FROM journal WHERE position = 1", [])
        }
        await #expect(throws: WorldFailure.self) { try await place.upkeep(store).backUp(to: "\(parent)/backup") }
        #expect(DurableFiles.names(in: parent) == [])
    }
}
