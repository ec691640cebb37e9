import Domain
import Orchestration
import Storage
import Synchronization
import TestKit
import Testing

@Suite("Merges: only proven trees land, and what comes back goes to somebody")
struct MergesReconcilerTests {
    @Test("a red gate sends the change back once, then to a person")
    func redGate() async throws {
        let office = try await Office()
        let ticket = try await office.create("breaks the gate")
        try await office.server(verdict: { _ in .failed }).during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["blocked"]) }
        }
        #expect(try await office.runs().count == 2)
        #expect(try await office.ticket(ticket).returns == 1)
        #expect(office.world.landed == [])
        let changes = try await office.store.read { try $0.changes(of: ticket) }
        #expect(changes.map(\.state.word) == ["rejected", "rejected"])
    }

    @Test("while a change is mended, why says what it came back for")
    func cameBack() async throws {
        let office = try await Office { $0.returns == 0 ? .finished(summary: "did it") : nil }
        let ticket = try await office.create("breaks the gate")
        try await office.server(verdict: { _ in .failed }).during { engine in
            try await TestServer.wait(engine) { transaction in
                guard let found = try transaction.ticket(ticket) else { return false }
                return found.returns == 1 && found.state.word == "in_progress"
            }
            let explanation = try await engine.explain(ticket)
            let reason = try #require(explanation.reasons.last)
            #expect(reason.code == "came_back")
            #expect(reason.sentence == "It came back from the queue: C-1 did not pass gate test.")
        }
    }

    @Test("a gate that cannot run holds the change; the agent is not blamed, and a person releases it")
    func infrastructure() async throws {
        let office = try await Office()
        let ticket = try await office.create("innocent")
        try await office.server(verdict: { $0.candidates == 1 ? .infraError : .passed }).during { engine in
            try await TestServer.wait(engine) { try !$0.heldChanges().isEmpty }
            let explanation = try await engine.explain(ticket)
            #expect(explanation.reasons.last?.code == "change_held")
            try await engine.perform(ReopenTicket(ticket: ticket), by: .person("test"))
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
        #expect(try await office.runs().count == 1)
    }

    @Test("a target that somebody else moved means a new candidate and new gates, not a lost change")
    func movedTarget() async throws {
        let office = try await Office()
        let ticket = try await office.create("unlucky")
        try await office.server(verdict: { change in
            if change.candidates == 1 { office.world.moveTarget() }
            return .passed
        }).during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
        let change = try #require(try await office.store.read { try $0.changes(of: ticket) }.first)
        #expect(change.candidates == 2)
        #expect(office.world.gateRuns == 2)
        #expect(office.world.violations == [])
    }

    @Test("a change of which nobody knows whether it landed is looked at again; one that was refused is held")
    func unsettled() async throws {
        let office = try await Office()
        let ticket = try await office.create("unlucky")
        let landing = DirectedLanding(
            FakeLanding(office.world),
            [.failure(WorldFailure("no network")), .success(.refused(reason: "not allowed"))])
        let server = TestServer(store: office.store, world: office.world, clock: office.clock, landing: landing)
        try await server.during { engine in
            try await TestServer.wait(engine) { try $0.queue().first?.state.word == "publishing" }
            while try await office.store.read({ try $0.heldChanges().isEmpty }) {
                office.clock.advance(by: .seconds(5))
                await Task.yield()
            }
            let held = try #require(try await office.store.read { try $0.heldChanges().first })
            #expect(held.state == .held(reason: "not allowed"))
            try await engine.perform(ReopenTicket(ticket: ticket), by: .person("test"))
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
        #expect(landing.left == 0)
        #expect(office.world.landed.count == 1)
        #expect(try await office.runs().count == 1)
        #expect(try await office.journal().faults == [])
    }

    @Test("a project taken out of skein.yaml: its change waits for a person and lands when both are there again")
    func retiredProject() async throws {
        let office = try await Office()
        let ticket = try await office.create("late")
        let configuration = office.configuration
        let emptied = Configuration(settings: configuration.settings, projects: [:], agents: configuration.agents)
        let landing = DirectedLanding(FakeLanding(office.world)) { change in
            guard change.candidates == 1 else { return }
            try await office.store.perform(ApplyConfiguration(emptied), by: .person("test"), at: office.clock.now)
        }
        let server = TestServer(store: office.store, world: office.world, clock: office.clock, landing: landing)
        try await server.during { engine in
            try await TestServer.wait(engine) { try !$0.heldChanges().isEmpty }
            let explanation = try await engine.explain(ticket)
            #expect(explanation.reasons.last?.sentence.contains("project web is not in skein.yaml any more") == true)
            #expect(office.world.landed == [])
            try await engine.perform(ApplyConfiguration(configuration), by: .person("test"))
            try await engine.perform(ReopenTicket(ticket: ticket), by: .person("test"))
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
        #expect(office.world.landed.count == 1)
    }

    @Test("changes land in the order they were submitted, each on top of the one before")
    func order() async throws {
        let office = try await Office(maxRuns: 3)
        for number in 1...9 { try await office.create("ticket \(number)") }
        try await office.server().during { engine in
            try await TestServer.wait(engine) { try $0.allTickets(are: ["done"]) }
        }
        let ended = try await office.store.read { try $0.endedChanges(limit: 100) }
        let landed: [String] = ended.sorted { $0.id < $1.id }.compactMap { change in
            if case .landed(let commit) = change.state { commit } else { nil }
        }
        #expect(landed == office.world.landed)
        #expect(landed.count == 9)
    }
}

/// A landing site whose first publications end as they are told to, without moving anything, and that lets something
/// happen while a gate runs.
private final class DirectedLanding: LandingSite {
    private let landing: FakeLanding
    private let answers: Mutex<[Result<Publication, WorldFailure>]>
    private let meanwhile: @Sendable (Change) async throws -> Void

    init(
        _ landing: FakeLanding, _ answers: [Result<Publication, WorldFailure>] = [],
        meanwhile: @escaping @Sendable (Change) async throws -> Void = { _ in }
    ) {
        self.landing = landing
        self.answers = Mutex(answers)
        self.meanwhile = meanwhile
    }

    var left: Int { answers.withLock(\.count) }

    func candidate(for change: Change, in project: Project) async throws -> CandidateOutcome {
        try await landing.candidate(for: change, in: project)
    }

    func run(
        _ gate: Gate, on candidate: Change.Candidate, for change: Change, in project: Project
    ) async throws -> GateResult {
        try await meanwhile(change)
        return try await landing.run(gate, on: candidate, for: change, in: project)
    }

    func commit(
        _ candidate: Change.Candidate, of change: Change, for work: Work, in project: Project
    ) async throws -> String {
        try await landing.commit(candidate, of: change, for: work, in: project)
    }

    func publish(_ commit: String, over target: String, in project: Project) async throws -> Publication {
        if let answer = answers.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return try answer.get() }
        return try await landing.publish(commit, over: target, in: project)
    }
}
