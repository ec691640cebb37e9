import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

/// Looking for what agents did and said before.
extension API {
    /// So much is read for one answer; the next page goes on.
    private static let byteLimit = 64 << 20
    private static let runLimit = 2000

    var sessionRoutes: [Route] { [Route(.get, "/api/v1/sessions", searchSessions)] }

    @Sendable func searchSessions(_ request: Request, _ context: ClientContext) async throws -> Response {
        let text = request.text("text") ?? ""
        guard text.contains(where: { !$0.isWhitespace }), text.utf8.count <= 500 else {
            throw Problem(
                .badRequest, code: "bad_parameter", "`text` must be what is looked for, of at most 500 bytes.")
        }
        let limit = try request.number("limit", default: 20, in: 1...100)
        var before: Run.ID? = try request.text("after").map { try identifier($0, "after") }
        var found: [SessionMatchBody] = []
        var (bytes, count) = (0, 0)
        while true {
            let runs = try await engine.store.read { [before] in try $0.runs(before: before, limit: 100) }
            for run in runs {
                let searched = try output.search(run.id, for: text, limit: min(5, limit - found.count))
                found += try await bodies(searched.matches, of: run)
                before = run.id
                bytes += searched.bytes
                count += 1
                if found.count >= limit || bytes >= Self.byteLimit || count >= Self.runLimit {
                    return .json(PageBody(items: found, next: run.id.description))
                }
            }
            if runs.count < 100 { return .json(PageBody(items: found, next: nil)) }
        }
    }

    private func bodies(_ matches: [OutputMatch], of run: Run) async throws -> [SessionMatchBody] {
        if matches.isEmpty { return [] }
        let title = try await engine.store.read { try $0.title(of: run.ticket) }
        return matches.map {
            SessionMatchBody(
                run: run.id.description, ticket: run.ticket.description, ticketTitle: title, agent: run.agent.name,
                session: run.session, at: $0.at.milliseconds, line: $0.line)
        }
    }
}
