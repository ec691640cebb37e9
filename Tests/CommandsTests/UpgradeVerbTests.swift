import Foundation
import Processes
import Testing

/// One server leaves, another comes; real processes.
@Suite(.timeLimit(.minutes(5))) struct UpgradeVerbTests {
    /// A server with an agent at work on T-1, which waits for the file `go`.
    private struct Scene {
        let yard: Yard
        let server: Process
        var go: String { "\(yard.root)/go" }

        /// - Parameter hasOwnCopy: whether the server runs from `inst/skein`, so that something else can be put there.
        init(hasOwnCopy: Bool = false) async throws {
            yard = try await Yard()
            #expect(try await yard.skein("init").status == 0)
            let agent = try yard.agent(
                "cat >/dev/null; while [ ! -e \(yard.root)/go ]; do sleep 0.05; done; echo bye > bye.txt")
            try yard.write("---\ncommand: [\(agent)]\n---\n", to: "agents/ada.md")
            try FileManager.default.removeItem(atPath: "\(yard.repository)/agents/grace.md")
            #expect(try await yard.skein("ticket", "create", "x", "--agent", "ada").status == 0)
            server = Process()
            server.executableURL = URL(fileURLWithPath: hasOwnCopy ? try ownCopy() : Binary.path)
            server.arguments = ["up", "--port", "0"]
            server.currentDirectoryURL = URL(fileURLWithPath: yard.repository)
            let log = "\(yard.root)/server.log"
            #expect(FileManager.default.createFile(atPath: log, contents: nil))
            server.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
            server.standardError = server.standardOutput
            try server.run()
            try await until { try await yard.skein("runs").output.contains("running") }
        }

        func until(_ isSo: () async throws -> Bool) async throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while try await !isSo() {
                try #require(ContinuousClock.now < deadline, "not within a minute")
                try await Task.sleep(for: .milliseconds(100))
            }
        }

        private func ownCopy() throws -> String {
            let (folder, own) = ("\(yard.root)/inst", (Binary.path as NSString).deletingLastPathComponent)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for name in ["skein", "skein-shim"] {
                try FileManager.default.copyItem(atPath: "\(own)/\(name)", toPath: "\(folder)/\(name)")
            }
            return "\(folder)/skein"
        }

        /// Another installation of the same program; with a script it is one that fails.
        func installation(up: String? = nil) throws -> String {
            let folder = "\(yard.root)/new"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let own = (Binary.path as NSString).deletingLastPathComponent
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/real", withDestinationPath: Binary.path)
            try FileManager.default.copyItem(atPath: "\(own)/skein-shim", toPath: "\(folder)/skein-shim")
            guard let up else {
                try FileManager.default.copyItem(atPath: Binary.path, toPath: "\(folder)/skein")
                return "\(folder)/skein"
            }
            try yard.write(
                "#!/bin/sh\ncase \"$1\" in up) \(up);; *) exec \(Binary.path) \"$@\";; esac\n", to: "../new/skein",
                mode: 0o755)
            return "\(folder)/skein"
        }

        func finish() async throws {
            #expect(FileManager.default.createFile(atPath: go, contents: nil))
            try await until { try await yard.skein("ticket", "show", "1").output.contains("done") }
            #expect(try await yard.git("log", "--format=%s").hasPrefix("x\n"))
            #expect(try await yard.skein("verify").status == 0)
            try leave()
        }

        /// Ends whoever serves now.
        func leave() throws {
            struct Record: Decodable { var pid: Int32 }
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(yard.repository)/.skein/server.json"))
            kill(try JSONDecoder().decode(Record.self, from: data).pid, SIGTERM)
        }
    }

    @Test func agentsGoOnUnderAnotherServer() async throws {
        let scene = try await Scene()
        let upgraded = try await scene.yard.skein("upgrade", "--to", try scene.installation(), "--json")
        #expect(upgraded.status == 0, "\(upgraded)")
        #expect(try upgraded.fields()["adopted"] as? [String] == ["R-1"], "\(upgraded)")
        #expect(!scene.server.isRunning)
        let runs = try await scene.yard.skein("runs").output
        #expect(runs.contains("running"), "\(runs)")
        try await scene.finish()
    }

    @Test func whatDoesNotComeUpGivesItsPlaceBack() async throws {
        let scene = try await Scene()
        let upgraded = try await scene.yard.skein("upgrade", "--to", try scene.installation(up: "exit 3"))
        #expect(upgraded.status == 1 && upgraded.output.contains("did not come up"), "\(upgraded)")
        #expect(upgraded.output.contains("serves again"), "\(upgraded)")
        try await scene.finish()
    }

    @Test func whatWasPutInItsPlaceGivesItBack() async throws {
        let scene = try await Scene(hasOwnCopy: true)
        let place = "\(scene.yard.root)/inst/skein"
        try FileManager.default.removeItem(atPath: place)
        try FileManager.default.moveItem(atPath: try scene.installation(up: "exit 3"), toPath: place)
        let upgraded = try await scene.yard.skein("upgrade", "--to", place)
        #expect(upgraded.status == 1 && upgraded.output.contains("serves again"), "\(upgraded)")
        try await scene.finish()
    }

    @Test func whenNothingComesUpBothReasonsAreSaid() async throws {
        let scene = try await Scene()
        let spoil = "echo spoilt > .skein/token; exit 3"
        let upgraded = try await scene.yard.skein("upgrade", "--to", try scene.installation(up: spoil))
        #expect(upgraded.status == 6, "\(upgraded)")
        for part in [
            "skein 0.1.0 did not come up: ", "could not be started again: ", "The backup of before is ",
            "Nothing serves now: call `skein up`.",
        ] { #expect(upgraded.errors.contains(part), "\(part)\n\(upgraded)") }
        #expect(FileManager.default.createFile(atPath: scene.go, contents: nil))
        let exit = "\(scene.yard.repository)/.skein/runs/R-1/process/exit.json"
        try await scene.until { FileManager.default.fileExists(atPath: exit) }
    }

    @Test func aScriptThatStaysInFrontOfTheServerServes() async throws {
        let scene = try await Scene()
        let upgraded = try await scene.yard.skein(
            "upgrade", "--to", try scene.installation(up: "\(Binary.path) \"$@\"; exit $?"))
        #expect(upgraded.status == 0 && upgraded.output.contains("taken over: R-1"), "\(upgraded)")
        try await scene.finish()
    }

    @Test func aMigrationIsTakenBack() async throws {
        let scene = try await Scene()
        let migrate = "sqlite3 .skein/skein.db 'PRAGMA user_version = 2'; exit 3"
        let upgraded = try await scene.yard.skein("upgrade", "--to", try scene.installation(up: migrate))
        #expect(upgraded.status == 1 && upgraded.output.contains("of before the migration"), "\(upgraded)")
        #expect(upgraded.output.contains("the workspace is frozen: `skein thaw` once you have looked"), "\(upgraded)")
        let status = try await scene.yard.skein("status").output
        #expect(status.contains("before an upgrade that failed"), "\(status)")
        try await scene.finish()
    }

    /// Started once more, it would have the same work done a second time.
    @Test func aServerOfOneErrandIsNotReplaced() async throws {
        let yard = try await Yard()
        let wait = "touch \(yard.root)/begun; while [ ! -e \(yard.root)/go ]; do sleep 0.05; done"
        let agent = try yard.agent("cat >/dev/null; \(wait); echo x > x.txt")
        let words = ["run", "Fix it", "--agent", agent, "--gate", "true"]
        let repository = yard.repository
        async let errand = Binary.run(words, in: repository)
        while !FileManager.default.fileExists(atPath: "\(yard.root)/begun") {
            try await Task.sleep(for: .milliseconds(50))
        }
        let refused = try await yard.skein("upgrade", "--to", Binary.path)
        #expect(refused.status == 4 && refused.errors.contains("is `skein run`"), "\(refused)")
        #expect(FileManager.default.createFile(atPath: "\(yard.root)/go", contents: nil))
        let done = try await errand
        #expect(done.status == 0, "\(done)")
        let list = try await yard.skein("ticket", "list").output
        #expect(list.split(separator: "\n").count { $0.contains("Fix it") } == 1, "\(list)")
    }

    @Test func whatIsNoSkeinChangesNothing() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        for program in ["/bin/true", "/nowhere/skein", "\(yard.root)"] {
            let refused = try await yard.skein("upgrade", "--to", program)
            #expect(refused.status == 2 && refused.errors.contains("name a skein binary"), "\(refused)")
        }
        #expect(!FileManager.default.fileExists(atPath: "\(yard.repository)/.skein/backups"))
    }

    @Test func aRestoreThatIsKilledIsWholeAfterwards() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("ticket", "create", "first").status == 0)
        #expect(try await yard.skein("backup", "\(yard.root)/backup").status == 0)
        for delay in stride(from: 10, through: 600, by: 60) {
            #expect(try await yard.skein("ticket", "create", "second").status == 0)
            let restore = Process()
            restore.executableURL = URL(fileURLWithPath: Binary.path)
            restore.arguments = ["restore", "\(yard.root)/backup", "--replace"]
            restore.currentDirectoryURL = URL(fileURLWithPath: yard.repository)
            restore.standardOutput = FileHandle.nullDevice
            restore.standardError = FileHandle.nullDevice
            try restore.run()
            try await Task.sleep(for: .milliseconds(delay))
            kill(restore.processIdentifier, SIGKILL)
            restore.waitUntilExit()
            // The next command serves for its own time, and finishes what was decided.
            let list = try await yard.skein("ticket", "list").output
            #expect(list.contains("first"), "after \(delay) ms: \(list)")
            let verified = try await yard.skein("verify")
            #expect(verified.status == 0, "after \(delay) ms: \(verified)")
        }
    }
}
