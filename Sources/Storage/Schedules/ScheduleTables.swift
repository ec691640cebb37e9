extension Schema {
    static let scheduleTables = [
        """
        CREATE TABLE schedule (
            name TEXT PRIMARY KEY,
            definition TEXT NOT NULL CHECK (json_valid(definition)),
            is_retired INTEGER NOT NULL CHECK (is_retired IN (0, 1)),
            decided_until INTEGER NOT NULL,
            ticket INTEGER REFERENCES ticket (id),
            is_held_up INTEGER NOT NULL CHECK (is_held_up IN (0, 1)),
            note TEXT NOT NULL
        ) STRICT
        """,
        // A time has one ticket, whatever happens to clocks and servers.
        """
        CREATE TABLE schedule_firing (
            schedule TEXT NOT NULL REFERENCES schedule (name),
            due INTEGER NOT NULL,
            ticket INTEGER NOT NULL UNIQUE REFERENCES ticket (id),
            PRIMARY KEY (schedule, due)
        ) STRICT, WITHOUT ROWID
        """,
    ]

    static let ruleTables = [
        """
        CREATE TABLE rule (
            name TEXT PRIMARY KEY,
            definition TEXT NOT NULL CHECK (json_valid(definition)),
            is_retired INTEGER NOT NULL CHECK (is_retired IN (0, 1)),
            firings INTEGER NOT NULL CHECK (firings >= 0),
            fired_at INTEGER,
            note TEXT NOT NULL
        ) STRICT
        """,
        // What a rule did about an entry of the journal; `wrote` is its ticket, or the one that it commented on, and
        // nothing when it only said why it does nothing.
        """
        CREATE TABLE rule_firing (
            rule TEXT NOT NULL REFERENCES rule (name),
            position INTEGER NOT NULL,
            ticket INTEGER NOT NULL REFERENCES ticket (id),
            wrote INTEGER REFERENCES ticket (id),
            depth INTEGER NOT NULL CHECK ((depth > 0) = (wrote IS NOT NULL)),
            at INTEGER NOT NULL,
            PRIMARY KEY (rule, position)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX rule_firing_position ON rule_firing (position)",
        "CREATE INDEX rule_firing_wrote ON rule_firing (wrote) WHERE wrote IS NOT NULL",
        "CREATE INDEX rule_firing_at ON rule_firing (rule, at)",
        // Every entry up to the position has had its answer.
        "CREATE TABLE rule_cursor (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL) STRICT",
        "INSERT INTO rule_cursor VALUES (1, 0)",
    ]
}
