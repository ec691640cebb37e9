import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

extension API {
    var ticketRoutes: [Route] {
        [
            Route(.get, "/api/v1/tickets", listTickets),
            Route(.post, "/api/v1/tickets", createTicket),
            Route(.get, "/api/v1/tickets/{id}", showTicket),
            Route(.patch, "/api/v1/tickets/{id}", editTicket),
            Route(.get, "/api/v1/tickets/{id}/why", explainTicket),
            Route(.post, "/api/v1/tickets/{id}/comments", comment),
            Route(.post, "/api/v1/tickets/{id}/cancel", cancelTicket),
            Route(.post, "/api/v1/tickets/{id}/reopen", reopenTicket),
        ]
    }

    @Sendable func listTickets(_ request: Request, _ context: ClientContext) async throws -> Response {
        let states = (request.text("state") ?? "").split(separator: ",").map(String.init)
        if let unknown = states.first(where: { !Ticket.State.words.contains($0) }) {
            throw Problem(
                .badRequest, code: "bad_parameter",
                "`state` is \(unknown.prefix(40)): it may be \(Ticket.State.words.joined(separator: ", ")).")
        }
        let limit = try request.number("limit", default: 100, in: 1...1000)
        let before: Ticket.ID? = try request.text("after").map { try identifier($0, "after") }
        let page = try await engine.store.read { transaction in
            try transaction.tickets(states: states, before: before, limit: limit).map { TicketBody($0) }
        }
        return .json(PageBody(items: page, next: page.count == limit ? page.last?.id : nil))
    }

    @Sendable func createTicket(_ request: Request, _ context: ClientContext) async throws -> Response {
        let body = try await request.body(CreateTicketBody.self)
        let content = try await content(body)
        let entries = try await engine.perform(
            CreateTicket(content: content, isBacklog: body.isBacklog ?? false), by: person)
        guard case .ticket(let id, _)? = entries.first?.event else {
            preconditionFailure("a created ticket has an event")
        }
        return try await ticket(id, status: .created)
    }

    @Sendable func showTicket(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Ticket.ID.self)
        let explanation = try await engine.explain(id)
        return .json(
            try await engine.store.read { transaction in
                let ticket = explanation.ticket
                return TicketDetailBody(
                    ticket: TicketBody(ticket),
                    comments: try transaction.comments(of: id).map(CommentBody.init),
                    runs: try transaction.runs(of: id).map { RunBody($0, title: ticket.content.title) },
                    changes: try transaction.changes(of: id).map {
                        try transaction.body($0, title: ticket.content.title)
                    },
                    why: WhyBody(explanation))
            })
    }

    @Sendable func editTicket(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Ticket.ID.self)
        let body = try await request.body(EditTicketBody.self)
        let command = EditTicket(
            ticket: id, title: body.title, body: body.body, assignee: edit(body.assignee) { Agent.ID(name: $0) },
            priority: try priority(body.priority), labels: body.labels,
            parent: try edit(body.parent) { try identifier($0, "parent") },
            blockers: try body.blockers.map { try $0.map { try identifier($0, "blockers") } },
            model: edit(body.model) { $0 }, effort: edit(body.effort) { $0 })
        try await engine.perform(command, by: person)
        return try await ticket(id)
    }

    @Sendable func explainTicket(_ request: Request, _ context: ClientContext) async throws -> Response {
        .json(WhyBody(try await engine.explain(try context.id(Ticket.ID.self))))
    }

    @Sendable func comment(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Ticket.ID.self)
        let body = try await request.body(CommentRequestBody.self)
        try await engine.perform(CommentOnTicket(ticket: id, author: person.name, text: body.text), by: person)
        return try await ticket(id, status: .created)
    }

    @Sendable func cancelTicket(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Ticket.ID.self)
        let reason = try await request.body(ReasonRequestBody.self).reason ?? ""
        try await engine.perform(CancelTicket(ticket: id, reason: reason), by: person)
        return try await ticket(id)
    }

    @Sendable func reopenTicket(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Ticket.ID.self)
        try await engine.perform(ReopenTicket(ticket: id), by: person)
        return try await ticket(id)
    }

    private func ticket(_ id: Ticket.ID, status: HTTPResponse.Status = .ok) async throws -> Response {
        let ticket = try await engine.store.read { try $0.ticket(id) }
        guard let ticket else { throw Rejection.unknown(id) }
        return .json(TicketBody(ticket), status: status)
    }

    /// A field that was left out stays, an empty one is cleared.
    private func edit<Value>(_ text: String?, _ value: (String) throws -> Value) rethrows -> Edit<Value> {
        guard let text else { return .keep }
        return text.isEmpty ? .clear : .set(try value(text))
    }

    private func content(_ body: CreateTicketBody) async throws -> Ticket.Content {
        Ticket.Content(
            title: body.title, body: body.body ?? "", project: try await project(body.project),
            assignee: body.assignee.map(Agent.ID.init(name:)), priority: try priority(body.priority) ?? .normal,
            labels: body.labels ?? [], parent: try body.parent.map { try identifier($0, "parent") },
            blockers: try (body.blockers ?? []).map { try identifier($0, "blockers") },
            model: body.model.flatMap { $0.isEmpty ? nil : $0 }, effort: body.effort.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// The project named, or the only one there is.
    private func project(_ name: String?) async throws -> Project.ID {
        if let name { return Project.ID(name: name) }
        let projects = try await engine.store.read { try $0.projects().filter { !$0.isRetired }.map(\.id) }
        if projects.count == 1 { return projects[0] }
        throw Rejection(
            .projectRequired,
            projects.isEmpty
                ? "There is no project yet: add one under `projects` in skein.yaml."
                : "Say which project: \(projects.map(\.name).joined(separator: ", ")).")
    }

    private func priority(_ text: String?) throws -> Ticket.Priority? {
        guard let text else { return nil }
        guard let priority = Ticket.Priority(rawValue: text) else {
            let known = Ticket.Priority.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, code: "bad_priority", "`priority` is \(text.prefix(40)): it may be \(known).")
        }
        return priority
    }
}

extension Actor {
    /// The name without its kind, as people read it.
    var name: String {
        switch self {
        case .person(let name): name
        case .agent(let agent, _): agent.name
        case .server(let part): part
        }
    }
}
