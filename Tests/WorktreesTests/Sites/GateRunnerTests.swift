import Domain
import Orchestration
import TestKit
import Testing

@testable import Worktrees

@Suite("Gates on real trees, in real processes")
struct GateRunnerTests {
    private func verdict(_ gate: Gate) async throws -> GateResult {
        let site = try await Site()
        let change = try await site.submit("changed\n")
        let candidate = try await site.candidate(change)
        return try await site.landing.run(gate, on: candidate, for: change, in: site.project)
    }

    @Test("a gate sees exactly the candidate's tree, and its output is kept")
    func tree() async throws {
        let site = try await Site()
        let result = try await verdict(site.gate("cat a.txt; ls; echo to-stderr >&2"))
        #expect(result.verdict == .passed)
        #expect(result.output == "changed\na.txt\nb.txt\n\nto-stderr\n")
    }

    @Test(
        "only exit status 0 passes",
        arguments: [
            ("exit 0", GateResult.Verdict.passed), ("exit 1", .failed), ("exit 125", .failed),
            ("exit 126", .infraError),
            ("exit 127", .infraError), ("kill -9 $$", .infraError), ("no-such-program", .infraError),
        ])
    func verdicts(script: String, verdict: GateResult.Verdict) async throws {
        let site = try await Site()
        #expect(try await self.verdict(site.gate(script)).verdict == verdict)
    }

    @Test("a program that does not exist is an infrastructure error, never a pass")
    func missingProgram() async throws {
        let result = try await verdict(Gate(name: "test", command: ["/no/such/program"]))
        #expect(result.verdict == .infraError)
    }

    @Test("a gate that takes too long is ended and says so")
    func timeout() async throws {
        let site = try await Site()
        let result = try await verdict(site.gate("echo begun; sleep 60", timeout: Span(milliseconds: 300)))
        #expect(result.verdict == .timedOut)
        #expect(result.output.hasPrefix("begun"))
    }

    @Test("a gate that an earlier server started is taken up, not run again")
    func takenUp() async throws {
        let site = try await Site()
        let change = try await site.submit("changed\n")
        let candidate = try await site.candidate(change)
        let gate = site.gate("echo run >> \(site.yard.root)/count; sleep 0.5")
        async let first = site.landing.run(gate, on: candidate, for: change, in: site.project)
        while !site.yard.exists("count") { try await Task.sleep(for: .milliseconds(5)) }
        async let second = site.landing.run(gate, on: candidate, for: change, in: site.project)
        #expect(try await [first, second].map(\.verdict) == [.passed, .passed])
        #expect(site.yard.read("count") == "run\n")
    }

    @Test("a record of another tree, or of another command, passes for nothing: numbers come again after a rollback")
    func otherSubject() async throws {
        let site = try await Site()
        let gate = site.gate("grep -q good a.txt")
        let good = try await site.submit("good\n")
        var bad = try await site.submit("bad\n", ticket: 2)
        bad = site.change(head: bad.head, number: good.id.number)
        for (change, verdict) in [(good, GateResult.Verdict.passed), (bad, .failed), (good, .passed)] {
            let candidate = try await site.candidate(change)
            #expect(try await site.landing.run(gate, on: candidate, for: change, in: site.project).verdict == verdict)
        }
        let candidate = try await site.candidate(good)
        let stricter = try await site.landing.run(site.gate("exit 1"), on: candidate, for: good, in: site.project)
        #expect(stricter.verdict == .failed)
    }

    @Test("a gate that still runs on another tree under the same number is ended, and run again on this one")
    func otherSubjectAlive() async throws {
        let site = try await Site()
        let good = try await site.submit("good\n")
        let bad = site.change(head: try await site.submit("bad\n", ticket: 2).head, number: good.id.number)
        let gate = site.gate("touch \(site.yard.root)/begun; grep -q bad a.txt || sleep 60")
        let candidates = [try await site.candidate(good), try await site.candidate(bad)]
        let first = Task { try await site.landing.run(gate, on: candidates[0], for: good, in: site.project) }
        while !site.yard.exists("begun") { try await Task.sleep(for: .milliseconds(5)) }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(try await site.landing.run(gate, on: candidates[1], for: bad, in: site.project).verdict == .passed)
    }

    @Test(
        "a gate that is lost with its shim is run again, but not for ever",
        arguments: [(1, GateResult.Verdict.passed, 2), (9, .infraError, 3)])
    func lost(times: Int, verdict: GateResult.Verdict, runs: Int) async throws {
        let site = try await Site()
        let change = try await site.submit("changed\n")
        let candidate = try await site.candidate(change)
        let count = "\(site.yard.root)/count"
        let kill = "sleep 0.2; kill -9 $PPID; sleep 9"
        let gate = site.gate("echo run >> \(count); [ $(wc -l < \(count)) -gt \(times) ] || { \(kill); }")
        #expect(try await site.landing.run(gate, on: candidate, for: change, in: site.project).verdict == verdict)
        #expect(site.yard.read("count") == String(repeating: "run\n", count: runs))
    }

    @Test("what one gate litters, the next does not see, but for what the project keeps")
    func litter() async throws {
        let site = try await Site { $0.keep = ["cache"] }
        var change = try await site.submit("changed\n")
        let candidate = try await site.candidate(change)
        let litter = site.gate("echo x > new.txt; echo y > a.txt; mkdir cache; echo z > cache/kept")
        _ = try await site.landing.run(litter, on: candidate, for: change, in: site.project)
        change.candidates = 1
        let look = site.gate("cat a.txt; ls; cat cache/kept")
        let result = try await site.landing.run(look, on: candidate, for: change, in: site.project)
        #expect(result.output == "changed\na.txt\nb.txt\ncache\nz\n")
    }
}
