import Domain
import Storage

/// Rule 8: the same work, once undisturbed and once with crashes, lost wake-ups and late writes, ends in one state.
enum Ways {
    static func compare(seed: UInt64, steps: Int, isTraced: Bool) throws -> Outcome {
        let quiet = try Simulation(seed: seed, weather: .calm, isPlain: true, isTraced: isTraced)
        var first: Outcome = try quiet.outcome { try quiet.fill(seed) }
        if first.violation != nil { return first }
        let end = try quiet.endState()
        let rough = try Simulation(seed: seed, weather: .plain, isPlain: true, isTraced: isTraced)
        let second = try rough.outcome {
            rough.weather = .calm
            try rough.fill(seed)
            rough.weather = .plain
            while rough.steps < steps / 4, rough.watch.fault == nil { try rough.step() }
        }
        let other = try rough.endState()
        var coverage = first.coverage
        coverage.add(second.coverage)
        coverage.count("ways compared")
        var violation = second.violation
        if violation == nil, let difference = zip(end, other).first(where: { $0 != $1 }) {
            violation = Violation(
                rule: .sameEnd, sentence: "undisturbed: \(difference.0); disturbed: \(difference.1)",
                step: rough.steps, trace: Array(rough.trace.suffix(25)))
        }
        first = Outcome(
            seed: seed, steps: first.steps + second.steps, coverage: coverage, digest: first.digest + second.digest,
            violation: violation)
        return first
    }
}

extension Simulation {
    /// The same tickets for the same seed.
    fileprivate func fill(_ seed: UInt64) throws {
        for number in 0..<(3 + Int(seed / 4 % 4)) {
            let words = ["ticket", "\(seed)", "\(number)"]
            var content = Ticket.Content(
                title: "ticket \(number)", project: People.projects[Name.number(words, below: 2)])
            // Whose session a run goes on with would depend on who is free.
            content.assignee = People.agents[Name.number(words + ["by"], below: People.agents.count)]
            if number > 0, Name.number(words + ["waits"], below: 3) == 0 {
                content.blockers = [Ticket.ID(number: Int64(1 + Name.number(words + ["for"], below: number)))]
            }
            try perform(CreateTicket(content: content), by: .person("ann"))
        }
    }

    /// What must not depend on the way: each ticket's state, counters and number of runs, and whether its work landed.
    func endState() throws -> [String] {
        try read { transaction in
            try transaction.rows(
                """
                SELECT id, state, failures, returns, (SELECT count(*) FROM run WHERE ticket = ticket.id) FROM ticket
                ORDER BY id
                """, []
            ).map { row in
                let id = Ticket.ID(number: row.integer(0))
                let made = world.processes.values.filter { $0.ticket == id }.flatMap(\.made)
                let landed = made.filter { patch in
                    world.repositories.values.contains { $0.tip.patches.contains(patch) }
                }
                return "\(id) \(row.text(1)) failures \(row.integer(2)) returns \(row.integer(3)) "
                    + "runs \(row.integer(4)) patches \(made.count) landed \(landed.count)"
            }
        }
    }
}
