import Foundation
import Testing

/// Backup, restore and verify, as a person uses them.
@Suite struct UpkeepVerbTests {
    @Test func aBackupIsRestored() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("ticket", "create", "kept").status == 0)
        let backup = "\(yard.root)/backup"
        let made = try await yard.skein("backup", backup)
        #expect(made.status == 0 && made.output.hasPrefix("\(backup): the state at revision "), "\(made)")
        let again = try await yard.skein("backup", backup)
        #expect(again.status == 4 && again.errors.contains("already: name another place"), "\(again)")
        #expect(try await yard.skein("ticket", "create", "lost").status == 0)
        let refused = try await yard.skein("restore", backup)
        #expect(refused.status == 4 && refused.errors.contains("with --replace it is moved aside"), "\(refused)")
        let restored = try await yard.skein("restore", backup, "--replace")
        #expect(restored.status == 0 && restored.output.contains("the workspace is frozen"), "\(restored)")
        let list = try await yard.skein("ticket", "list", "--json").output
        #expect(list.contains("kept") && !list.contains("lost"), "\(list)")
        let verified = try await yard.skein("verify")
        #expect(verified.status == 0 && verified.output.hasPrefix("whole: "), "\(verified)")
        #expect(try await yard.skein("verify", backup).status == 0)
    }

    @Test func aBackupMakesAnEmptyFolderAWorkspace() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("ticket", "create", "kept").status == 0)
        #expect(try await yard.skein("backup", "\(yard.root)/backup").status == 0)
        let other = "\(yard.root)/other"
        _ = try await Binary.run("/usr/bin/env", ["git", "clone", "-q", yard.repository, other], in: yard.root)
        let restored = try await Binary.run(["restore", "\(yard.root)/backup", "--json"], in: other)
        #expect(restored.status == 0, "\(restored)")
        #expect(try restored.fields()["isWithConfiguration"] as? Bool == true, "\(restored)")
        #expect(try await Binary.run(["ticket", "list"], in: other).output.contains("kept"))
    }

    @Test func damageIsFoundAndSaidWhatToDo() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("ticket", "create", "x").status == 0)
        try FileManager.default.createDirectory(
            atPath: "\(yard.repository)/.skein/runs/R-9", withIntermediateDirectories: true)
        let orphan = try await yard.skein("verify")
        #expect(orphan.status == 1 && orphan.output.contains("No run R-9 is known."), "\(orphan)")
        try FileManager.default.removeItem(atPath: "\(yard.repository)/.skein/runs/R-9")
        let database = URL(fileURLWithPath: "\(yard.repository)/.skein/skein.db")
        var bytes = try Data(contentsOf: database)
        let place = try #require(bytes.range(of: Data("\"title\":\"x\"".utf8)))
        bytes[place.lowerBound + 9] = UInt8(ascii: "y")
        try bytes.write(to: database)
        let damaged = try await yard.skein("verify", "--json")
        let findings = try #require(try damaged.fields()["findings"] as? [[String: Any]])
        #expect(damaged.status == 1 && findings.allSatisfy { ($0["advice"] as? String)?.isEmpty == false })
        let entry = findings.contains { ($0["fault"] as? String)?.contains("its hash does not match") == true }
        #expect(entry, "\(damaged)")
    }

    @Test func whatIsNoBackupIsRefused() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        for arguments in [["restore", "agents", "--replace"], ["verify", "agents"], ["verify", "nowhere"]] {
            let refused = try await Binary.run(arguments, in: yard.repository)
            #expect(refused.status == 6 && refused.errors.contains("is no backup"), "\(refused)")
        }
    }
}
