import Foundation
import Glibc
import Processes
import Testing

@Suite struct StartTests {
    @Test func aRunLeavesItsOutputAndItsStatus() async throws {
        try await withRun { run in
            let started = try await run.start(run.shell("echo out; echo err >&2; exit 7"))
            #expect(started == .started)
            let exit = try await run.exit()
            #expect(exit.status == 7 && exit.signal == nil && exit.reason == .exited)
            #expect(run.output == "out\n" && run.errors == "err\n")
            #expect(exit.stdoutBytes == 4 && exit.stderrBytes == 4)
            #expect(exit.lostBytes == 0 && exit.leftBehind == 0 && exit.failure == nil)
            #expect(exit.endedAt >= exit.startedAt && exit.maxRssKb > 0)
        }
    }

    @Test func aShimOfANewerProtocolIsRefusedAndOneWithoutAVersionIsNot() async throws {
        try await withRun { run in
            try await run.start(run.shell("sleep 60"))
            let record = URL(fileURLWithPath: "\(run.folder.path)/pid.json")
            let text = try String(contentsOf: record, encoding: .utf8)
            #expect(try run.folder.processIDs()?.protocolVersion == ShimProtocol.version)
            try Data(text.replacing("\"protocol\":1,", with: "").utf8).write(to: record)
            #expect(try run.folder.processIDs()?.protocolVersion == nil)
            try run.folder.connect().close()
            try Data(text.replacing("\"protocol\":1,", with: "\"protocol\":2,").utf8).write(to: record)
            let failure = #expect(throws: ProcessFailure.self) { try run.folder.connect() }
            #expect(failure?.cause == "it speaks version 2, this program knows up to 1")
            try Data(text.utf8).write(to: record)
            try await run.folder.stop(grace: .zero)
        }
    }

    @Test func aSignalIsNotAStatus() async throws {
        try await withRun { run in
            try await run.start(run.shell("kill -ABRT $$"))
            let exit = try await run.exit()
            #expect(exit.status == nil && exit.signal == SIGABRT && exit.reason == .exited)
        }
    }

    @Test func theEnvironmentIsExactlyTheGivenOne() async throws {
        try await withRun { run in
            var launch = run.shell("")
            launch.arguments = ["/usr/bin/env"]
            launch.environment = ["ONE": "a b\nc=d", "TWO": "", "PATH": "/usr/bin"]
            try await run.start(launch)
            _ = try await run.exit()
            #expect(run.output.split(separator: "\n").sorted() == ["ONE=a b", "PATH=/usr/bin", "TWO=", "c=d"])
        }
    }

    @Test func theProgramHasThreeDescriptorsAndItsDirectory() async throws {
        try await withRun { run in
            try await run.start(run.shell("ls /proc/$$/fd; pwd"))
            _ = try await run.exit()
            #expect(run.output == "0\n1\n2\n\(run.work)\n")
        }
    }

    @Test func noSignalIsIgnoredOrBlocked() async throws {
        try await withRun { run in
            var launch = run.shell("")
            launch.arguments = ["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]
            try await run.start(launch)
            _ = try await run.exit()
            let masks = run.output.split(separator: "\n").map { UInt64($0.split(separator: "\t")[1], radix: 16) }
            // 32 and 33 are glibc's own: posix_spawn has every program start with them ignored.
            #expect(masks.count == 2 && masks[0] == 0 && masks[1].map { $0 & ~0x1_8000_0000 } == 0, "\(run.output)")
        }
    }

    @Test func theProgramLeadsASessionAndDiesWithItsShim() async throws {
        try await withRun { run in
            try await run.start(run.shell("cut -d' ' -f1,5,6 /proc/$$/stat; read line") { $0.keepsInputOpen = true })
            try await run.awaitOutput("\n")
            let ids = try #require(try run.folder.processIDs())
            #expect(run.output == "\(ids.agent) \(ids.agent) \(ids.agent)\n")
            #expect(kill(ids.shim, SIGKILL) == 0)
            try await run.awaitDeath(ids.agent)
        }
    }

    @Test func aFolderHoldsOneRunOnce() async throws {
        try await withRun { run in
            let launch = run.shell("echo $$; read line") { $0.keepsInputOpen = true }
            #expect(try await run.start(launch) == .started)
            #expect(run.folder.isAlive)
            #expect(try await run.start(launch) == .alreadyRunning)
            try await run.folder.connect().closeInput()
            _ = try await run.exit()
            try await run.awaitShimDeath()
            #expect(try await run.start(launch) == .alreadyFinished)
            #expect(run.output.split(separator: "\n").count == 1)
        }
    }

    @Test func manyStartsAtOnceStartOnce() async throws {
        try await withRun { run in
            let launch = run.shell("echo started; read line") { $0.keepsInputOpen = true }
            let started = try await withThrowingTaskGroup(of: ShimHost.Started?.self) { group in
                for _ in 0..<8 {
                    // A start that meets another in its first instants may also fail, but never start twice.
                    group.addTask { do { return try await run.start(launch) } catch is ProcessFailure { return nil } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(started.filter { $0 == .started }.count == 1)
            try await run.awaitOutput("started\n")
            #expect(run.output == "started\n")
        }
    }

    @Test func aMissingProgramIsAFailureWithItsName() async throws {
        try await withRun { run in
            var launch = run.shell("")
            launch.arguments = ["no-such-program"]
            let failure = await #expect(throws: ProcessFailure.self) { try await run.start(launch) }
            #expect(failure?.code == .notStarted)
            #expect(failure?.cause == "cannot start `no-such-program`: No such file or directory")
            let exit = try await run.exit()
            #expect(exit.reason == .failedToStart && exit.failure == failure?.cause && exit.status == nil)
            try await run.awaitShimDeath()
            #expect(try await run.start(launch) == .alreadyFinished)
        }
    }

    @Test func aMissingDirectoryAndAFileThatIsNoProgramAreFailures() async throws {
        try await withRun { run in
            var launch = run.shell("")
            launch.workingDirectory = "/no/such/place"
            let failure = await #expect(throws: ProcessFailure.self) { try await run.start(launch) }
            #expect(failure?.cause == "cannot enter `/no/such/place`: No such file or directory")
        }
        try await withRun { run in
            var launch = run.shell("")
            launch.arguments = ["/etc/passwd"]
            let failure = await #expect(throws: ProcessFailure.self) { try await run.start(launch) }
            #expect(failure?.cause == "cannot start `/etc/passwd`: Permission denied")
        }
    }

    @Test func textsThatNoProgramCanReceiveAreRefusedBefore() async throws {
        try await withRun { run in
            for change: (inout Launch) -> Void in [
                { $0.arguments = [] }, { $0.arguments.append("a\0b") }, { $0.environment["A=B"] = "c" },
                { $0.environment[""] = "c" }, { $0.workingDirectory = "relative" },
            ] {
                let failure = await #expect(throws: ProcessFailure.self) {
                    try await run.start(run.shell("true", change))
                }
                #expect(failure?.code == .launchInvalid)
            }
            let ids = try run.folder.processIDs()
            #expect(ids == nil)
        }
    }

    @Test func aFolderMayHaveALongPath() async throws {
        let name = Array(repeating: String(repeating: "long", count: 20), count: 4).joined(separator: "/")
        try await withRun(named: name) { run in
            try await run.start(run.shell("cat") { $0.keepsInputOpen = true })
            let connection = try run.folder.connect()
            try await connection.send(Array("through\n".utf8))
            try await connection.closeInput()
            #expect(try await run.exit().status == 0)
            #expect(run.output == "through\n")
        }
    }

    @Test func theFolderKeepsNoSecretAndIsPrivate() async throws {
        try await withRun { run in
            try await run.start(run.shell("exit") { $0.environment["SECRET"] = "hunter2" })
            _ = try await run.exit()
            let folder = run.folder.path
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                #expect(!run.text("\(folder)/\(name)").contains("hunter2"), "\(name)")
                var status = stat()
                #expect(lstat("\(folder)/\(name)", &status) == 0 && status.st_mode & 0o077 == 0, "\(name)")
            }
            var status = stat()
            #expect(stat(folder, &status) == 0 && status.st_mode & 0o777 == 0o700)
        }
    }

    @Test func theRunOutlivesItsStarter() async throws {
        try await withRun { run in
            try FileManager.default.createDirectory(atPath: run.folder.path, withIntermediateDirectories: true)
            let fields =
                ["arg=sh", "arg=-c", "arg=echo $$ > pid; read line; echo $line", "cwd=\(run.work)", "keepStdin=1"]
                + ["deadline=\(TestRun.patience)"]
            try Data(fields.flatMap { Array($0.utf8) + [0] }).write(to: URL(filePath: "\(run.folder.path)/launch"))
            // The starter kills its whole session the moment the shim has returned.
            let shim = try run.launchable.executable
            let starter = try await Program(
                "sh", ["-c", "'\(shim)' '\(run.folder.path)'; kill -9 0"], environment: ["PATH": "/usr/bin:/bin"]
            ).run()
            #expect(starter.status == .signaled(SIGKILL))
            let agent = try await run.pid("pid")
            #expect(!isDead(agent) && run.folder.isAlive)
            let connection = try run.folder.connect()
            try await connection.send(Array("still here\n".utf8))
            #expect(try await run.exit().status == 0)
            #expect(run.output == "still here\n")
        }
    }
}
