extension Schema {
    /// The full-text index. What it says of tickets is kept by triggers, in the transaction that changes them; of what
    /// ended is noted that its words are not there yet. Nothing but the index is ever deleted from these.
    static let searchTables = [
        // A thing that has words: a ticket is part 0, its comments the parts after it; a conversation has a part for
        // each piece of it. `version` tells the state of a file.
        """
        CREATE TABLE search_document (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('ticket', 'memory', 'knowledge', 'run')),
            subject TEXT NOT NULL,
            part INTEGER NOT NULL CHECK (part >= 0),
            agent TEXT,
            project TEXT,
            version TEXT,
            UNIQUE (subject, part)
        ) STRICT
        """,
        "CREATE INDEX search_document_note ON search_document (kind) WHERE version IS NOT NULL",
        """
        CREATE VIRTUAL TABLE search_text USING fts5 (title, body, tokenize = "unicode61 remove_diacritics 2")
        """,
        "CREATE TABLE search_pending (run INTEGER PRIMARY KEY) STRICT",
        """
        CREATE TRIGGER ticket_search_insert AFTER INSERT ON ticket BEGIN
            INSERT INTO search_document (kind, subject, part, project)
            VALUES ('ticket', 'T-' || NEW.id, 0, NEW.project);
            INSERT INTO search_text (rowid, title, body)
            SELECT id, NEW.title, NEW.body || char(10) || NEW.summary FROM search_document
            WHERE subject = 'T-' || NEW.id AND part = 0;
        END
        """,
        """
        CREATE TRIGGER ticket_search_update AFTER UPDATE OF title, body, summary, project ON ticket
        WHEN NEW.title <> OLD.title OR NEW.body <> OLD.body OR NEW.summary <> OLD.summary
            OR NEW.project <> OLD.project
        BEGIN
            UPDATE search_document SET project = NEW.project WHERE subject = 'T-' || NEW.id;
            UPDATE search_text SET title = NEW.title, body = NEW.body || char(10) || NEW.summary
            WHERE rowid = (SELECT id FROM search_document WHERE subject = 'T-' || NEW.id AND part = 0);
        END
        """,
        """
        CREATE TRIGGER ticket_comment_search AFTER INSERT ON ticket_comment BEGIN
            INSERT INTO search_document (kind, subject, part, project)
            SELECT 'ticket', 'T-' || NEW.ticket, NEW.id, project FROM ticket WHERE id = NEW.ticket;
            INSERT INTO search_text (rowid, title, body)
            SELECT id, '', NEW.text FROM search_document WHERE subject = 'T-' || NEW.ticket AND part = NEW.id;
        END
        """,
        """
        CREATE TRIGGER run_search AFTER UPDATE OF state ON run
        WHEN NEW.state = 'ended' AND OLD.state <> 'ended'
        BEGIN INSERT OR IGNORE INTO search_pending VALUES (NEW.id); END
        """,
    ]
}
