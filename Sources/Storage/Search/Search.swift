import Domain

/// Something that was found.
public struct SearchHit: Hashable, Sendable {
    public let kind: SearchDocument.Kind
    public let id: String
    public let title: String
    /// The words around what was looked for, on one line.
    public let snippet: String
}

/// One page of what was found, the best first.
public struct SearchPage: Hashable, Sendable {
    public let hits: [SearchHit]
    /// Where to go on; nil when there is no more.
    public let next: Int?
}

/// What is looked for.
public struct Search: Hashable, Sendable {
    /// What is ranked; who finds so much says more words.
    public static let reach = 1000

    public var words: SearchWords
    /// Nil: all kinds.
    public var kind: SearchDocument.Kind?
    public var scope: SearchScope
    /// So many hits are left out: an earlier page had them.
    public var offset: Int
    public var limit: Int

    public init(
        _ words: SearchWords, kind: SearchDocument.Kind? = nil, in scope: SearchScope, offset: Int = 0, limit: Int = 20
    ) {
        self.words = words
        self.kind = kind
        self.scope = scope
        self.offset = offset
        self.limit = limit
    }
}

extension Transaction {
    /// What has all the words, the last of which may go on; when nothing has all of them, what has any.
    public func search(_ search: Search) throws -> SearchPage {
        if search.words.words.isEmpty { return SearchPage(hits: [], next: nil) }
        let quoted = search.words.words.map { "\"\($0)\"" }
        var match = quoted.joined(separator: " ") + "*"
        var found = try ranked(match, search)
        if found.isEmpty, quoted.count > 1 {
            match = quoted.joined(separator: " OR ")
            found = try ranked(match, search)
        }
        let page = found.dropFirst(search.offset).prefix(search.limit)
        let end = search.offset + page.count
        return SearchPage(
            hits: try page.map { try hit($0, match) }, next: end < found.count ? end : nil)
    }

    /// The best part of each thing.
    private func ranked(_ match: String, _ search: Search) throws -> [(id: Int64, kind: String, subject: String)] {
        var conditions = ["search_text MATCH ?"]
        var arguments: [Value] = [.text(match)]
        if let kind = search.kind {
            conditions.append("kind = ?")
            arguments.append(.text(kind.rawValue))
        }
        let (condition, values) = search.scope.condition
        conditions.append(condition)
        let rows = try rows(
            """
            SELECT search_document.id, kind, subject FROM search_text
            JOIN search_document ON search_document.id = search_text.rowid
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY bm25(search_text, 4.0, 1.0) LIMIT \(Search.reach)
            """, arguments + values)
        var seen: Set<String> = []
        return rows.map { (id: $0.integer(0), kind: $0.text(1), subject: $0.text(2)) }
            .filter { seen.insert($0.subject).inserted }
    }

    private func hit(_ found: (id: Int64, kind: String, subject: String), _ match: String) throws -> SearchHit {
        let row = try rows(
            """
            SELECT title, snippet(search_text, 1, '', '', '…', 24) FROM search_text
            WHERE search_text MATCH ? AND rowid = ?
            """, [.text(match), .integer(found.id)])[0]
        guard let kind = SearchDocument.Kind(rawValue: found.kind) else {
            throw StorageFailure(.corrupt, "The index has the unknown kind \(found.kind.prefix(40)).")
        }
        let line = row.text(1).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return SearchHit(
            kind: kind, id: found.subject, title: try name(kind, found.subject, row.text(0)),
            snippet: String(line.prefix(400)))
    }

    private func name(_ kind: SearchDocument.Kind, _ subject: String, _ title: String) throws -> String {
        switch kind {
        case .memory, .knowledge: return title
        case .ticket: return try Ticket.ID(subject).flatMap { try self.ticket($0) }?.content.title ?? title
        case .run:
            guard let run = try Run.ID(subject).flatMap({ try self.run($0) }) else { return title }
            return "\(run.agent) on \(run.ticket): \(try ticket(run.ticket)?.content.title ?? "")"
        }
    }

    /// A note as the index has it; nil when it is not there or the scope does not admit it.
    public func indexedNote(_ id: Note.ID, in scope: SearchScope) throws -> Note? {
        guard scope.admits(SearchDocument(id)) else { return nil }
        return try rows(
            """
            SELECT body FROM search_text WHERE rowid IN
                (SELECT id FROM search_document WHERE subject = ? AND version IS NOT NULL)
            """, [.text(id.description)]
        ).first.map { Note(id: id, text: $0.text(0)) }
    }
}

extension SearchScope {
    /// What `admits` says, for SQL.
    fileprivate var condition: (String, [Value]) {
        guard case .agent(let agent, let projects, let runsOf) = self else { return ("1", []) }
        func list(_ count: Int) -> String { "(" + Array(repeating: "?", count: count).joined(separator: ", ") + ")" }
        let ticket = projects.map { "kind = 'ticket' AND project IN \(list($0.count))" } ?? "kind = 'ticket'"
        return (
            """
            (kind = 'knowledge' OR kind = 'memory' AND agent = ? OR \(ticket)
                OR kind = 'run' AND agent IN \(list(runsOf.count)))
            """,
            [.id(agent)] + (projects ?? []).sorted().map { .id($0) } + runsOf.sorted().map { .id($0) }
        )
    }
}
