import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Orchestration
import Wire

/// The Model Context Protocol by HTTP, for an agent at work: the tools of `/api/v1/tools`, with the same token.
///
/// Nothing is kept between messages, in the older versions neither: there are no sessions, so that a client goes on
/// where it was after the server has started again.
extension API {
    @Sendable func speakMCP(_ request: Request, _ context: ClientContext) async throws -> Response {
        let claim = try claim(request)
        let headers = MCPHeaders(request.headers)
        guard headers.acceptsBoth else {
            throw Problem(
                .notAcceptable, code: "not_acceptable",
                "An MCP client takes both: send `Accept: application/json, text/event-stream`.")
        }
        var request = request
        let bytes = try await request.collectBody(upTo: 1 << 20)
        guard let body = JSONValue(bytes.readableBytesView) else {
            return .failure(.null, RPCError(code: -32700, message: "The body is no JSON."), .badRequest)
        }
        let server = MCPServer { tool, arguments in
            await carryOut(tool, arguments, for: claim, logger: context.logger)
        }
        if headers.takesBatches, let batch = body.items {
            guard let answer = await server.answer(batch: batch) else { return Response(status: .accepted) }
            return .json(answer, status: answer.items == nil ? .badRequest : .ok)
        }
        if let fault = headers.fault(of: body) { return .failure(body.id ?? .null, fault, .badRequest) }
        guard let answer = await server.answer(body).first else { return Response(status: .accepted) }
        return respond(request, body, answer)
    }

    private func carryOut(
        _ tool: AgentTool, _ arguments: JSONValue, for claim: RunClaim, logger: Logger
    ) async -> ToolAnswer {
        do {
            return try await AgentDesk(engine: engine, control: control, configuration: configuration, claim: claim)
                .use(tool, arguments)
        } catch {
            let problem = Problem(error)
            if problem.code == "defect" { logger.error("the tool \(tool.name): \(error)") }
            return ToolAnswer(problem.detail, isError: true)
        }
    }

    private func respond(_ request: Request, _ body: JSONValue, _ answer: RPCMessage) -> Response {
        switch answer {
        case .failure(let id, let error):
            let isModern = MCPServer.version(of: body.params ?? [:]) != nil
            return .failure(id, error, error.status(isModern: isModern))
        case .notification:
            return MCPSubscription(id: body.id ?? .null, acknowledgement: answer, keepAlive: keepAlive).response(
                request)
        case .result, .request: return .json(answer.value(versioned: true))
        }
    }
}

extension RPCError {
    /// What is no message at all is a bad request; otherwise the older versions answer every request with 200.
    fileprivate func status(isModern: Bool) -> HTTPResponse.Status {
        switch code {
        case -32600: .badRequest
        case -32601 where isModern: .notFound
        default: isModern ? .badRequest : .ok
        }
    }
}

extension Response {
    fileprivate static func failure(_ id: JSONValue, _ error: RPCError, _ status: HTTPResponse.Status) -> Response {
        .json(RPCMessage.failure(id: id, error).value(versioned: true), status: status)
    }
}
