import Foundation
import Glibc
import Processes
import Testing

@Suite struct HostileTests {
    @Test func hostileBytesCloseTheClientAndNothingElse() async throws {
        try await withRun { run in
            try await run.start(run.shell("cat") { $0.keepsInputOpen = true })
            let hostile = [
                "nonsense\n", "input\n", "input -1\n", "input 99999999999999999999999\n", "input 67108865\n", "stop\n",
                "stop x\n", "\n", "\0\0\0\n", "PING\n", "ping \n", String(repeating: "x", count: 5000),
                String(repeating: "\u{fffd}", count: 64) + "\n", "input 1 2\nx",
            ]
            for text in hostile {
                let client = try RawClient(run.folder)
                try client.send(text)
                #expect(client.readToEnd().hasPrefix("error "), "\(text.debugDescription)")
            }
            try await expectAlive(run)
        }
    }

    @Test func randomBytesDoNotEndTheRun() async throws {
        try await withRun { run in
            try await run.start(run.shell("cat >/dev/null") { $0.keepsInputOpen = true })
            var seed = SplitMix(state: 20)
            for _ in 0..<300 {
                let client = try RawClient(run.folder)
                client.send(
                    (0..<Int.random(in: 0..<300, using: &seed)).map { _ in UInt8.random(in: 0...255, using: &seed) })
                client.close()
            }
            try await expectAlive(run)
        }
    }

    @Test func commandsMayComeInPiecesOrTogether() async throws {
        try await withRun { run in
            try await run.start(run.shell("cat") { $0.keepsInputOpen = true })
            let client = try RawClient(run.folder)
            for byte in "ping\ninput 3\na\nb".utf8 { client.send([byte]) }
            try client.send("input 0\ninput 2\nc\nping\nclose\n")
            #expect(try await run.exit().status == 0)
            #expect(run.output == "a\nbc\n")
            let replies = client.readToEnd().split(separator: "\n").filter { $0 != "output" }
            #expect(replies == ["pong", "pong", "exit"])
        }
    }

    @Test func oneClientTooManyIsToldSo() async throws {
        try await withRun { run in
            try await run.start(run.shell("cat") { $0.keepsInputOpen = true })
            var clients: [RawClient] = []
            for _ in 0..<8 {
                let client = try RawClient(run.folder)
                try client.send("ping\n")
                #expect(client.read() == Array("pong\n".utf8))
                clients.append(client)
            }
            #expect(try RawClient(run.folder).readToEnd() == "error too many clients\n")
            clients.removeLast().close()
            try await expectAlive(run)
        }
    }

    @Test func aClientThatNeverReadsDoesNotHoldTheRun() async throws {
        try await withRun { run in
            let mute = "i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i+1)); done"
            try await run.start(run.shell("read line; \(mute)") { $0.keepsInputOpen = true })
            let client = try RawClient(run.folder)
            try client.send("input 1\n\n")
            #expect(try await run.exit().status == 0)
            #expect(run.output.split(separator: "\n").count == 3000)
        }
    }

    @Test(arguments: [
        "", "arg=sh\0", "cwd=/\0", "arg=sh\0cwd=tmp\0", "arg=sh\0cwd=/\0cwd=/\0", "arg=sh\0cwd=/\0env=NAME\0",
        "arg=sh\0cwd=/\0env==x\0", "arg=sh\0cwd=/\0grace=-1\0", "arg=sh\0cwd=/\0deadline=soon\0",
        "arg=sh\0cwd=/\0deadline=9999999999999999999\0", "arg=sh\0cwd=/\0keepStdin=yes\0", "arg=sh\0cwd=/\0other=1\0",
        "arg=sh\0cwd=/\0nothing", "argument=sh\0cwd=/\0",
    ])
    func aMalformedLaunchIsRefusedWithASentence(_ launch: String) async throws {
        try await withRun { run in
            let result = try await shim(run, launch: Array(launch.utf8))
            #expect(result.status == .exited(2))
            #expect(String(decoding: result.errors, as: UTF8.self).hasPrefix("the launch file"))
            #expect(access("\(run.folder.path)/launch", F_OK) != 0)
        }
    }

    @Test func theShimSaysHowItIsCalled() async throws {
        let shim = try ShimHost.locate().executable
        let none = try await Program(shim, [], environment: [:]).run()
        #expect(none.status == .exited(2) && String(decoding: none.errors, as: UTF8.self).hasPrefix("usage: "))
        let missing = try await Program(shim, ["/no/such/folder"], environment: [:]).run()
        #expect(missing.status == .exited(1))
    }

    /// What an agent may put where the shim writes how it ended.
    @Test(arguments: ["mkfifo exit.tmp", "ln -s /dev/full exit.tmp", "mkdir exit.tmp", "ln -s exit.tmp exit.tmp"])
    func whatIsPlantedForTheExitRecordDoesNotHoldTheShim(_ plant: String) async throws {
        try await withRun { run in
            try await run.start(run.shell("cd '\(run.folder.path)' && rm -f exit.tmp && \(plant) && exit 7"))
            #expect(try await run.exit().status == 7)
            try await run.awaitShimDeath()
        }
    }

    private static let forged = """
        {"status":0,"reason":"exited","startedAt":1,"endedAt":2,"userMs":0,"systemMs":0,"maxRssKb":1,"stdoutBytes":0,\
        "stderrBytes":0,"lostBytes":0,"leftBehind":0}
        """

    /// An exit record of the run's own making says nothing while the run goes on.
    @Test(arguments: ["echo '\(forged)' >exit.json", "mkfifo exit.json", "truncate -s 200G exit.json"])
    func aForgedExitRecordEndsNothing(_ forge: String) async throws {
        try await withRun { run in
            try await run.start(
                run.shell("cd '\(run.folder.path)' && \(forge) && echo ready; read line; exit 7") {
                    $0.keepsInputOpen = true
                })
            try await run.awaitOutput("ready")
            async let end = run.folder.follow(output: {})
            try await run.folder.connect().send(Array("\n".utf8))
            #expect(try await end?.status == 7)
        }
    }

    /// What an agent may do to the folder of its run so that nobody reaches its shim.
    @Test(arguments: [
        "rm control.sock", "rm control.sock && mkfifo control.sock", "rm -r \"$PWD\"", "rm lock",
        "rm control.sock pid.json && mkfifo pid.json",
    ])
    func aRunThatHidesIsStopped(_ hide: String) async throws {
        try await withRun { run in
            try await run.start(run.shell("cd '\(run.folder.path)'; \(hide); echo $$ >'\(run.work)/agent'; sleep 1000"))
            let agent = try await run.pid("agent")
            try await run.folder.stop(grace: .zero)
            try await run.awaitDeath(agent)
            try await run.awaitShimDeath()
        }
    }

    @Test func aRunWithoutRecordsIsFoundByItsMarker() async throws {
        try await withRun { run in
            let marker = "SKEIN_TEST_RUN=\(UInt64.random(in: 0...UInt64.max))"
            let parts = marker.split(separator: "=").map(String.init)
            try await run.start(
                run.shell("rm -r '\(run.folder.path)'; echo $$ >agent; sleep 1000") {
                    $0.environment[parts[0]] = parts[1]
                })
            let agent = try await run.pid("agent")
            #expect(try await run.folder.killLeftovers(environmentMarker: marker) >= 1)
            #expect(isDead(agent))
        }
    }

    private func shim(_ run: TestRun, launch: [UInt8]) async throws -> Program.Finished {
        try FileManager.default.createDirectory(atPath: run.folder.path, withIntermediateDirectories: true)
        try Data(launch).write(to: URL(filePath: "\(run.folder.path)/launch"))
        return try await Program(try run.launchable.executable, [run.folder.path], environment: [:]).run()
    }

    private func expectAlive(_ run: TestRun) async throws {
        let client = try RawClient(run.folder)
        try client.send("ping\n")
        #expect(client.read() == Array("pong\n".utf8))
        #expect(run.folder.isAlive)
        #expect(try run.folder.exit() == nil)
    }
}

/// A small seeded generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
