import Domain
import Storage

/// What one seed came to.
public struct Outcome: Sendable {
    public let seed: UInt64
    public let steps: Int
    public let coverage: Coverage
    /// Stands for every entry of the journal, in order: the same seed gives the same.
    public let digest: String
    public let violation: Violation?
}

/// A broken safety rule, and how it came to be.
public struct Violation: Sendable {
    public let rule: Rule
    public let sentence: String
    public let step: Int
    /// The steps before it, the last one last.
    public let trace: [String]
}

extension Simulation {
    /// Plays one seed: a storm, then the calm after it, then an idle day. Every fourth seed compares two ways instead.
    /// One that breaks a rule is played again, which does the same, to tell how it came to be.
    public static func play(seed: UInt64, steps: Int) -> Outcome {
        let outcome = play(seed: seed, steps: steps, isTraced: false)
        return outcome.violation == nil ? outcome : play(seed: seed, steps: steps, isTraced: true)
    }

    private static func play(seed: UInt64, steps: Int, isTraced: Bool) -> Outcome {
        do {
            guard seed % 4 == 3 else { return try storm(seed: seed, steps: steps, isTraced: isTraced) }
            return try Ways.compare(seed: seed, steps: steps, isTraced: isTraced)
        } catch {
            let violation = Violation(rule: .sound, sentence: "the simulation itself: \(error)", step: 0, trace: [])
            return Outcome(seed: seed, steps: 0, coverage: Coverage(), digest: "", violation: violation)
        }
    }

    private static func storm(seed: UInt64, steps: Int, isTraced: Bool) throws -> Outcome {
        let simulation = try Simulation(seed: seed, weather: .storm, isPlain: false, isTraced: isTraced)
        return try simulation.outcome {
            while simulation.steps < steps / 2, simulation.watch.fault == nil { try simulation.step() }
        }
    }

    /// Plays `storm`, then the calm and the idle day, as long as nothing is wrong.
    func outcome(_ storm: () throws -> Void) throws -> Outcome {
        try catching(storm)
        try catching(settle)
        try catching { try read { try watch.finish(world, $0, at: now) } }
        try catching(idle)
        try catching { try read { try watch.finish(world, $0, at: now) } }
        coverage.add(watch.coverage)
        let digest = try read { try $0.rows("SELECT hash FROM workspace", [])[0].text(0) }
        return Outcome(seed: seed, steps: steps, coverage: coverage, digest: digest, violation: violation)
    }

    /// A refused write where none may be refused is a fault that was reported already.
    private func catching(_ part: () throws -> Void) throws {
        if watch.fault != nil { return }
        do {
            try part()
        } catch {
            if watch.fault == nil { watch.report(Fault(rule: 0, sentence: "\(error)")) }
        }
    }

    var violation: Violation? {
        watch.fault.map { fault in
            Violation(
                rule: Rule(rawValue: fault.rule) ?? .sound, sentence: fault.sentence, step: steps,
                trace: Array(trace.suffix(25)))
        }
    }
}
