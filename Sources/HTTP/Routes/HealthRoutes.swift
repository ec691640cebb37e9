import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

extension API {
    var healthRoutes: [Route] {
        [
            Route(.get, "/api/v1/status", showStatus),
            Route(.post, "/api/v1/freeze", freeze),
            Route(.post, "/api/v1/thaw", thaw),
        ]
    }

    @Sendable func showStatus(_ request: Request, _ context: ClientContext) async throws -> Response {
        .json(try await status())
    }

    @Sendable func freeze(_ request: Request, _ context: ClientContext) async throws -> Response {
        let body = try await request.body(FreezeBody.self)
        let command = FreezeWorkspace(
            person: person.name, reason: body.reason ?? "", stopsRuns: body.stopsRuns ?? false)
        try await engine.perform(command, by: person)
        return .json(try await status())
    }

    @Sendable func thaw(_ request: Request, _ context: ClientContext) async throws -> Response {
        try await engine.perform(Thaw(), by: person)
        return .json(try await status())
    }

    private func status() async throws -> StatusBody {
        let (isAtWork, now) = (engine.isAtWork, engine.clock.now)
        let lag = await engine.lag.measure()
        return try await engine.store.read { transaction in
            let workspace = try transaction.workspace()
            return StatusBody(
                workspace: workspace.settings.name, isServed: isAtWork, isFrozen: workspace.condition.freeze != nil,
                obstacles: workspace.obstacleBodies(at: now), breakers: workspace.breakerBodies(at: now),
                lag: lag.milliseconds, liveRuns: try transaction.liveRuns().count,
                openRequests: try transaction.openRequests().count, counts: try transaction.ticketCounts())
        }
    }
}

extension Workspace {
    /// What keeps anything from starting, in the words of `skein why`.
    func obstacleBodies(at now: Instant) -> [ReasonBody] {
        obstacles.map { ReasonBody(code: $0.code, sentence: $0.sentence(at: now)) }
    }

    /// Breakers that are not closed.
    fileprivate func breakerBodies(at now: Instant) -> [ReasonBody] {
        condition.breakers.filter(\.isTurned).map { ReasonBody(code: "breaker_open", sentence: $0.sentence(at: now)) }
    }
}
