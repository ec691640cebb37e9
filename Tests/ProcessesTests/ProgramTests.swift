import Foundation
import Glibc
import Processes
import Testing

@Suite struct ProgramTests {
    private static let environment = ["PATH": "/usr/bin:/bin"]

    private func shell(
        _ script: String, input: [UInt8]? = nil, timeout: Duration = .seconds(30), limit: Int = 1 << 20
    ) async throws -> Program.Finished {
        try await Program("sh", ["-c", script], in: "/tmp", environment: Self.environment)
            .run(input: input, timeout: timeout, outputLimit: limit)
    }

    @Test func aNonZeroExitIsAValue() async throws {
        let finished = try await shell("pwd; echo err >&2; cat; exit 3", input: Array("in".utf8))
        #expect(finished.status == .exited(3) && !finished.succeeded && !finished.timedOut)
        #expect(finished.output == Array("/tmp\nin".utf8) && finished.errors == Array("err\n".utf8))
    }

    @Test func aSignalIsAValue() async throws {
        #expect(try await shell("kill -KILL $$").status == .signaled(SIGKILL))
    }

    @Test func theEnvironmentIsExactlyTheGivenOne() async throws {
        let finished = try await Program("/usr/bin/env", [], environment: ["A": "b"]).run()
        #expect(finished.output == Array("A=b\n".utf8) && finished.succeeded)
    }

    @Test func inputThatNobodyReadsIsNoError() async throws {
        #expect(try await shell("exit 0", input: [UInt8](repeating: 0, count: 4 << 20)).succeeded)
    }

    @Test func theTimeoutStopsTheGroup() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let finished = try await shell("trap '' TERM; echo $$; sleep 600 & sleep 600", timeout: .milliseconds(300))
        #expect(finished.timedOut && !finished.succeeded && finished.status == .signaled(SIGKILL))
        #expect(clock.now - begin < .seconds(20))
    }

    @Test func tooMuchOutputIsAFailure() async throws {
        let failure = await #expect(throws: ProcessFailure.self) { try await shell("yes", limit: 10_000) }
        #expect(failure?.code == .outputTooLarge)
        let noisy = try await shell("head -c 100000 /dev/zero >&2; echo ok", limit: 10_000)
        #expect(noisy.succeeded && noisy.errors.count == 10_000)
    }

    @Test func aMissingProgramIsAFailure() async throws {
        for name in ["no-such-program", "/no/such/program"] {
            let failure = await #expect(throws: ProcessFailure.self) {
                try await Program(name, [], environment: Self.environment).run()
            }
            #expect(failure?.code == .notStarted && failure?.attempt == "run `\(name)`")
        }
    }

    @Test func cancellationIsNotSuccess() async throws {
        let task = Task { try await shell("sleep 600") }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
