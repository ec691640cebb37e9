import Domain

extension Transaction {
    /// The notes in the index, each with the state of its file.
    public func indexedNotes() throws -> [Note.ID: String] {
        let found = try rows(
            "SELECT subject, version FROM search_document WHERE version IS NOT NULL AND part = 0", [])
        let notes = found.compactMap { row in Note.ID(row.text(0)).map { ($0, row.text(1)) } }
        return Dictionary(notes) { first, _ in first }
    }

    /// Up to `limit` runs that ended and whose words are not in the index yet, the oldest first.
    public func runsToIndex(limit: Int) throws -> [Run.ID] {
        try rows("SELECT run FROM search_pending ORDER BY run LIMIT ?", [.integer(Int64(limit))])
            .map { Run.ID(number: $0.integer(0)) }
    }

    /// Puts a note into the index, in the place of what was known of it.
    ///
    /// - Parameter version: the state of its file.
    public func index(_ note: Note, version: String) throws {
        try replace(SearchDocument(note.id), with: [(note.title, note.text)], version: version)
    }

    /// Puts what was said in a run into the index, in pieces; none when nothing is left of it.
    public func index(_ run: Run, said pieces: [String]) throws {
        try replace(SearchDocument(run), with: pieces.map { ("", $0) })
        try self.run("DELETE FROM search_pending WHERE run = ?", [.id(run.id)])
    }

    /// Takes all that is known of a note or a run out of the index.
    public func unindex(_ subject: String) throws {
        try run(
            "DELETE FROM search_text WHERE rowid IN (SELECT id FROM search_document WHERE subject = ?)",
            [.text(subject)])
        try run("DELETE FROM search_document WHERE subject = ?", [.text(subject)])
    }

    /// Has the reconciler read again what was said in a run.
    public func indexAgain(_ ended: Run.ID) throws {
        try unindex(ended.description)
        try run("INSERT OR IGNORE INTO search_pending VALUES (?)", [.id(ended)])
    }

    private func replace(
        _ document: SearchDocument, with parts: [(title: String, body: String)], version: String? = nil
    ) throws {
        try unindex(document.id)
        for (part, words) in parts.enumerated() {
            try run(
                """
                INSERT INTO search_document (kind, subject, part, agent, project, version) VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(document.kind.rawValue), .text(document.id), .integer(Int64(part)),
                    .optional(document.agent) { .id($0) }, .optional(document.project) { .id($0) },
                    .optional(version, Value.text),
                ])
            try run(
                """
                INSERT INTO search_text (rowid, title, body)
                SELECT id, ?, ? FROM search_document WHERE subject = ? AND part = ?
                """, [.text(words.title), .text(words.body), .text(document.id), .integer(Int64(part))])
        }
    }

    /// Makes the index anew: of tickets at once, of runs and files when the reconciler looks next.
    public func rebuildSearch() throws {
        for table in ["search_text", "search_document", "search_pending"] { try run("DELETE FROM \(table)", []) }
        try run(
            """
            INSERT INTO search_document (kind, subject, part, project)
            SELECT 'ticket', 'T-' || id, 0, project FROM ticket
            UNION ALL SELECT 'ticket', 'T-' || ticket_comment.ticket, ticket_comment.id, project
            FROM ticket_comment JOIN ticket ON ticket.id = ticket_comment.ticket
            """, [])
        try run(
            """
            INSERT INTO search_text (rowid, title, body)
            SELECT search_document.id, title, body || char(10) || summary
            FROM ticket JOIN search_document ON subject = 'T-' || ticket.id AND part = 0
            """, [])
        try run(
            """
            INSERT INTO search_text (rowid, title, body)
            SELECT search_document.id, '', ticket_comment.text
            FROM ticket_comment JOIN search_document ON subject = 'T-' || ticket AND part = ticket_comment.id
            """, [])
        try run("INSERT INTO search_pending SELECT id FROM run WHERE state = 'ended'", [])
    }

    /// What the index has not of tickets, or has of none.
    func wrongSearch() throws -> [String] {
        let wrong = try number(
            """
            SELECT (SELECT count(*) FROM ticket) + (SELECT count(*) FROM ticket_comment)
                - (SELECT count(*) FROM search_document WHERE kind = 'ticket')
            """)
        let strays = try number(
            "SELECT (SELECT count(*) FROM search_document) - (SELECT count(*) FROM search_text_docsize)")
        return wrong == 0 && strays == 0 ? [] : ["The index for searching does not have what the tickets say."]
    }
}
