/// The tables, as numbered forward migrations; the schema refuses what must never happen.
public enum Schema {
    /// The version that this program writes.
    public static var version: Int64 { Int64(migrations.count) }

    /// Migration N (from 1) brings version N-1 to N; a list of statements each.
    public static let migrations = [firstVersion]

    /// The version that the database has; 0 when it is new.
    ///
    /// - Throws: `StorageFailure` when it is beyond what `migrations` know.
    public static func found(_ transaction: any Transaction, _ migrations: [[String]] = migrations) throws -> Int64 {
        let found = try transaction.number("PRAGMA user_version")
        if found > migrations.count {
            throw StorageFailure(
                .newerSchema,
                "The database was written by a newer skein (schema \(found), this program knows "
                    + "\(migrations.count)): use that version, or restore a backup from before the upgrade.")
        }
        return found
    }

    /// Brings the database to the last of `migrations`, in the given transaction.
    public static func migrate(_ transaction: any Transaction, _ migrations: [[String]] = migrations) throws {
        let found = try found(transaction, migrations)
        for (index, migration) in migrations.enumerated().dropFirst(Int(found)) {
            for statement in migration { try transaction.run(statement, []) }
            try transaction.run("PRAGMA user_version = \(index + 1)", [])
        }
    }

    private static let firstVersion =
        [
            """
            CREATE TABLE workspace (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                revision INTEGER NOT NULL CHECK (revision >= 0),
                hash TEXT NOT NULL,
                epoch INTEGER NOT NULL,
                condition TEXT NOT NULL CHECK (json_valid(condition)),
                ageing INTEGER NOT NULL,
                settings TEXT NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE journal (
                position INTEGER PRIMARY KEY CHECK (position > 0),
                at INTEGER NOT NULL,
                actor TEXT NOT NULL,
                cause INTEGER CHECK (cause < position),
                noun TEXT NOT NULL CHECK (noun IN
                    ('workspace', 'project', 'agent', 'ticket', 'run', 'change', 'request', 'message',
                    'schedule', 'rule')),
                subject TEXT NOT NULL,
                name TEXT NOT NULL,
                payload TEXT NOT NULL CHECK (json_valid(payload)),
                hash TEXT NOT NULL CHECK (length(hash) = 64)
            ) STRICT
            """,
            "CREATE INDEX journal_subject ON journal (noun, subject, position)",
            """
            CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
            WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM journal)
            BEGIN SELECT raise(ABORT, 'journal positions have no gaps'); END
            """,
            """
            CREATE TRIGGER journal_unchangeable BEFORE UPDATE ON journal
            BEGIN SELECT raise(ABORT, 'the journal is append-only'); END
            """,
            // A file beside the database that holds the oldest entries: where the chain stands after the last of them,
            // and what the file's bytes add up to.
            """
            CREATE TABLE journal_archive (
                first INTEGER PRIMARY KEY CHECK (first > 0),
                last INTEGER NOT NULL CHECK (last >= first),
                hash TEXT NOT NULL CHECK (length(hash) = 64),
                digest TEXT NOT NULL CHECK (length(digest) = 64),
                size INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TRIGGER journal_archive_gapless BEFORE INSERT ON journal_archive
            WHEN NEW.first <> (SELECT coalesce(max(last), 0) + 1 FROM journal_archive)
                OR NEW.last >= (SELECT max(position) FROM journal)
                OR NEW.hash <> (SELECT hash FROM journal WHERE position = NEW.last)
            BEGIN SELECT raise(ABORT, 'archives follow each other and leave the last entry'); END
            """,
            """
            CREATE TRIGGER journal_undeletable BEFORE DELETE ON journal
            WHEN OLD.position > (SELECT coalesce(max(last), 0) FROM journal_archive)
            BEGIN SELECT raise(ABORT, 'the journal is append-only'); END
            """,
            """
            CREATE TRIGGER workspace_forward BEFORE UPDATE OF revision, epoch ON workspace
            WHEN NEW.revision < OLD.revision OR NEW.epoch < OLD.epoch
            BEGIN SELECT raise(ABORT, 'revision and epoch never go back'); END
            """,
            """
            CREATE TABLE project (
                name TEXT PRIMARY KEY,
                definition TEXT NOT NULL,
                is_retired INTEGER NOT NULL CHECK (is_retired IN (0, 1))
            ) STRICT
            """,
            """
            CREATE TABLE agent (
                name TEXT PRIMARY KEY,
                definition TEXT NOT NULL,
                is_paused INTEGER NOT NULL CHECK (is_paused IN (0, 1)),
                is_retired INTEGER NOT NULL CHECK (is_retired IN (0, 1))
            ) STRICT
            """,
        ] + ticketTables + runTables + requestTables + messageTables + searchTables + scheduleTables + ruleTables
        + endings
        + keeping

    private static let ticketTables = [
        """
        CREATE TABLE ticket (
            id INTEGER PRIMARY KEY,
            title TEXT NOT NULL CHECK (title <> ''),
            body TEXT NOT NULL,
            project TEXT NOT NULL REFERENCES project (name),
            assignee TEXT REFERENCES agent (name),
            priority TEXT NOT NULL CHECK (priority IN ('urgent', 'high', 'normal', 'low')),
            labels TEXT NOT NULL,
            parent INTEGER REFERENCES ticket (id),
            state TEXT NOT NULL CHECK (state IN
                ('backlog', 'todo', 'in_progress', 'merging', 'done', 'blocked', 'cancelled')),
            run INTEGER REFERENCES run (id) DEFERRABLE INITIALLY DEFERRED,
            change INTEGER REFERENCES change (id) DEFERRABLE INITIALLY DEFERRED,
            blocked_reason TEXT,
            blocked_by TEXT,
            blocked_request INTEGER REFERENCES request (id) DEFERRABLE INITIALLY DEFERRED,
            blockers INTEGER NOT NULL CHECK (blockers >= 0),
            open_blockers INTEGER NOT NULL CHECK (open_blockers BETWEEN 0 AND blockers),
            failures INTEGER NOT NULL CHECK (failures >= 0),
            fallback INTEGER NOT NULL CHECK (fallback >= 0),
            returns INTEGER NOT NULL CHECK (returns >= 0),
            retry_at INTEGER,
            rank INTEGER NOT NULL,
            model TEXT,
            effort TEXT,
            has_news INTEGER NOT NULL CHECK (has_news IN (0, 1)),
            purpose TEXT NOT NULL CHECK (purpose IN ('work', 'wake')),
            chain TEXT NOT NULL CHECK (json_valid(chain)),
            comments INTEGER NOT NULL,
            summary TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CHECK ((state = 'in_progress') = (run IS NOT NULL)),
            CHECK ((state = 'merging') = (change IS NOT NULL)),
            CHECK ((state = 'blocked') = (blocked_reason IS NOT NULL)),
            CHECK ((blocked_reason IS NULL) = (blocked_by IS NULL)),
            CHECK (blocked_request IS NULL OR blocked_reason IS NOT NULL)
        ) STRICT
        """,
        "CREATE INDEX ticket_ready ON ticket (assignee, project, rank) WHERE state = 'todo' AND open_blockers = 0",
        "CREATE INDEX ticket_retry ON ticket (retry_at) WHERE state = 'todo' AND retry_at IS NOT NULL",
        "CREATE INDEX ticket_state ON ticket (state, updated_at)",
        "CREATE INDEX ticket_parent ON ticket (parent) WHERE parent IS NOT NULL",
        // An agent's mail waits in one ticket at most.
        """
        CREATE UNIQUE INDEX ticket_one_wake ON ticket (assignee)
        WHERE purpose = 'wake' AND state NOT IN ('done', 'cancelled')
        """,
        // Kept up to date by the triggers, so that the board does not count 100,000 rows each time it is shown.
        "CREATE TABLE ticket_count (state TEXT PRIMARY KEY, tickets INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        """
        CREATE TRIGGER ticket_count_insert AFTER INSERT ON ticket BEGIN
            INSERT INTO ticket_count VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET tickets = tickets + 1;
        END
        """,
        """
        CREATE TRIGGER ticket_count_update AFTER UPDATE OF state ON ticket WHEN NEW.state <> OLD.state BEGIN
            UPDATE ticket_count SET tickets = tickets - 1 WHERE state = OLD.state;
            INSERT INTO ticket_count VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET tickets = tickets + 1;
        END
        """,
        """
        CREATE TRIGGER ticket_count_delete AFTER DELETE ON ticket BEGIN
            UPDATE ticket_count SET tickets = tickets - 1 WHERE state = OLD.state;
        END
        """,
        """
        CREATE TABLE ticket_blocker (
            ticket INTEGER NOT NULL REFERENCES ticket (id),
            place INTEGER NOT NULL,
            blocker INTEGER NOT NULL REFERENCES ticket (id) CHECK (blocker <> ticket),
            is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
            PRIMARY KEY (ticket, blocker)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX ticket_blocker_open ON ticket_blocker (blocker) WHERE is_open = 1",
        """
        CREATE TABLE ticket_comment (
            id INTEGER PRIMARY KEY,
            ticket INTEGER NOT NULL REFERENCES ticket (id),
            author TEXT NOT NULL,
            text TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX ticket_comment_ticket ON ticket_comment (ticket, id)",
    ]

    private static let runTables = [
        """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            ticket INTEGER NOT NULL REFERENCES ticket (id),
            agent TEXT NOT NULL REFERENCES agent (name),
            project TEXT NOT NULL REFERENCES project (name),
            attempt INTEGER NOT NULL CHECK (attempt > 0),
            state TEXT NOT NULL CHECK (state IN ('starting', 'running', 'stopping', 'ended')),
            detail TEXT NOT NULL CHECK (json_valid(detail)),
            token INTEGER NOT NULL UNIQUE CHECK (token > 0),
            epoch INTEGER NOT NULL,
            base TEXT,
            started_at INTEGER NOT NULL,
            process_started_at INTEGER,
            ended_at INTEGER,
            choice TEXT NOT NULL CHECK (json_valid(choice)),
            session TEXT,
            usage TEXT CHECK (usage IS NULL OR json_valid(usage)),
            stop_requested_at INTEGER,
            head TEXT,
            alarms TEXT NOT NULL CHECK (json_valid(alarms)),
            chain TEXT NOT NULL CHECK (json_valid(chain)),
            progress TEXT NOT NULL,
            declaration TEXT CHECK (declaration IS NULL OR json_valid(declaration)),
            CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
            CHECK (json_type(detail, '$.' || state) IS 'object')
        ) STRICT
        """,
        "CREATE UNIQUE INDEX run_one_live_per_ticket ON run (ticket) WHERE state <> 'ended'",
        "CREATE INDEX run_live ON run (id) WHERE state <> 'ended'",
        "CREATE INDEX run_ticket ON run (ticket, id)",
        "CREATE INDEX run_agent ON run (agent, id)",
        "CREATE INDEX run_ended ON run (ended_at) WHERE state = 'ended'",
        """
        CREATE TABLE change (
            id INTEGER PRIMARY KEY,
            ticket INTEGER NOT NULL REFERENCES ticket (id),
            run INTEGER NOT NULL REFERENCES run (id),
            project TEXT NOT NULL REFERENCES project (name),
            head TEXT NOT NULL CHECK (length(head) IN (40, 64)),
            state TEXT NOT NULL CHECK (state IN ('queued', 'gating', 'proven', 'publishing', 'landed',
                'rejected', 'conflicted', 'held', 'withdrawn')),
            detail TEXT NOT NULL CHECK (json_valid(detail)),
            candidates INTEGER NOT NULL CHECK (candidates >= 0),
            submitted_at INTEGER NOT NULL,
            ended_at INTEGER,
            CHECK ((state IN ('landed', 'rejected', 'conflicted', 'withdrawn')) = (ended_at IS NOT NULL)),
            CHECK (json_type(detail, '$.' || state) IS 'object')
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX change_one_open_per_ticket ON change (ticket)
        WHERE state IN ('queued', 'gating', 'proven', 'publishing', 'held')
        """,
        """
        CREATE INDEX change_queue ON change (project, id)
        WHERE state IN ('queued', 'gating', 'proven', 'publishing')
        """,
        """
        CREATE UNIQUE INDEX change_one_publishing ON change (project) WHERE state = 'publishing'
        """,
        "CREATE INDEX change_ticket ON change (ticket, id)",
        "CREATE INDEX change_held ON change (id) WHERE state = 'held'",
        """
        CREATE TABLE gate_result (
            id INTEGER PRIMARY KEY,
            change INTEGER NOT NULL REFERENCES change (id),
            tree TEXT NOT NULL,
            gate TEXT NOT NULL CHECK (json_valid(gate)),
            verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'failed', 'timed_out', 'infra_error')),
            duration INTEGER NOT NULL,
            output TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX gate_result_tree ON gate_result (tree) WHERE verdict = 'passed'",
        "CREATE INDEX gate_result_change ON gate_result (change, id)",
        """
        INSERT INTO workspace (id, revision, hash, epoch, condition, ageing, settings)
        VALUES (1, 0, '', 0, '{}', 14400000, '')
        """,
    ]

    /// What ended stays ended, and a ticket is where its run and its change say.
    private static let endings = [
        """
        CREATE TRIGGER ticket_closed BEFORE UPDATE ON ticket
        WHEN OLD.state IN ('done', 'cancelled') AND NEW.state <> OLD.state
        BEGIN SELECT raise(ABORT, 'a closed ticket stays closed'); END
        """,
        """
        CREATE TRIGGER run_ended BEFORE UPDATE ON run
        WHEN OLD.state = 'ended' AND NEW.state <> 'ended'
        BEGIN SELECT raise(ABORT, 'a run that ended does not live again'); END
        """,
        """
        CREATE TRIGGER change_ended BEFORE UPDATE ON change
        WHEN OLD.ended_at IS NOT NULL AND NEW.state <> OLD.state
        BEGIN SELECT raise(ABORT, 'a change that ended does not move again'); END
        """,
        """
        CREATE TRIGGER request_closed BEFORE UPDATE ON request
        WHEN OLD.state <> 'open' AND NEW.state <> OLD.state
        BEGIN SELECT raise(ABORT, 'a request that was closed stays closed'); END
        """,
        """
        CREATE TRIGGER request_of_run BEFORE INSERT ON request
        WHEN NOT EXISTS (SELECT 1 FROM request WHERE id = NEW.id)
            AND NOT EXISTS (SELECT 1 FROM run WHERE id = NEW.run AND ticket = NEW.ticket AND state <> 'ended')
        BEGIN SELECT raise(ABORT, 'only a live run asks'); END
        """,
        """
        CREATE TRIGGER run_leaves_no_request BEFORE UPDATE OF state ON run
        WHEN NEW.state = 'ended' AND EXISTS (
            SELECT 1 FROM request WHERE run = NEW.id AND state = 'open' AND outlives_run = 0)
        BEGIN SELECT raise(ABORT, 'a run that ended asks nothing'); END
        """,
        """
        CREATE TRIGGER message_acted BEFORE UPDATE ON message
        WHEN OLD.state = 'acted' AND NEW.state <> 'acted'
        BEGIN SELECT raise(ABORT, 'a message that was acted on is not sent again'); END
        """,
        """
        CREATE TRIGGER ticket_runs BEFORE UPDATE OF state, run ON ticket
        WHEN NEW.state = 'in_progress'
            AND NOT EXISTS (SELECT 1 FROM run WHERE id = NEW.run AND ticket = NEW.id AND state <> 'ended')
        BEGIN SELECT raise(ABORT, 'a ticket in progress has a live run of its own'); END
        """,
        """
        CREATE TRIGGER ticket_merges BEFORE UPDATE OF state, change ON ticket
        WHEN NEW.state = 'merging' AND NOT EXISTS (
            SELECT 1 FROM change WHERE id = NEW.change AND ticket = NEW.id AND ended_at IS NULL)
        BEGIN SELECT raise(ABORT, 'a merging ticket has an open change of its own'); END
        """,
        """
        CREATE TRIGGER ticket_done BEFORE UPDATE OF state ON ticket
        WHEN NEW.state = 'done' AND EXISTS (SELECT 1 FROM change WHERE ticket = NEW.id AND ended_at IS NULL)
        BEGIN SELECT raise(ABORT, 'a ticket is not done while its change is on its way'); END
        """,
    ]

    /// History is kept: no row of these is ever deleted, and what a gate said is not altered.
    private static let keeping =
        [
            "workspace", "project", "agent", "ticket", "ticket_comment", "run", "change", "gate_result", "request",
            "message", "journal_archive", "schedule", "schedule_firing", "rule", "rule_firing",
        ].map {
            table in
            """
            CREATE TRIGGER \(table)_kept BEFORE DELETE ON \(table)
            BEGIN SELECT raise(ABORT, 'rows of \(table) are kept'); END
            """
        }
        + ["ticket_comment", "gate_result", "journal_archive", "schedule_firing", "rule_firing"].map { table in
            """
            CREATE TRIGGER \(table)_unchangeable BEFORE UPDATE ON \(table)
            BEGIN SELECT raise(ABORT, 'rows of \(table) do not change'); END
            """
        }
}
