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
}
