import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

/// What people say to agents at work, and what those ask.
extension API {
    var conversationRoutes: [Route] {
        [
            Route(.post, "/api/v1/runs/{id}/say", say),
            Route(.post, "/api/v1/runs/{id}/ask", ask),
            Route(.post, "/api/v1/runs/{id}/interrupt", interrupt),
            Route(.post, "/api/v1/runs/{id}/stop", stop),
            Route(.get, "/api/v1/requests", listRequests),
            Route(.get, "/api/v1/requests/{id}", showRequest),
            Route(.post, "/api/v1/requests/{id}/answer", answer),
        ]
    }

    @Sendable func say(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Run.ID.self)
        let body = try await request.body(SayBody.self)
        return .json(DeliveryBody(try await control.say(body.text, to: id, by: person.name)))
    }

    @Sendable func ask(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Run.ID.self)
        let body = try await request.body(SayBody.self)
        return .json(SessionAnswerBody(text: try await control.ask(id, body.text)))
    }

    @Sendable func interrupt(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Run.ID.self)
        try await control.interrupt(id, by: person.name)
        return try await run(id)
    }

    @Sendable func stop(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Run.ID.self)
        try await control.stop(id, by: person.name)
        return try await run(id)
    }

    @Sendable func listRequests(_ request: Request, _ context: ClientContext) async throws -> Response {
        let run: Run.ID? = try request.text("run").map { try identifier($0, "run") }
        let open = try await engine.store.read { transaction in
            if let run, try transaction.run(run) == nil { throw Rejection.unknown(run) }
            return try transaction.openRequests().filter { run == nil || $0.run == run }
                .map { try transaction.body($0) }
        }
        return .json(PageBody(items: open, next: nil))
    }

    @Sendable func showRequest(_ request: Request, _ context: ClientContext) async throws -> Response {
        try await self.request(try context.id(Domain.Request.ID.self))
    }

    @Sendable func answer(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Domain.Request.ID.self)
        let body = try await request.body(AnswerBody.self)
        guard let asked = try await engine.store.read({ try $0.request(id) }) else { throw Rejection.unknown(id) }
        let answer = asked.content.answer(body.answer, reason: body.reason ?? "")
        _ = try await control.answer(id, answer, by: person.name)
        return try await self.request(id)
    }

    private func request(_ id: Domain.Request.ID) async throws -> Response {
        .json(
            try await engine.store.read { transaction in
                guard let request = try transaction.request(id) else { throw Rejection.unknown(id) }
                return try transaction.body(request)
            })
    }
}
