import Domain
import Orchestration
import Processes
import TestKit
import Testing

@testable import Worktrees

/// A yard with the two sites that the server uses on it, and what tickets, runs and changes they need.
struct Site: Sendable {
    let yard: Yard
    let clock = ManualClock()
    let worktrees: TicketWorktrees
    let landing: TargetBranch
    var definition: Project.Definition

    init(_ change: (inout Project.Definition) -> Void = { _ in }) async throws {
        yard = try await Yard()
        let state = yard.root + "/.skein"
        worktrees = TicketWorktrees(stateFolder: state, clock: clock)
        let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
        landing = TargetBranch(
            gates: GateRunner(shim: try ShimHost.locate(), stateFolder: state, environment: environment))
        definition = Project.Definition(path: yard.user, target: "main", gates: [])
        change(&definition)
    }

    var project: Project {
        var project = Project(id: Project.ID(name: "web"))
        project.definition = definition
        return project
    }

    func ticket(_ number: Int64 = 1) -> Ticket {
        var ticket = Ticket(id: Ticket.ID(number: number))
        ticket.content.title = "Change the text"
        return ticket
    }

    func assignment(run: Int64 = 1, ticket number: Int64 = 1, returned: Change? = nil) -> Assignment {
        var record = Run(id: Run.ID(number: run))
        record.ticket = Ticket.ID(number: number)
        return Assignment(
            run: record, ticket: ticket(number), agent: Agent(id: Agent.ID(name: "ada")), project: project,
            comments: [],
            returned: returned,
            places: Places(state: yard.root + "/.skein", run: record.id, ticket: record.ticket))
    }

    func change(head: String, number: Int64 = 1, state: Change.State = .queued) -> Change {
        var change = Change(id: Change.ID(number: number))
        change.ticket = Ticket.ID(number: number)
        change.head = head
        change.state = state
        change.submittedAt = clock.now
        return change
    }

    /// Lets an agent write `text` into a file of a fresh worktree, and submits it.
    func submit(_ text: String, to file: String = "a.txt", ticket number: Int64 = 1) async throws -> Change {
        let assignment = assignment(run: number, ticket: number)
        _ = try await worktrees.prepare(assignment)
        try yard.write("\(assignment.places.worktree)/\(file)", text)
        return change(head: try #require(try await worktrees.collect(assignment)), number: number)
    }

    func candidate(_ change: Change) async throws -> Change.Candidate {
        guard case .merged(let candidate) = try await landing.candidate(for: change, in: project) else {
            throw Unexpected()
        }
        return candidate
    }

    /// Takes a change the whole way to the target.
    func land(_ change: Change) async throws -> String {
        let candidate = try await candidate(change)
        let commit = try await landing.commit(
            candidate, of: change, for: Work(ticket: ticket(change.ticket.number), agent: Agent.ID(name: "ada")),
            in: project)
        let publication = try await landing.publish(commit, over: candidate.target, in: project)
        #expect(publication == .landed)
        return commit
    }

    func gate(_ script: String, timeout: Span = .seconds(20)) -> Gate {
        Gate(name: "test", command: ["sh", "-c", script], timeout: timeout)
    }

    struct Unexpected: Error {}
}
