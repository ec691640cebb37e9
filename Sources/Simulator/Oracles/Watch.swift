import Domain
import Storage

/// A line of the journal as plain text and numbers.
struct Line {
    let position: Int64
    let at: Int64
    let noun: String
    let subject: String
    let name: String
    let fields: Plain

    /// The number of `T-12`.
    var id: Int64 { Int64(subject.dropFirst(2)) ?? 0 }
}

/// Judges one safety rule, by a model of its own that it keeps from the journal and the world.
protocol Oracle {
    var rule: Rule { get }
    /// A write on behalf of a run was tried; its lines come after it.
    mutating func tried(_ claim: Simulation.Claim, isWritten: Bool) -> String?
    /// One more line of the journal. What is returned is what is wrong with it.
    mutating func read(_ line: Line, _ world: World) -> String?
    /// After every step.
    mutating func look(_ world: World, _ tables: any Transaction) throws -> String?
    /// When everything has come to rest.
    mutating func finish(_ world: World, _ tables: any Transaction, at now: Int64) throws -> String?
}

extension Oracle {
    mutating func tried(_ claim: Simulation.Claim, isWritten: Bool) -> String? { nil }
    mutating func look(_ world: World, _ tables: any Transaction) throws -> String? { nil }
    mutating func finish(_ world: World, _ tables: any Transaction, at now: Int64) throws -> String? { nil }
}

/// All oracles, and the first thing that any of them found.
struct Watch {
    private(set) var fault: Fault?
    private(set) var coverage = Coverage()
    private var position: Int64 = 0
    private var isIdle = false
    private var oracles: [any Oracle] = [
        OneLiveRunOracle(), StaleTokenOracle(), GreenTargetOracle(), DoneOracle(), UsageOracle(), IdleOracle(),
        KeptWorkOracle(), JournalOracle(), SecretOracle(), UnknownAnswerOracle(), ForgottenOracle(),
    ]

    mutating func report(_ found: Fault) { if fault == nil { fault = found } }

    mutating func beginIdleDay() { isIdle = true }

    mutating func tried(_ claim: Simulation.Claim?, isWritten: Bool) {
        guard let claim else { return }
        for index in oracles.indices { note(index, oracles[index].tried(claim, isWritten: isWritten)) }
    }

    mutating func observe(_ world: World, _ tables: any Transaction, at now: Instant) throws {
        let revision = try tables.rows("SELECT revision FROM workspace", [])[0].integer(0)
        if revision != position { try readOn(world, tables) }
        for index in oracles.indices { note(index, try oracles[index].look(world, tables)) }
        if let found = world.faults.first { report(found) }
    }

    mutating func finish(_ world: World, _ tables: any Transaction, at now: Instant) throws {
        for index in oracles.indices {
            note(index, try oracles[index].finish(world, tables, at: now.milliseconds))
        }
    }

    private mutating func readOn(_ world: World, _ tables: any Transaction) throws {
        let rows = try tables.rows(
            "SELECT position, at, noun, subject, name, payload FROM journal WHERE position > ? ORDER BY position",
            [.integer(position)])
        for row in rows {
            let line = Line(
                position: row.integer(0), at: row.integer(1), noun: row.text(2), subject: row.text(3),
                name: row.text(4), fields: Plain(row.text(5)) ?? .null)
            if isIdle {
                report(Fault(rule: 6, sentence: "on an idle day: \(line.noun) \(line.subject) \(line.name)"))
            }
            position = line.position
            count(line)
            for index in oracles.indices { note(index, oracles[index].read(line, world)) }
        }
    }

    private mutating func note(_ index: Int, _ sentence: String?) {
        if let sentence { report(Fault(rule: oracles[index].rule.rawValue, sentence: sentence)) }
    }

    private static let counted = [
        "ticket done": "tickets done", "change landed": "changes landed", "change rejected": "changes rejected",
        "change conflicted": "changes conflicted", "change held": "changes held",
        "change withdrawn": "changes withdrawn", "request asked": "requests asked",
        "request answered": "requests answered", "request withdrawn": "requests withdrawn",
        "ticket parked": "tickets parked", "ticket returned": "tickets returned", "ticket fellBack": "fallbacks",
    ]

    private mutating func count(_ line: Line) {
        coverage.count("events")
        if let name = Self.counted["\(line.noun) \(line.name)"] { coverage.count(name) }
    }
}
