import Domain
import Testing

@testable import Storage

@Suite("Claims and groups of writes, over every store")
struct ClaimTests {
    @Test("200 claimers of 50 tickets: each ticket has one run, and 150 are told why not", arguments: Engine.allCases)
    func noDoubleClaim(_ engine: Engine) async throws {
        let board = try await Board(engine)
        for _ in 1...50 { try await board.create() }
        let claims = await withTaskGroup(of: Bool.self) { group in
            for claimer in 0..<200 {
                group.addTask {
                    do {
                        try await board.perform(StartRun(ticket: Ticket.ID(number: Int64(claimer % 50 + 1))))
                        return true
                    } catch {
                        #expect((error as? Rejection)?.code == .ticketNotReady)
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(claims == 50)
        #expect(try await board.number("SELECT count(*) FROM run WHERE state <> 'ended'") == 50)
        #expect(try await board.number("SELECT count(DISTINCT ticket) FROM run") == 50)
        #expect(try await board.faults() == [])
    }

    @Test("a limit of three is never exceeded, however many claim at once", arguments: Engine.allCases)
    func limit(_ engine: Engine) async throws {
        let board = try await Board(engine, maxRuns: 3)
        for _ in 1...20 { try await board.create() }
        await withTaskGroup(of: Void.self) { group in
            for ticket in 1...20 {
                group.addTask {
                    // A rejection is what most of them get.
                    _ = try? await board.perform(StartRun(ticket: Ticket.ID(number: Int64(ticket))))
                }
            }
        }
        #expect(try await board.number("SELECT count(*) FROM run") == 3)
    }

    @Test("a write that fails in the middle of a group is undone alone", arguments: Engine.allCases)
    func savepoints(_ engine: Engine) async throws {
        let board = try await Board(engine)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<60 {
                group.addTask {
                    do {
                        try await board.store.write { transaction in
                            try transaction.perform(
                                CreateTicket(content: .init(title: "t\(number)", project: Board.web)), by: Board.me,
                                at: Board.now)
                            if number % 3 == 0 { throw Rejection(.ticketClosed, "no") }
                            if number % 3 == 1 { try transaction.run("UPDATE ticket SET title = ''", []) }
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes == 20)
        #expect(try await board.number("SELECT count(*) FROM ticket") == 20)
        #expect(try await board.faults() == [])
    }

    @Test("what a command throws comes through as it is, and leaves nothing", arguments: Engine.allCases)
    func rejections(_ engine: Engine) async throws {
        let board = try await Board(engine)
        let before = try await board.store.read { try $0.revision() }
        await #expect(throws: Rejection.self) { try await board.create(blockers: [Ticket.ID(number: 9)]) }
        #expect(try await board.store.read { try $0.revision() } == before)
    }

    @Test("a suggestion never names what is retired")
    func retiredNames() async throws {
        let board = try await Board()
        let configuration = Configuration(
            settings: .init(), projects: [Board.web: .init(path: "/web", target: "main", gates: [Board.gate])],
            agents: [:])
        try await board.perform(ApplyConfiguration(configuration))
        let error = await #expect(throws: Rejection.self) {
            try await board.perform(CreateTicket(content: .init(title: "a", project: Project.ID(name: "docs"))))
        }
        #expect(error?.sentence.contains("there are web.") == true)
        let nobody = await #expect(throws: Rejection.self) {
            try await board.perform(Pause(agent: Agent.ID(name: "eve"), reason: ""))
        }
        #expect(nobody?.sentence.contains("no agent is configured yet") == true)
    }
}
