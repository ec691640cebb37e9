/// What agents ask, and what is written to them.
extension Schema {
    static let requestTables = [
        """
        CREATE TABLE request (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run (id),
            ticket INTEGER NOT NULL REFERENCES ticket (id),
            agent TEXT NOT NULL REFERENCES agent (name),
            name TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            terms TEXT NOT NULL CHECK (json_valid(terms)),
            outlives_run INTEGER NOT NULL CHECK (outlives_run IN (0, 1)),
            expires_at INTEGER,
            state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'expired', 'withdrawn')),
            detail TEXT NOT NULL CHECK (json_valid(detail)),
            asked_at INTEGER NOT NULL,
            closed_at INTEGER,
            UNIQUE (run, name),
            CHECK ((state = 'open') = (closed_at IS NULL)),
            CHECK (json_type(detail, '$.' || state) IS 'object')
        ) STRICT
        """,
        "CREATE INDEX request_open ON request (id) WHERE state = 'open'",
        "CREATE INDEX request_ticket ON request (ticket, id)",
        "CREATE INDEX request_expiry ON request (expires_at) WHERE state = 'open' AND expires_at IS NOT NULL",
    ]

    static let messageTables = [
        """
        CREATE TABLE message (
            id INTEGER PRIMARY KEY,
            recipient TEXT NOT NULL REFERENCES agent (name),
            ticket INTEGER REFERENCES ticket (id),
            kind TEXT NOT NULL CHECK (kind IN ('letter', 'comment', 'request')),
            content TEXT NOT NULL CHECK (json_valid(content)),
            key TEXT UNIQUE,
            expires_at INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('sent', 'delivered', 'read', 'acted', 'dead')),
            detail TEXT NOT NULL CHECK (json_valid(detail)),
            run INTEGER REFERENCES run (id),
            deliveries INTEGER NOT NULL CHECK (deliveries >= 0),
            sent_at INTEGER NOT NULL,
            CHECK ((run IS NOT NULL) = (state IN ('delivered', 'read', 'acted'))),
            CHECK (json_type(detail, '$.' || state) IS 'object')
        ) STRICT
        """,
        "CREATE INDEX message_waiting ON message (recipient, id) WHERE state = 'sent'",
        "CREATE INDEX message_run ON message (run, id) WHERE run IS NOT NULL",
        "CREATE INDEX message_state ON message (state, id)",
    ]
}
