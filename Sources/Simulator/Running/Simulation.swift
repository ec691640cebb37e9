import Domain
import Orchestration
import Storage
import StorageSQLite
import TestKit

/// One simulation of the whole synchronous core: rules, storage, reconcilers, and a world that does its worst.
///
/// A seed decides everything. One step follows the other; between any two the server may die.
public final class Simulation {
    public let seed: UInt64
    let store: ImmediateStore
    var luck: SeededGenerator
    var now = Instant(milliseconds: 1_700_000_000_000)
    var world: World
    var server: Server?
    var weather: Weather
    let fate: Fate
    /// What dead servers still had to say.
    var echoes: [Echo] = []
    var people = People()
    var watch: Watch
    public internal(set) var coverage = Coverage()
    public internal(set) var steps = 0
    /// The latest steps, for people; none unless they are wanted, for they cost a tenth of the time.
    var trace: [String] = []
    private let isTraced: Bool

    /// A write of a run that arrives late, or twice.
    struct Echo {
        let command: any Performable
        let actor: Actor
        let lease: Claim
    }

    /// On whose behalf a write is made.
    struct Claim {
        let run: Run.ID
        /// Nil for a takeover, which has an epoch instead.
        var token: Int64?
        var epoch: Int64?
    }

    init(seed: UInt64, weather: Weather, isPlain: Bool, isTraced: Bool) throws {
        self.seed = seed
        self.isTraced = isTraced
        store = try ImmediateStore()
        luck = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        world = World(seed: seed, projects: People.projects)
        world.isFickle = !isPlain
        fate = Fate(seed: seed, isPlain: isPlain)
        self.weather = .calm
        watch = Watch()
        try perform(ApplyConfiguration(People.configuration), by: .person("root"))
        self.weather = weather
    }

    func note(_ line: @autoclosure () -> String) {
        guard isTraced else { return }
        trace.append("\(steps): \(line())")
        if trace.count > 60 { trace.removeFirst(30) }
    }

    /// Draws from the weather.
    func strikes(_ once: Int) -> Bool { once > 0 && luck.happens(onceIn: once) }

    /// Decides and saves `command` as the server's shell does, and lets the oracles see what was tried.
    ///
    /// - Throws: `Rejection`, or `StorageFailure` when the disk was full.
    @discardableResult
    func perform(_ command: any Performable, by actor: Actor, as claim: Claim? = nil) throws -> [JournalEntry] {
        coverage.count("commands")
        let room = strikes(weather.fullDisks) ? luck.below(12) : nil
        do {
            let entries = try save(command, by: actor, room: room)
            watch.tried(claim, isWritten: !entries.isEmpty)
            if !entries.isEmpty { wake() }
            for entry in entries { people.learn(entry.event) }
            note("\(type(of: command)) by \(actor): \(entries.map { "\($0.event)".prefix(140) })")
            return entries
        } catch let rejection as Rejection {
            watch.tried(claim, isWritten: false)
            coverage.count("rejections")
            coverage.count("rejected: \(rejection.code.rawValue)")
            note("\(type(of: command)) by \(actor) refused: \(rejection.code.rawValue)")
            throw rejection
        } catch let failure as StorageFailure where failure == FullDisk.failure {
            coverage.count("full disks")
            note("\(type(of: command)) by \(actor): the disk is full")
            throw failure
        } catch let failure as StorageFailure {
            // No rule may let pass what the schema has to refuse.
            watch.report(Fault(rule: 0, sentence: "\(type(of: command)): \(failure)"))
            throw failure
        }
    }

    private func save(_ command: any Performable, by actor: Actor, room: Int?) throws -> [JournalEntry] {
        try store.write { transaction in
            guard let room else { return try transaction.perform(command, by: actor, at: now) }
            let disk = FullDisk(transaction, after: room)
            let entries = try disk.perform(command, by: actor, at: now)
            try disk.commit()
            return entries
        }
    }

    /// A wake-up is a hint, and may get lost.
    private func wake() {
        if strikes(weather.lostWakes) {
            coverage.count("lost wake-ups")
        } else {
            server?.wake()
        }
    }

    func read<Result>(_ body: (any Transaction) throws -> Result) throws -> Result { try store.read(body) }

    /// Asks the world for something; the answer may be a failure, or not come at all.
    ///
    /// - Throws: `NoAnswer`.
    func ask<Value>(_ work: (inout World) -> Value) throws -> Result<Value, WorldFailure> {
        if strikes(weather.failures) {
            coverage.count("failures of the world")
            return .failure(WorldFailure("git says no"))
        }
        if strikes(weather.unknowns) {
            coverage.count("answers that did not come")
            if luck.happens(onceIn: 2) { _ = work(&world) }
            throw NoAnswer()
        }
        return .success(work(&world))
    }

    /// Lets every oracle look at what the step did.
    func observe() throws {
        steps += 1
        try store.write { try watch.observe(world, $0, at: now) }
    }
}
