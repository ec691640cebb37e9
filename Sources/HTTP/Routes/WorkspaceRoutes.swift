import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

extension API {
    var workspaceRoutes: [Route] {
        [
            Route(.get, "/api/v1/board", showBoard),
            Route(.get, "/api/v1/agents", listAgents),
            Route(.get, "/api/v1/agents/{name}", showAgent),
            Route(.post, "/api/v1/pause", pause),
            Route(.post, "/api/v1/resume", resume),
            Route(.get, "/api/v1/journal", readJournal),
            Route(.get, "/api/v1/journal/verify", verifyJournal),
            Route(.get, "/api/v1/events", followEvents),
            Route(.post, "/api/v1/login-codes", makeLoginCode),
        ]
    }

    @Sendable func showBoard(_ request: Request, _ context: ClientContext) async throws -> Response {
        let limit = try request.number("limit", default: 200, in: 1...1000)
        let (error, now) = (configuration.error, engine.clock.now)
        var board = try await engine.store.read { transaction in
            let workspace = try transaction.workspace()
            let live = try transaction.liveRuns()
            return BoardBody(
                revision: try transaction.revision(), workspace: workspace.settings.name,
                isFrozen: workspace.condition.freeze != nil, obstacles: workspace.obstacleBodies(at: now),
                configurationError: error, counts: try transaction.ticketCounts(),
                tickets: try Ticket.State.words.flatMap { try transaction.latestTickets(in: $0, limit: limit) }
                    .map { TicketBody($0).light },
                runs: try live.map { RunBody($0, title: try transaction.title(of: $0.ticket)) },
                requests: try transaction.openRequests().prefix(limit).map { try transaction.body($0).light },
                queue: try transaction.queueBodies(limit: limit, ended: 30).map(\.light),
                agents: try transaction.agents().map { agentBody($0, live).light },
                projects: try transaction.projects().map(ProjectBody.init))
        }
        // Files are read outside the transaction.
        for index in board.runs.indices {
            if let run = Run.ID(board.runs[index].id) {
                board.runs[index].lastLines = output.lastLines(run, count: 5)
            }
        }
        return .json(board)
    }

    @Sendable func listAgents(_ request: Request, _ context: ClientContext) async throws -> Response {
        let agents = try await engine.store.read { transaction in
            let live = try transaction.liveRuns()
            return try transaction.agents().map { agentBody($0, live) }
        }
        return .json(PageBody(items: agents, next: nil))
    }

    @Sendable func showAgent(_ request: Request, _ context: ClientContext) async throws -> Response {
        let name = Agent.ID(name: context.parameter("name"))
        let body = try await engine.store.read { transaction in
            guard let agent = try transaction.agent(name) else {
                throw Rejection.unknown(name, known: try transaction.agents().map(\.id))
            }
            return agentBody(agent, try transaction.liveRuns())
        }
        return .json(body)
    }

    private func agentBody(_ agent: Agent, _ live: [Run]) -> AgentBody {
        AgentBody(agent, live: live.filter { $0.agent == agent.id }, capabilities: capabilities(agent))
    }

    @Sendable func pause(_ request: Request, _ context: ClientContext) async throws -> Response {
        let body = try await request.body(PauseBody.self)
        let command = Pause(agent: Agent.ID(name: body.agent), reason: body.reason ?? "")
        try await engine.perform(command, by: person)
        return Response(status: .noContent)
    }

    @Sendable func resume(_ request: Request, _ context: ClientContext) async throws -> Response {
        let body = try await request.body(PauseBody.self)
        try await engine.perform(Resume(agent: Agent.ID(name: body.agent)), by: person)
        return Response(status: .noContent)
    }

    @Sendable func readJournal(_ request: Request, _ context: ClientContext) async throws -> Response {
        let after = Int64(try request.number("after", default: 0, in: 0...Int.max))
        let limit = try request.number("limit", default: 100, in: 1...1000)
        let entries = try await engine.store.read { [upkeep] transaction in
            // The oldest entries may be in files beside the database; a page is of one file, or of the database.
            if let archive = try transaction.journalArchives().first(where: { $0.last > after }) {
                return try archive.journal(in: try upkeep.bytes(of: archive), after: after, limit: limit)
                    .map { try JournalBody($0) }
            }
            return try transaction.journal(after: after, limit: limit).map { try JournalBody($0) }
        }
        return .json(PageBody(items: entries, next: entries.last.map { "\($0.position)" }))
    }

    @Sendable func verifyJournal(_ request: Request, _ context: ClientContext) async throws -> Response {
        let verdict = try await engine.store.read { [upkeep] transaction in
            try transaction.verifyJournal { try upkeep.bytes(of: $0) }
        }
        return .json(JournalVerdictBody(entries: verdict.entries, faults: verdict.faults))
    }

    @Sendable func makeLoginCode(_ request: Request, _ context: ClientContext) async throws -> Response {
        .json(LoginCodeBody(code: access.makeLoginCode()), status: .created)
    }
}
