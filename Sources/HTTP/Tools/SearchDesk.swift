import Domain
import Orchestration
import Storage
import Wire

/// What an agent finds, and the notes that it reads.
extension AgentDesk {
    func search(_ arguments: JSONValue) async throws -> ToolAnswer {
        let query = arguments["query"]?.text ?? ""
        let kind = arguments["kind"]?.text.flatMap(SearchDocument.Kind.init)
        return try await engine.store.read { [claim] transaction in
            let scope = try transaction.searchScope(of: claim)
            // The name of a note in the place of words: the whole of it.
            if let id = Note.ID(query), let note = try transaction.indexedNote(id, in: scope) {
                return ToolAnswer(note.text)
            }
            let page = try transaction.search(Search(SearchWords(query), kind: kind, in: scope, limit: 10))
            if page.hits.isEmpty { return ToolAnswer("Nothing found: try other words.") }
            let lines = page.hits.map { "- \($0.id) \($0.title): \($0.snippet)" }
            return ToolAnswer(
                (lines + (page.next == nil ? [] : ["There is more: say more words."])).joined(separator: "\n"))
        }
    }
}

extension Transaction {
    /// What the run's agent may find.
    ///
    /// - Throws: `Rejection` when the run does not hold its lease any more.
    func searchScope(of claim: RunClaim) throws -> SearchScope {
        guard let run = try run(claim.run), let agent = try agent(run.agent) else { throw Rejection.unknown(claim.run) }
        try standing(run.id, to: run.ticket).check(claim, .read, run.ticket)
        return SearchScope(of: agent, try chart())
    }
}
