import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

/// Mail to agents.
extension API {
    var messageRoutes: [Route] {
        [
            Route(.get, "/api/v1/messages", listMessages),
            Route(.post, "/api/v1/messages", sendMessage),
        ]
    }

    @Sendable func listMessages(_ request: Request, _ context: ClientContext) async throws -> Response {
        let agent = request.text("to").map { Agent.ID(name: $0) }
        let state = request.text("state")
        if let state, !Message.State.words.contains(state) {
            let known = Message.State.words.joined(separator: ", ")
            throw Problem(.badRequest, code: "bad_parameter", "The parameter `state` may be one of \(known).")
        }
        let before: Message.ID? = try request.text("before").map { try identifier($0, "before") }
        let limit = try request.number("limit", default: 100, in: 1...500)
        let found = try await engine.store.read { transaction in
            if let agent, try transaction.agent(agent) == nil {
                throw Rejection.unknown(agent, known: try transaction.agents().map(\.id))
            }
            return try transaction.messages(to: agent, state: state, before: before, limit: limit)
        }
        let next = found.count == limit ? found.last?.id.description : nil
        return .json(PageBody(items: found.map { MessageBody($0) }, next: next))
    }

    @Sendable func sendMessage(_ request: Request, _ context: ClientContext) async throws -> Response {
        let body = try await request.body(SendBody.self)
        let ticket: Ticket.ID? = try body.ticket.map { try identifier($0, "ticket") }
        let command = SendMessage(
            .person(person.name), to: Agent.ID(name: body.to), ticket: ticket, text: body.text, key: body.key)
        try await engine.perform(command, by: person)
        let sent = try await engine.store.read { transaction in
            try body.key.flatMap { try transaction.message(keyed: $0) }
                ?? transaction.messages(to: Agent.ID(name: body.to), state: nil, before: nil, limit: 1).first
        }
        guard let sent else { throw Rejection.unknown(Agent.ID(name: body.to), known: []) }
        return .json(MessageBody(sent), status: .created)
    }
}

extension MessageBody {
    init(_ message: Message) {
        let reason: String? = if case .dead(let reason) = message.state { reason } else { nil }
        let content = message.content
        self.init(
            id: message.id.description, kind: content.kind.rawValue, from: content.from, to: content.to.name,
            ticket: content.ticket?.description, text: content.text, state: message.state.word, reason: reason,
            run: message.state.run?.description, sentAt: message.sentAt.milliseconds,
            expiresAt: content.expiresAt.milliseconds)
    }
}
