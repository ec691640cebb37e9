PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE workspace (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    hash TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    is_paused INTEGER NOT NULL CHECK (is_paused IN (0, 1)),
    ageing INTEGER NOT NULL,
    settings TEXT NOT NULL
) STRICT;
INSERT INTO workspace VALUES(1,35,'8672ed961df457da0430d61034bd32c0360420fa51f9bd78b3de84f9f8ff1012',0,0,14400000,'{"ageing":14400000,"maxReturns":1,"maxRuns":1000,"name":"workspace","retention":{"archiveJournalAfter":15552000000,"logSize":256,"removeRunsAfter":15552000000,"trimLogsAfter":2592000000},"retry":{"base":10000,"cap":600000,"maxAttempts":3}}');
CREATE TABLE journal (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    cause INTEGER CHECK (cause < position),
    noun TEXT NOT NULL CHECK (noun IN
        ('workspace', 'project', 'agent', 'ticket', 'run', 'change', 'request')),
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
INSERT INTO journal VALUES(1,1000000,'person:ada',NULL,'workspace','','configured','{"settings":{"ageing":14400000,"maxReturns":1,"maxRuns":1000,"name":"workspace","retention":{"archiveJournalAfter":15552000000,"logSize":256,"removeRunsAfter":15552000000,"trimLogsAfter":2592000000},"retry":{"base":10000,"cap":600000,"maxAttempts":3}}}','4a9bbfd384687dbce50aaf8c0e98181942e0bcb958fddc8b6fb43877e2283c70');
INSERT INTO journal VALUES(2,1000000,'person:ada',NULL,'project','docs','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','53904774f25824512494349652c55ec62bea6bc9da3a8fd8f2614c710bc49bc8');
INSERT INTO journal VALUES(3,1000000,'person:ada',NULL,'project','web','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','11a7e9cc2e6c2090984308927ed8b6c97e8e4e5a2255c93217dcce3b91170c83');
INSERT INTO journal VALUES(4,1000000,'person:ada',NULL,'agent','ada','configured','{"definition":{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000}}','3ab647841a183b148635909890479d1dbc87899541e08db98030c536a45c9ecb');
INSERT INTO journal VALUES(5,1000000,'person:ada',NULL,'agent','bob','configured','{"definition":{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000}}','bb64768541d1f1b3b0549374d15d9023e967c48f8bff5644f497a2da7077af4b');
INSERT INTO journal VALUES(6,1000000,'person:ada',NULL,'ticket','T-1','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','e9dd9901aa64a85559e41fa1f011878ab5c5c16e2c2638c65c6f275e74c8b346');
INSERT INTO journal VALUES(7,1000000,'person:ada',NULL,'ticket','T-2','created','{"content":{"blockers":[1],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[1]}','f369783ad7e3076a781380f53c10936f60c27641f5a1d4a707f22655f36f8089');
INSERT INTO journal VALUES(8,1000000,'person:ada',NULL,'ticket','T-1','commented','{"author":"ada","text":"why?"}','9544cc283e80e907b65bfde32e038dcaa4e5cdd03c980b2aa9681ffe327c5f49');
INSERT INTO journal VALUES(9,1000000,'person:ada',NULL,'run','R-1','claimed','{"agent":"ada","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":1},"project":"web","ticket":1}','a2f4e01c39edab9a7b248f7cfd2e97a63ce9657696c94b81a14cc28725369f4c');
INSERT INTO journal VALUES(10,1000000,'person:ada',NULL,'ticket','T-1','checkedOut','{"run":1}','0b6d5cfb368aa1265dda1c0089f879a5d9379499c52c650e6b8d7e76de3cb581');
INSERT INTO journal VALUES(11,1000000,'person:ada',NULL,'run','R-1','ended','{"outcome":{"succeeded":{"summary":"did it"}}}','a1f6262ed347c63aab12a83f3cba50969dca12f9bb61101f482dcef0f8062194');
INSERT INTO journal VALUES(12,1000000,'person:ada',NULL,'change','C-1','submitted','{"head":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","project":"web","run":1,"ticket":1}','d6def9d532247ce7ab56b3761345175dd1bb25b5690eff27700b384b1a0159cb');
INSERT INTO journal VALUES(13,1000000,'person:ada',NULL,'ticket','T-1','submitted','{"change":1,"summary":"did it"}','c187238e25bf6e447c3d9186dda4a9ffd6bf9eaa0a72deaf33e9c26d45574287');
INSERT INTO journal VALUES(14,1000000,'person:ada',NULL,'change','C-1','candidateBuilt','{"candidate":{"target":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","tree":"cccccccccccccccccccccccccccccccccccccccc"}}','cf118a0d387fc350f5899e846308a7fcddf60bc624ab92fca3f8d574b5db4e00');
INSERT INTO journal VALUES(15,1000000,'person:ada',NULL,'change','C-1','gateFinished','{"result":{"duration":1000,"gate":{"command":["true"],"name":"test","timeout":1800000},"output":"","tree":"cccccccccccccccccccccccccccccccccccccccc","verdict":"passed"}}','dd427d00035b114d782e7046862de7984a9fe2852b6551232f71f43e37426e3e');
INSERT INTO journal VALUES(16,1000000,'person:ada',NULL,'change','C-1','proven','{}','04012c5f64becc312b74544412df74a438fa1eb6bce1b82e7bd6c2248bdf56a1');
INSERT INTO journal VALUES(17,1000000,'person:ada',NULL,'change','C-1','publishing','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','b4e9a39a4d7cef68d28c92e3782eb52f3a1a6a36a659667349579182f122a430');
INSERT INTO journal VALUES(18,1000000,'person:ada',NULL,'change','C-1','landed','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','716fc891e39a8b8835453e2c9cf2e3634ec2d61d97accc2677be9541f1f68dfc');
INSERT INTO journal VALUES(19,1000000,'person:ada',NULL,'ticket','T-1','done','{"summary":"did it"}','b0065ccb90052ecd7234343c8a62dfb6e36aebbb60f2137fbbb83adaad018036');
INSERT INTO journal VALUES(20,1000000,'person:ada',NULL,'ticket','T-2','blockerFinished','{"blocker":1}','1ea3c01fdd91ca9882236a028f7d13c0324c07df2535e3ae1c5ed8baa11aa258');
INSERT INTO journal VALUES(21,1000000,'person:ada',NULL,'run','R-2','claimed','{"agent":"ada","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":2},"project":"web","ticket":2}','fa92196a9ad7ed36b324728218ce0d77eafb424c8618f7b57ec1274b564670ab');
INSERT INTO journal VALUES(22,1000000,'person:ada',NULL,'ticket','T-2','checkedOut','{"run":2}','8cb60c18ae9d5f9aa680b20d068ce73b6b0b2b29777d496fe3577671e61ca561');
INSERT INTO journal VALUES(23,1000000,'person:ada',NULL,'run','R-2','processStarted','{"base":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}','7c530b088f4b621db5a8f0c234aea43994369c0ecdb12917d1dc461ed1cf35a5');
INSERT INTO journal VALUES(24,1000000,'person:ada',NULL,'run','R-2','sessionStarted','{"session":"s-1"}','d7afb049178f8e84def71a1635796f53b2aeebf0f379be7f7b882f4f2a8315ac');
INSERT INTO journal VALUES(25,1000000,'person:ada',NULL,'request','Q-1','asked','{"agent":"ada","content":{"detail":"","id":"p-1","kind":"execute","options":[],"title":"make test"},"run":2,"ticket":2}','74d0ee683ed26f36c3e5290bf3e2a5898ad460b73219144182dfe15812390b17');
INSERT INTO journal VALUES(26,1000000,'person:ada',NULL,'request','Q-1','answered','{"answer":{"allow":{}},"by":"ada"}','0b026e5f26fd7cf1f125dc421d29bc9a64c824a4fb6fd50da30f3aeb2cce7231');
INSERT INTO journal VALUES(27,1000000,'person:ada',NULL,'run','R-2','told','{"control":{"say":{"text":"and the docs"}}}','149d5737c736c5c67bd9c375c52250902215c7d43f10d3944cd71d4809706a85');
INSERT INTO journal VALUES(28,1000000,'person:ada',NULL,'run','R-2','used','{"usage":{"cacheReadTokens":0,"cacheWriteTokens":0,"costUSD":0.5,"inputTokens":10,"outputTokens":0}}','03feeaad3063afd8874c5d240f2ddd63d6469b54697c16d0a1ac58d184700a16');
INSERT INTO journal VALUES(29,1000000,'person:ada',NULL,'ticket','T-3','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','3a624ec085e3f92fb31cdd426f13d2ed98c0cf01882084a5843ac3a7d9ccfd1f');
INSERT INTO journal VALUES(30,1000000,'person:ada',NULL,'run','R-3','claimed','{"agent":"bob","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":3},"project":"web","ticket":3}','7ff5b4baa6fa02975d901d43049d7f1d14ab12c7ad0d7ae4af983e2553336c08');
INSERT INTO journal VALUES(31,1000000,'person:ada',NULL,'ticket','T-3','checkedOut','{"run":3}','c52284fbf3a4a5ded1cc9bc56d0e91ddb1b0e321d299e3a90b6a36993f4e3730');
INSERT INTO journal VALUES(32,1000000,'person:ada',NULL,'run','R-3','ended','{"outcome":{"failed":{"_0":{"agent":{"_0":{"kind":"quota","message":"no credit","until":4600000}}}}}}','d976af62a071a58bac5ce9eef2f326b878308626d2c52bf7877a7a4470d73519');
INSERT INTO journal VALUES(33,1000000,'person:ada',NULL,'ticket','T-3','parked','{"failures":0,"until":4600000}','1bd9e6b734937f5ce263a095364a3963d472f349357e96ae513e436941b1cefb');
INSERT INTO journal VALUES(34,1000000,'person:ada',NULL,'ticket','T-4','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','b591660ea39feefc3bafce81f37f1ef86a5c53547195ad2ceae436d1533fdd19');
INSERT INTO journal VALUES(35,1000000,'person:ada',NULL,'ticket','T-4','cancelled','{"reason":"no need"}','8672ed961df457da0430d61034bd32c0360420fa51f9bd78b3de84f9f8ff1012');
CREATE TABLE journal_archive (
    first INTEGER PRIMARY KEY CHECK (first > 0),
    last INTEGER NOT NULL CHECK (last >= first),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    size INTEGER NOT NULL
) STRICT;
CREATE TABLE project (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    is_retired INTEGER NOT NULL CHECK (is_retired IN (0, 1))
) STRICT;
INSERT INTO project VALUES('docs','{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}',0);
INSERT INTO project VALUES('web','{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}',0);
CREATE TABLE agent (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    is_paused INTEGER NOT NULL CHECK (is_paused IN (0, 1)),
    is_retired INTEGER NOT NULL CHECK (is_retired IN (0, 1))
) STRICT;
INSERT INTO agent VALUES('ada','{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000}',0,0);
INSERT INTO agent VALUES('bob','{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000}',0,0);
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
    blockers INTEGER NOT NULL CHECK (blockers >= 0),
    open_blockers INTEGER NOT NULL CHECK (open_blockers BETWEEN 0 AND blockers),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    fallback INTEGER NOT NULL CHECK (fallback >= 0),
    returns INTEGER NOT NULL CHECK (returns >= 0),
    retry_at INTEGER,
    rank INTEGER NOT NULL,
    model TEXT,
    effort TEXT,
    comments INTEGER NOT NULL,
    summary TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((state = 'in_progress') = (run IS NOT NULL)),
    CHECK ((state = 'merging') = (change IS NOT NULL)),
    CHECK ((state = 'blocked') = (blocked_reason IS NOT NULL)),
    CHECK ((blocked_reason IS NULL) = (blocked_by IS NULL))
) STRICT;
INSERT INTO ticket VALUES(1,'a','','web',NULL,'normal','[]',NULL,'done',NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,29800000,NULL,NULL,1,'did it',1000000,1000000);
INSERT INTO ticket VALUES(2,'a','','web',NULL,'normal','[]',NULL,'in_progress',2,NULL,NULL,NULL,1,0,0,0,0,NULL,29800000,NULL,NULL,0,'',1000000,1000000);
INSERT INTO ticket VALUES(3,'a','','web',NULL,'normal','[]',NULL,'todo',NULL,NULL,NULL,NULL,0,0,0,0,0,4600000,29800000,NULL,NULL,0,'',1000000,1000000);
INSERT INTO ticket VALUES(4,'a','','web',NULL,'normal','[]',NULL,'cancelled',NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,29800000,NULL,NULL,0,'',1000000,1000000);
CREATE TABLE ticket_count (state TEXT PRIMARY KEY, tickets INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO ticket_count VALUES('cancelled',1);
INSERT INTO ticket_count VALUES('done',1);
INSERT INTO ticket_count VALUES('in_progress',1);
INSERT INTO ticket_count VALUES('merging',0);
INSERT INTO ticket_count VALUES('todo',1);
CREATE TABLE ticket_blocker (
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    place INTEGER NOT NULL,
    blocker INTEGER NOT NULL REFERENCES ticket (id) CHECK (blocker <> ticket),
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    PRIMARY KEY (ticket, blocker)
) STRICT, WITHOUT ROWID;
INSERT INTO ticket_blocker VALUES(2,0,1,0);
CREATE TABLE ticket_comment (
    id INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
INSERT INTO ticket_comment VALUES(1,1,'ada','why?',1000000);
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
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK (json_type(detail, '$.' || state) IS 'object')
) STRICT;
INSERT INTO run VALUES(1,1,'ada','web',1,'ended','{"ended":{"_0":{"succeeded":{"summary":"did it"}}}}',1,0,NULL,1000000,NULL,1000000,'{"harness":"command"}',NULL,NULL);
INSERT INTO run VALUES(2,2,'ada','web',1,'running','{"running":{}}',2,0,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',1000000,1000000,NULL,'{"harness":"command"}','s-1','{"cacheReadTokens":0,"cacheWriteTokens":0,"costUSD":0.5,"inputTokens":10,"outputTokens":0}');
INSERT INTO run VALUES(3,3,'bob','web',1,'ended','{"ended":{"_0":{"failed":{"_0":{"agent":{"_0":{"kind":"quota","message":"no credit","until":4600000}}}}}}}',3,0,NULL,1000000,NULL,1000000,'{"harness":"command"}',NULL,NULL);
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
) STRICT;
INSERT INTO change VALUES(1,1,1,'web','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','landed','{"landed":{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}}',1,1000000,1000000);
CREATE TABLE gate_result (
    id INTEGER PRIMARY KEY,
    change INTEGER NOT NULL REFERENCES change (id),
    tree TEXT NOT NULL,
    gate TEXT NOT NULL CHECK (json_valid(gate)),
    verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'failed', 'timed_out', 'infra_error')),
    duration INTEGER NOT NULL,
    output TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
INSERT INTO gate_result VALUES(1,1,'cccccccccccccccccccccccccccccccccccccccc','{"command":["true"],"name":"test","timeout":1800000}','passed',1000,'',1000000);
CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id),
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    agent TEXT NOT NULL REFERENCES agent (name),
    name TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')),
    detail TEXT NOT NULL CHECK (json_valid(detail)),
    asked_at INTEGER NOT NULL,
    closed_at INTEGER,
    UNIQUE (run, name),
    CHECK ((state = 'open') = (closed_at IS NULL)),
    CHECK (json_type(detail, '$.' || state) IS 'object')
) STRICT;
INSERT INTO request VALUES(1,2,2,'ada','p-1','{"detail":"","id":"p-1","kind":"execute","options":[],"title":"make test"}','answered','{"answered":{"_0":{"allow":{}},"by":"ada"}}',1000000,1000000);
CREATE INDEX journal_subject ON journal (noun, subject, position);
CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM journal)
BEGIN SELECT raise(ABORT, 'journal positions have no gaps'); END;
CREATE TRIGGER journal_unchangeable BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_archive_gapless BEFORE INSERT ON journal_archive
WHEN NEW.first <> (SELECT coalesce(max(last), 0) + 1 FROM journal_archive)
    OR NEW.last >= (SELECT max(position) FROM journal)
    OR NEW.hash <> (SELECT hash FROM journal WHERE position = NEW.last)
BEGIN SELECT raise(ABORT, 'archives follow each other and leave the last entry'); END;
CREATE TRIGGER journal_undeletable BEFORE DELETE ON journal
WHEN OLD.position > (SELECT coalesce(max(last), 0) FROM journal_archive)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER workspace_forward BEFORE UPDATE OF revision, epoch ON workspace
WHEN NEW.revision < OLD.revision OR NEW.epoch < OLD.epoch
BEGIN SELECT raise(ABORT, 'revision and epoch never go back'); END;
CREATE INDEX ticket_ready ON ticket (assignee, project, rank) WHERE state = 'todo' AND open_blockers = 0;
CREATE INDEX ticket_retry ON ticket (retry_at) WHERE state = 'todo' AND retry_at IS NOT NULL;
CREATE INDEX ticket_state ON ticket (state, updated_at);
CREATE INDEX ticket_parent ON ticket (parent) WHERE parent IS NOT NULL;
CREATE TRIGGER ticket_count_insert AFTER INSERT ON ticket BEGIN
    INSERT INTO ticket_count VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET tickets = tickets + 1;
END;
CREATE TRIGGER ticket_count_update AFTER UPDATE OF state ON ticket WHEN NEW.state <> OLD.state BEGIN
    UPDATE ticket_count SET tickets = tickets - 1 WHERE state = OLD.state;
    INSERT INTO ticket_count VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET tickets = tickets + 1;
END;
CREATE TRIGGER ticket_count_delete AFTER DELETE ON ticket BEGIN
    UPDATE ticket_count SET tickets = tickets - 1 WHERE state = OLD.state;
END;
CREATE INDEX ticket_blocker_open ON ticket_blocker (blocker) WHERE is_open = 1;
CREATE INDEX ticket_comment_ticket ON ticket_comment (ticket, id);
CREATE UNIQUE INDEX run_one_live_per_ticket ON run (ticket) WHERE state <> 'ended';
CREATE INDEX run_live ON run (id) WHERE state <> 'ended';
CREATE INDEX run_ticket ON run (ticket, id);
CREATE UNIQUE INDEX change_one_open_per_ticket ON change (ticket)
WHERE state IN ('queued', 'gating', 'proven', 'publishing', 'held');
CREATE INDEX change_queue ON change (project, id)
WHERE state IN ('queued', 'gating', 'proven', 'publishing');
CREATE UNIQUE INDEX change_one_publishing ON change (project) WHERE state = 'publishing';
CREATE INDEX change_ticket ON change (ticket, id);
CREATE INDEX change_held ON change (id) WHERE state = 'held';
CREATE INDEX gate_result_tree ON gate_result (tree) WHERE verdict = 'passed';
CREATE INDEX gate_result_change ON gate_result (change, id);
CREATE INDEX request_open ON request (id) WHERE state = 'open';
CREATE TRIGGER ticket_closed BEFORE UPDATE ON ticket
WHEN OLD.state IN ('done', 'cancelled') AND NEW.state <> OLD.state
BEGIN SELECT raise(ABORT, 'a closed ticket stays closed'); END;
CREATE TRIGGER run_ended BEFORE UPDATE ON run
WHEN OLD.state = 'ended' AND NEW.state <> 'ended'
BEGIN SELECT raise(ABORT, 'a run that ended does not live again'); END;
CREATE TRIGGER change_ended BEFORE UPDATE ON change
WHEN OLD.ended_at IS NOT NULL AND NEW.state <> OLD.state
BEGIN SELECT raise(ABORT, 'a change that ended does not move again'); END;
CREATE TRIGGER request_closed BEFORE UPDATE ON request
WHEN OLD.state <> 'open' AND NEW.state <> OLD.state
BEGIN SELECT raise(ABORT, 'a request that was closed stays closed'); END;
CREATE TRIGGER request_of_run BEFORE INSERT ON request
WHEN NOT EXISTS (SELECT 1 FROM run WHERE id = NEW.run AND ticket = NEW.ticket AND state <> 'ended')
BEGIN SELECT raise(ABORT, 'only a live run asks'); END;
CREATE TRIGGER run_leaves_no_request BEFORE UPDATE OF state ON run
WHEN NEW.state = 'ended' AND EXISTS (SELECT 1 FROM request WHERE run = NEW.id AND state = 'open')
BEGIN SELECT raise(ABORT, 'a run that ended asks nothing'); END;
CREATE TRIGGER ticket_runs BEFORE UPDATE OF state, run ON ticket
WHEN NEW.state = 'in_progress'
    AND NOT EXISTS (SELECT 1 FROM run WHERE id = NEW.run AND ticket = NEW.id AND state <> 'ended')
BEGIN SELECT raise(ABORT, 'a ticket in progress has a live run of its own'); END;
CREATE TRIGGER ticket_merges BEFORE UPDATE OF state, change ON ticket
WHEN NEW.state = 'merging' AND NOT EXISTS (
    SELECT 1 FROM change WHERE id = NEW.change AND ticket = NEW.id AND ended_at IS NULL)
BEGIN SELECT raise(ABORT, 'a merging ticket has an open change of its own'); END;
CREATE TRIGGER ticket_done BEFORE UPDATE OF state ON ticket
WHEN NEW.state = 'done' AND EXISTS (SELECT 1 FROM change WHERE ticket = NEW.id AND ended_at IS NULL)
BEGIN SELECT raise(ABORT, 'a ticket is not done while its change is on its way'); END;
CREATE TRIGGER workspace_kept BEFORE DELETE ON workspace
BEGIN SELECT raise(ABORT, 'rows of workspace are kept'); END;
CREATE TRIGGER project_kept BEFORE DELETE ON project
BEGIN SELECT raise(ABORT, 'rows of project are kept'); END;
CREATE TRIGGER agent_kept BEFORE DELETE ON agent
BEGIN SELECT raise(ABORT, 'rows of agent are kept'); END;
CREATE TRIGGER ticket_kept BEFORE DELETE ON ticket
BEGIN SELECT raise(ABORT, 'rows of ticket are kept'); END;
CREATE TRIGGER ticket_comment_kept BEFORE DELETE ON ticket_comment
BEGIN SELECT raise(ABORT, 'rows of ticket_comment are kept'); END;
CREATE TRIGGER run_kept BEFORE DELETE ON run
BEGIN SELECT raise(ABORT, 'rows of run are kept'); END;
CREATE TRIGGER change_kept BEFORE DELETE ON change
BEGIN SELECT raise(ABORT, 'rows of change are kept'); END;
CREATE TRIGGER gate_result_kept BEFORE DELETE ON gate_result
BEGIN SELECT raise(ABORT, 'rows of gate_result are kept'); END;
CREATE TRIGGER request_kept BEFORE DELETE ON request
BEGIN SELECT raise(ABORT, 'rows of request are kept'); END;
CREATE TRIGGER journal_archive_kept BEFORE DELETE ON journal_archive
BEGIN SELECT raise(ABORT, 'rows of journal_archive are kept'); END;
CREATE TRIGGER ticket_comment_unchangeable BEFORE UPDATE ON ticket_comment
BEGIN SELECT raise(ABORT, 'rows of ticket_comment do not change'); END;
CREATE TRIGGER gate_result_unchangeable BEFORE UPDATE ON gate_result
BEGIN SELECT raise(ABORT, 'rows of gate_result do not change'); END;
CREATE TRIGGER journal_archive_unchangeable BEFORE UPDATE ON journal_archive
BEGIN SELECT raise(ABORT, 'rows of journal_archive do not change'); END;
COMMIT;
PRAGMA user_version = 1;
