import Foundation
import Glibc
import Processes
import Testing

@Suite struct StopTests {
    private static let waitForInput = "while :; do sleep 1; done"

    @Test func aStopAsksFirst() async throws {
        try await withRun { run in
            try await run.start(run.shell("trap 'echo bye; exit 3' TERM; echo ready; \(Self.waitForInput)"))
            try await run.awaitOutput("ready")
            try await run.folder.connect().stop(grace: .seconds(20))
            let exit = try await run.exit()
            #expect(exit.reason == .stopped && exit.status == 3)
            #expect(run.output == "ready\nbye\n")
        }
    }

    @Test func aProgramThatIgnoresTermIsKilledAfterTheGrace() async throws {
        try await withRun { run in
            try await run.start(run.shell("trap '' TERM; echo ready; \(Self.waitForInput)"))
            try await run.awaitOutput("ready")
            try await run.folder.connect().stop(grace: .milliseconds(200))
            let exit = try await run.exit()
            #expect(exit.reason == .stopped && exit.signal == SIGKILL)
            #expect(exit.endedAt - exit.startedAt >= 200)
        }
    }

    @Test func aSecondStopMayShortenTheGrace() async throws {
        try await withRun { run in
            try await run.start(run.shell("trap '' TERM; echo ready; \(Self.waitForInput)"))
            try await run.awaitOutput("ready")
            let connection = try run.folder.connect()
            try await connection.stop(grace: .seconds(600))
            try await connection.stop(grace: .zero)
            #expect(try await run.exit().signal == SIGKILL)
        }
    }

    @Test func aSuspendedProgramDiesToo() async throws {
        try await withRun { run in
            try await run.start(run.shell("trap '' TERM CONT; echo ready; kill -STOP $$; \(Self.waitForInput)"))
            let agent = try #require(try run.folder.processIDs()).agent
            _ = try await until("it is suspended") { run.text("/proc/\(agent)/stat").contains(") T ") ? true : nil }
            try await run.folder.connect().stop(grace: .milliseconds(100))
            #expect(try await run.exit().signal == SIGKILL)
        }
    }

    /// A grandchild in a session of its own, orphaned by a parent that exits, and deaf to SIGTERM.
    private static let escapee = """
        (setsid sh -c 'trap "" TERM HUP INT; (setsid sh -c "trap \\"\\" TERM HUP INT; echo \\$\\$ > escapee; \
        while :; do sleep 1; done" </dev/null >/dev/null 2>&1 &) ; exit' &)
        while [ ! -s escapee ]; do sleep 0.01; done
        """

    @Test func escapedGrandchildrenDieWithAStop() async throws {
        try await withRun { run in
            try await run.start(run.shell("\(Self.escapee); trap '' TERM; echo ready; \(Self.waitForInput)"))
            try await run.awaitOutput("ready")
            let escapee = try await run.pid("escapee")
            #expect(!isDead(escapee))
            try await run.folder.connect().stop(grace: .milliseconds(100))
            let exit = try await run.exit()
            #expect(isDead(escapee) && exit.reason == .stopped && exit.leftBehind >= 1)
        }
    }

    @Test func escapedGrandchildrenDieAfterANormalExit() async throws {
        try await withRun { run in
            try await run.start(run.shell("\(Self.escapee); exit 5"))
            let exit = try await run.exit()
            let escapee = try await run.pid("escapee")
            #expect(isDead(escapee) && exit.status == 5 && exit.reason == .exited && exit.leftBehind >= 1)
        }
    }

    @Test func descendantsMayFinishTheirWorkWhenAsked() async throws {
        try await withRun { run in
            let child = "trap 'echo child done; exit' TERM; echo up; while :; do sleep 0.05; done"
            try await run.start(run.shell("setsid sh -c \"\(child)\" & sleep 0.3; exit 0"))
            let exit = try await run.exit()
            #expect(run.output == "up\nchild done\n" && exit.leftBehind >= 1 && exit.status == 0)
        }
    }

    @Test func aChainOfForkingProcessesIsCaught() async throws {
        try await withRun { run in
            let hop = "import os\nwhile True:\n    if os.fork(): os._exit(0)\n    os.setsid()"
            guard access("/usr/bin/python3", X_OK) == 0 else { return run.skip("python3 is missing") }
            try await run.start(run.shell("python3 -c '\(hop)'; echo hopping; exit 0"))
            let exit = try await run.exit()
            #expect(exit.status == 0 && exit.leftBehind >= 1)
        }
    }

    @Test func theDeadlineHoldsWithoutAServer() async throws {
        try await withRun { run in
            let deadline = Int64(Date().timeIntervalSince1970 * 1000) + 400
            try await run.start(run.shell("trap '' TERM; \(Self.waitForInput)") { $0.deadline = deadline })
            let exit = try await run.exit()
            #expect(exit.reason == .deadline && exit.signal == SIGKILL)
            #expect(exit.endedAt >= deadline && exit.endedAt < deadline + 10_000)
        }
    }

    @Test func aTerminatedShimStopsItsRun() async throws {
        try await withRun { run in
            // A shell hears the signal when its `sleep` has ended, which may have begun just after the signal.
            try await run.start(
                run.shell("trap 'exit 4' TERM; echo ready; \(Self.waitForInput)") { $0.grace = .seconds(20) })
            try await run.awaitOutput("ready")
            kill(try #require(try run.folder.processIDs()).shim, SIGTERM)
            let exit = try await run.exit()
            #expect(exit.reason == .stopped && exit.status == 4)
        }
    }

    @Test func aKilledShimIsLostAndItsLeftoversCanBeKilled() async throws {
        try await withRun { run in
            let marker = "SKEIN_TEST_RUN=\(UInt64.random(in: 0...UInt64.max))"
            let parts = marker.split(separator: "=").map(String.init)
            try await run.start(
                run.shell("\(Self.escapee); sleep 1000 & echo $! > member; echo ready; \(Self.waitForInput)") {
                    $0.environment[parts[0]] = parts[1]
                })
            try await run.awaitOutput("ready")
            let (escapee, member) = (try await run.pid("escapee"), try await run.pid("member"))
            let connection = try run.folder.connect()
            let ids = try #require(try run.folder.processIDs())
            kill(ids.shim, SIGKILL)
            var last: ShimEvent?
            for await event in connection.events { last = event }
            #expect(last == .lost)
            try await run.awaitDeath(ids.agent)
            #expect(!isDead(escapee) && !isDead(member), "they outlive the agent, or this test shows nothing")
            #expect(try await run.folder.killLeftovers(environmentMarker: marker) >= 2)
            #expect(isDead(escapee) && isDead(member))
            #expect(!run.folder.isAlive)
            #expect(try run.folder.exit() == nil)
            let failure = await #expect(throws: ProcessFailure.self) { try await run.start(run.shell("true")) }
            #expect(failure?.code == .shimDied)
        }
    }

    @Test func aShimWhoseFolderWasRemovedStillStopsAndEnds() async throws {
        try await withRun { run in
            try await run.start(run.shell("trap '' TERM; echo ready; \(Self.waitForInput)"))
            try await run.awaitOutput("ready")
            let ids = try #require(try run.folder.processIDs())
            try FileManager.default.removeItem(atPath: run.folder.path)
            kill(ids.shim, SIGTERM)
            try await run.awaitDeath(ids.agent)
            try await run.awaitDeath(ids.shim)
        }
    }

    @Test func leftoversOfALivingShimAreLeftAlone() async throws {
        try await withRun { run in
            try await run.start(run.shell("read line") { $0.keepsInputOpen = true })
            #expect(try await run.folder.killLeftovers() == 0)
            #expect(run.folder.isAlive)
            #expect(try run.folder.exit() == nil)
        }
    }

    @Test func aNumberThatWasUsedAgainIsSpared() async throws {
        try await withRun { run in
            try await run.start(run.shell("sleep 1000 & echo $! > member; read line") { $0.keepsInputOpen = true })
            let member = try await run.pid("member")
            var ids = try #require(try run.folder.processIDs())
            kill(ids.shim, SIGKILL)
            try await run.awaitDeath(ids.agent)
            // As if the shim's run had been another one, whose agent's number now belongs to `member`.
            ids.agent = member
            ids.agentStartTicks -= 1000
            try JSONEncoder().encode(ids).write(to: URL(filePath: "\(run.folder.path)/pid.json"))
            #expect(try await run.folder.killLeftovers() == 0)
            #expect(!isDead(member))
            kill(member, SIGKILL)
        }
    }
}
