import Foundation
import Glibc
import Simulator

/// `skein-sim`: many seeds of the simulator, and what was seen.
@main struct SkeinSim {
    static func main() async throws {
        let options: Options
        do {
            options = try Options(CommandLine.arguments.dropFirst())
        } catch {
            print(error)
            exit(2)
        }
        if let copy = options.planting { return try Planting(PlantedBug.all(in: options.mutants)).plant(in: copy) }
        let regressions = try Regressions(path: options.regressions)
        if let seed = options.seed { return show(Simulation.play(seed: seed, steps: options.steps)) }
        var earlier: [Outcome] = []
        for entry in options.isShort ? [] : regressions.entries {
            let outcome = Simulation.play(seed: entry.seed, steps: entry.steps)
            if outcome.violation != nil { earlier.append(outcome) }
        }
        let clock = ContinuousClock()
        let start = clock.now
        let seeds = Array(options.first..<options.first + UInt64(options.seeds))
        let report = await Simulator(steps: options.steps).play(seeds, threads: options.threads, stops: options.isShort)
        if options.isShort { return short(report) }
        print(report.lines(took: start.duration(to: clock.now), steps: options.steps))
        for outcome in earlier + report.violations.prefix(3) { explain(outcome, steps: options.steps) }
        if options.isKeeping {
            for outcome in report.violations.prefix(3) { try regressions.keep(outcome, steps: options.steps) }
        }
        let isSound = earlier.isEmpty && report.violations.isEmpty
        // What is rare need not happen in a few seeds.
        let showsAll = report.coverage.missing.isEmpty || options.seeds < 500
        exit(isSound && showsAll ? 0 : 1)
    }

    /// One seed alone.
    private static func show(_ outcome: Outcome) {
        print("seed \(outcome.seed): \(outcome.steps) steps, journal \(outcome.digest)")
        explain(outcome, steps: outcome.steps)
        exit(outcome.violation == nil ? 0 : 1)
    }

    /// The first violation, as one line.
    private static func short(_ report: Simulator.Report) {
        guard let first = report.violations.first, let violation = first.violation else {
            print("nothing in \(report.seeds) seeds, \(report.steps) steps")
            exit(0)
        }
        print(
            "rule \(violation.rule.rawValue) seed \(first.seed) step \(violation.step) after \(report.steps) steps: "
                + violation.sentence.prefix(200))
        exit(1)
    }

    private static func explain(_ outcome: Outcome, steps: Int) {
        guard let violation = outcome.violation else { return }
        print(
            """

            Rule \(violation.rule.rawValue) is broken, seed \(outcome.seed), step \(violation.step): \
            \(violation.rule.sentence).
            \(violation.sentence)
            The last steps:
              \(violation.trace.joined(separator: "\n  "))
            Replay: make sim SEED=\(outcome.seed) STEPS=\(steps)
            """)
    }
}

extension Simulator.Report {
    func lines(took: Duration, steps: Int) -> String {
        let seconds = max(took / .seconds(1), 0.001)
        let counts = coverage.counts.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        let missing = coverage.missing.map { "\nNever happened, so nothing is shown about it: \($0)" }.joined()
        return """
            \(seeds) seeds, \(self.steps) steps in \(Int(seconds.rounded())) s (\(Int(Double(self.steps) / seconds)) \
            steps/s), violations: \(violations.count), journals \(String(digest, radix: 16))
            What happened:
            \(counts.joined(separator: "\n"))\(missing)
            """
    }
}
