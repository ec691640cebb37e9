import Domain
import HTTPTypes
import Hummingbird
import Orchestration
import Storage
import Wire

/// What agents have Skein do, each with the token of its run.
extension API {
    /// Every route that is open to a run's token, and to nothing else.
    var toolRoutes: [Route] {
        [
            Route(.get, "/api/v1/tools", listTools),
            Route(.post, "/api/v1/tools/{name}", useTool),
            Route(.post, "/mcp", speakMCP),
        ]
    }

    @Sendable func listTools(_ request: Request, _ context: ClientContext) async throws -> Response {
        _ = try claim(request)
        return .json(PageBody(items: AgentTool.all.map(\.listing), next: nil))
    }

    @Sendable func useTool(_ request: Request, _ context: ClientContext) async throws -> Response {
        let claim = try claim(request)
        let name = context.parameter("name")
        guard let tool = AgentTool.named(name) else {
            let known = AgentTool.all.map(\.name).joined(separator: ", ")
            throw Problem(.notFound, code: "unknown_tool", "There is no tool \(name.prefix(40)): there are \(known).")
        }
        let bytes = try await request.body.collect(upTo: 1 << 20)
        guard let arguments = bytes.readableBytes == 0 ? [:] : JSONValue(bytes.readableBytesView) else {
            throw Problem(.badRequest, code: "invalid_json", "The arguments of \(name) must be a JSON object.")
        }
        if let fault = tool.fault(of: arguments) { throw Problem(.badRequest, code: "bad_argument", fault) }
        return .json(
            try await AgentDesk(engine: engine, control: control, configuration: configuration, claim: claim).use(
                tool, arguments))
    }

    /// - Throws: a problem when the request carries no token of a run.
    func claim(_ request: Request) throws -> RunClaim {
        guard let claim = access.claim(request) else {
            throw Problem(
                .unauthorized, code: "not_a_run",
                "Only an agent at work may: send the run's token, SKEIN_TOKEN in its environment, as a bearer token.",
                headers: [.wwwAuthenticate: "Bearer"])
        }
        return claim
    }
}
