import Foundation
import Simulator
import Testing

/// The short form of `make sim`.
@Suite("Simulator")
struct SimulatorTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    @Test("no safety rule is broken, and everything that goes wrong in life happened")
    func shortRun() async {
        // Another part of the seeds each day.
        let first = UInt64(Date().timeIntervalSince1970 / 86_400) * 1000
        let report = await Simulator(steps: 500).play(Array(first..<first + 16), threads: 2)
        for outcome in report.violations {
            let violation = outcome.violation.map { "rule \($0.rule.rawValue): \($0.sentence)" } ?? ""
            Issue.record("\(violation) (make sim SEED=\(outcome.seed) replays it)")
        }
        #expect(report.seeds == 16)
        #expect(report.coverage.counts["crashes", default: 0] > 10)
        #expect(report.coverage.counts["changes landed", default: 0] > 10)
    }

    @Test("seeds that failed once pass")
    func regressions() throws {
        let path = Self.folder.appending(path: "regressions.txt").path
        for entry in try Regressions(path: path).entries {
            let outcome = Simulation.play(seed: entry.seed, steps: entry.steps)
            #expect(outcome.violation?.sentence == nil, "seed \(entry.seed)")
        }
    }

    @Test(
        "the same seed gives the same steps and the same journal, another seed another", arguments: [5, 7] as [UInt64])
    func deterministic(seed: UInt64) {
        let first = Simulation.play(seed: seed, steps: 300)
        let second = Simulation.play(seed: seed, steps: 300)
        #expect(first.digest == second.digest)
        #expect(first.steps == second.steps)
        #expect(first.coverage.counts == second.coverage.counts)
        #expect(first.digest.count >= 64)
        #expect(Simulation.play(seed: seed + 4, steps: 300).digest != first.digest)
    }
}
