import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

/// Looking for words in tickets, notes and conversations.
extension API {
    var searchRoutes: [Route] { [Route(.get, "/api/v1/search", searchEverything)] }

    @Sendable func searchEverything(_ request: Request, _ context: ClientContext) async throws -> Response {
        let limit = try request.number("limit", default: 20, in: 1...100)
        let offset = try request.number("after", default: 0, in: 0...Search.reach)
        let search = Search(
            SearchWords(request.text("q") ?? ""), kind: try kind(request), in: .everything, offset: offset,
            limit: limit)
        let page = try await engine.store.read { try $0.search(search) }
        return .json(PageBody(items: page.hits.map(SearchHitBody.init), next: page.next.map { "\($0)" }))
    }

    private func kind(_ request: Request) throws -> SearchDocument.Kind? {
        guard let text = request.text("kind") else { return nil }
        guard let kind = SearchDocument.Kind(rawValue: text) else {
            let known = SearchDocument.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, code: "bad_parameter", "The parameter `kind` must be one of \(known).")
        }
        return kind
    }
}

extension SearchHitBody {
    init(_ hit: SearchHit) {
        self.init(kind: hit.kind.rawValue, id: hit.id, title: hit.title, snippet: hit.snippet)
    }
}
