PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE workspace (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    hash TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    condition TEXT NOT NULL CHECK (json_valid(condition)),
    ageing INTEGER NOT NULL,
    settings TEXT NOT NULL
) STRICT;
INSERT INTO workspace VALUES(1,35,'acbaca2208c792e87f5534a485d3ec137765b7c4f54bc502d7ba05d62d303978',0,'{"breakers":[],"crashes":[],"isServed":false}',14400000,'{"ageing":14400000,"health":{"crashes":{"count":5,"quiet":600000,"within":600000},"disk":95,"failures":{"count":10,"quiet":300000,"within":900000},"lag":1000,"lease":{"action":"ask","after":600000},"noProgress":{"action":"ask","after":1200000},"rounds":3,"silence":{"action":"ask","after":600000},"startUp":{"action":"replace","after":300000},"startsPerHour":20,"sweep":600000,"tool":{"action":"ask","after":1200000},"unchanged":3},"maxReturns":1,"maxRuns":1000,"name":"workspace","retention":{"archiveJournalAfter":15552000000,"logSize":256,"removeRunsAfter":15552000000,"rescues":2592000000,"trimLogsAfter":2592000000},"retry":{"base":10000,"cap":600000,"maxAttempts":3}}');
CREATE TABLE journal (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    cause INTEGER CHECK (cause < position),
    noun TEXT NOT NULL CHECK (noun IN
        ('workspace', 'project', 'agent', 'ticket', 'run', 'change', 'request', 'message')),
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
INSERT INTO journal VALUES(1,1000000,'person:ada',NULL,'workspace','','configured','{"settings":{"ageing":14400000,"health":{"crashes":{"count":5,"quiet":600000,"within":600000},"disk":95,"failures":{"count":10,"quiet":300000,"within":900000},"lag":1000,"lease":{"action":"ask","after":600000},"noProgress":{"action":"ask","after":1200000},"rounds":3,"silence":{"action":"ask","after":600000},"startUp":{"action":"replace","after":300000},"startsPerHour":20,"sweep":600000,"tool":{"action":"ask","after":1200000},"unchanged":3},"maxReturns":1,"maxRuns":1000,"name":"workspace","retention":{"archiveJournalAfter":15552000000,"logSize":256,"removeRunsAfter":15552000000,"rescues":2592000000,"trimLogsAfter":2592000000},"retry":{"base":10000,"cap":600000,"maxAttempts":3}}}','b9c9313cefd5efeda3bae81ab015f790fa3e759b02dabe514f48ff985fbad2f1');
INSERT INTO journal VALUES(2,1000000,'person:ada',NULL,'project','docs','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','f3003809d111da300e6c035b5714e89813e440ca45d4e0e51432ad8272b558cd');
INSERT INTO journal VALUES(3,1000000,'person:ada',NULL,'project','web','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','ac4b21780f06cae9545e573f3efaec65c03af575b9c93cb3dd92ae7c88157080');
INSERT INTO journal VALUES(4,1000000,'person:ada',NULL,'agent','ada','configured','{"definition":{"approved":[],"approver":{"person":{}},"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"mayHire":false,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000,"usesClientTools":false}}','c5d8bc31d23dff5a238028b4cc1e9c6533168d238fef41622268c5950a733c19');
INSERT INTO journal VALUES(5,1000000,'person:ada',NULL,'agent','bob','configured','{"definition":{"approved":[],"approver":{"person":{}},"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"mayHire":false,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000,"usesClientTools":false}}','4de771af46857f27f1521561a848596eab44055fd56efc360c61759dd218cdf5');
INSERT INTO journal VALUES(6,1000000,'person:ada',NULL,'ticket','T-1','created','{"chain":[],"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[],"purpose":"work"}','26e07d78a3d440b84cef0c37b1e9a9217a71defe48e6799420873f7cd379c04f');
INSERT INTO journal VALUES(7,1000000,'person:ada',NULL,'ticket','T-2','created','{"chain":[],"content":{"blockers":[1],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[1],"purpose":"work"}','db878651b2c06c35dab13b5f321bc5fb95c78137dac0ec6da6b7fcb62f38b67e');
INSERT INTO journal VALUES(8,1000000,'person:ada',NULL,'ticket','T-1','commented','{"author":"ada","text":"why?"}','76d660d7a8c5edd237534b11d30ae7b770eb275c6e0bdaf8e0cf3eb1a2138229');
INSERT INTO journal VALUES(9,1000000,'person:ada',NULL,'run','R-1','claimed','{"agent":"ada","attempt":1,"chain":[],"choice":{"harness":"command"},"lease":{"epoch":0,"token":1},"project":"web","ticket":1}','cc26ec11f70a76902adbd17d7ba2f0459cd2799be2cd9f2ffa18a16164809e40');
INSERT INTO journal VALUES(10,1000000,'person:ada',NULL,'ticket','T-1','checkedOut','{"run":1}','9effa73dc25e4c1228401d52de0769edba40b38a9a701439a3e7b3b78b56dee3');
INSERT INTO journal VALUES(11,1000000,'person:ada',NULL,'run','R-1','ended','{"outcome":{"succeeded":{"summary":"did it"}}}','452afc9bfa04796d1c1c3d7d299deb85e350a2d137a5000a46070a7f247227f6');
INSERT INTO journal VALUES(12,1000000,'person:ada',NULL,'change','C-1','submitted','{"head":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","project":"web","run":1,"ticket":1}','9d48bf8b77864c29d7d7ba0f34456dcd2680f1197b993f2ecd6a5c3669cada36');
INSERT INTO journal VALUES(13,1000000,'person:ada',NULL,'ticket','T-1','submitted','{"change":1,"summary":"did it"}','c6cef7bda0bb510fd606f5ea03c74fbcfc2f9264f896fc0355735fe91129f229');
INSERT INTO journal VALUES(14,1000000,'person:ada',NULL,'change','C-1','candidateBuilt','{"candidate":{"target":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","tree":"cccccccccccccccccccccccccccccccccccccccc"}}','b8b02e83b81b853f4489be87fb0d1a29b660601ca92dcfd4c6e4527d475623c8');
INSERT INTO journal VALUES(15,1000000,'person:ada',NULL,'change','C-1','gateFinished','{"result":{"duration":1000,"gate":{"command":["true"],"name":"test","timeout":1800000},"output":"","tree":"cccccccccccccccccccccccccccccccccccccccc","verdict":"passed"}}','58506ff61f5087372124c5b9ce9843e2dfa73e35ca1da9b017fcfd8e7d28cb9e');
INSERT INTO journal VALUES(16,1000000,'person:ada',NULL,'change','C-1','proven','{}','c9d4224b4de4a34f50949d51db9442e9cf30be0d4c231cb7df8671c4daa72109');
INSERT INTO journal VALUES(17,1000000,'person:ada',NULL,'change','C-1','publishing','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','e028164a9b4089fc6533e53c59db941bb94e0254dad02d2148bdf45c14a4dc03');
INSERT INTO journal VALUES(18,1000000,'person:ada',NULL,'change','C-1','landed','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','9d9b67ef901199325dc8d57623346f982e1113fc3acf1f4a8e2eb05239d9934a');
INSERT INTO journal VALUES(19,1000000,'person:ada',NULL,'ticket','T-1','done','{"summary":"did it"}','39e5b4962a87a9049c3295a19aa290c9ff832655b8348dfd1c07fb3d59ac7129');
INSERT INTO journal VALUES(20,1000000,'person:ada',NULL,'ticket','T-2','blockerFinished','{"blocker":1}','a592bcafadfc93c2553436e50adb6a46fa8ee00db9e97d1720400ed77c75134f');
INSERT INTO journal VALUES(21,1000000,'person:ada',NULL,'run','R-2','claimed','{"agent":"ada","attempt":1,"chain":[],"choice":{"harness":"command"},"lease":{"epoch":0,"token":2},"project":"web","ticket":2}','97e25e66a0e87b960e8dbe4647f013e621182374bdf65b3d5b9823e4dcda16a9');
INSERT INTO journal VALUES(22,1000000,'person:ada',NULL,'ticket','T-2','checkedOut','{"run":2}','e5019d411b759623c3c5b3948216b1fb36760b622900d4abed210ec5662ba03a');
INSERT INTO journal VALUES(23,1000000,'person:ada',NULL,'run','R-2','processStarted','{"base":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}','9023d8a2dde7c482f3e03a0cdef9f95c2bc4933e23de3eade22d963117feee1d');
INSERT INTO journal VALUES(24,1000000,'person:ada',NULL,'run','R-2','sessionStarted','{"session":"s-1"}','5ea715b543e96875862a91dcbd8d0db549e942fd832a2cc7fd614e8b30fa7327');
INSERT INTO journal VALUES(25,1000000,'person:ada',NULL,'request','Q-1','asked','{"agent":"ada","content":{"detail":"","id":"p-1","kind":"execute","options":[],"title":"make test"},"run":2,"terms":{"isAwaited":false,"outlivesRun":false},"ticket":2}','6269c6c94c939c004667404799f4c1885cb43fdf3f27c6b53aab2543ed549d35');
INSERT INTO journal VALUES(26,1000000,'person:ada',NULL,'request','Q-1','answered','{"answer":{"allow":{}},"by":"ada"}','0366c1e7353eb5b2ca62f7a60c0cc6bb23ec7541aeed2ac5a5890d9019ed97f1');
INSERT INTO journal VALUES(27,1000000,'person:ada',NULL,'run','R-2','told','{"control":{"say":{"text":"and the docs"}}}','186452efcc57d96046c7140e397e7ce91ca967645609a2d07a67aca7c29efeed');
INSERT INTO journal VALUES(28,1000000,'person:ada',NULL,'run','R-2','used','{"usage":{"cacheReadTokens":0,"cacheWriteTokens":0,"costUSD":0.5,"inputTokens":10,"outputTokens":0}}','467f44f1e5c28a4e17bb3ae85714a002a10487555582dac528f4a76d10bce26c');
INSERT INTO journal VALUES(29,1000000,'person:ada',NULL,'ticket','T-3','created','{"chain":[],"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[],"purpose":"work"}','4541a2fddd4934fdc47c7f9785b17b9f97fcba09f00c435ab4f0cfcd6c68ecd2');
INSERT INTO journal VALUES(30,1000000,'person:ada',NULL,'run','R-3','claimed','{"agent":"bob","attempt":1,"chain":[],"choice":{"harness":"command"},"lease":{"epoch":0,"token":3},"project":"web","ticket":3}','aa757e3ab23dcf12090a0f500735bec0e9bcf46da64937f1af379c4fd042f635');
INSERT INTO journal VALUES(31,1000000,'person:ada',NULL,'ticket','T-3','checkedOut','{"run":3}','dc413b7b6f74be69f22cce5b9a70846163a26889ef56b4bebde9d79123a1cbc8');
INSERT INTO journal VALUES(32,1000000,'person:ada',NULL,'run','R-3','ended','{"outcome":{"failed":{"_0":{"agent":{"_0":{"kind":"quota","message":"no credit","until":4600000}}}}}}','4c4af8b18258377aa6f5d741acf7b6d5cf8d53de85eb199ed7406b9e9943e1f3');
INSERT INTO journal VALUES(33,1000000,'person:ada',NULL,'ticket','T-3','parked','{"failures":0,"until":4600000}','867ff0e215d749bc02180359e9a1ad7929b1b85e1ca8e9f7bfb56262fa5b30e8');
INSERT INTO journal VALUES(34,1000000,'person:ada',NULL,'ticket','T-4','created','{"chain":[],"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[],"purpose":"work"}','3e3f7dd1a6804705f58ada6335ea265231128d19514b10f0cac65a75944ad434');
INSERT INTO journal VALUES(35,1000000,'person:ada',NULL,'ticket','T-4','cancelled','{"reason":"no need"}','acbaca2208c792e87f5534a485d3ec137765b7c4f54bc502d7ba05d62d303978');
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
INSERT INTO agent VALUES('ada','{"approved":[],"approver":{"person":{}},"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"mayHire":false,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000,"usesClientTools":false}',0,0);
INSERT INTO agent VALUES('bob','{"approved":[],"approver":{"person":{}},"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"mayHire":false,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000,"usesClientTools":false}',0,0);
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
) STRICT;
INSERT INTO ticket VALUES(1,'a','','web',NULL,'normal','[]',NULL,'done',NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,29800000,NULL,NULL,0,'work','[]',1,'did it',1000000,1000000);
INSERT INTO ticket VALUES(2,'a','','web',NULL,'normal','[]',NULL,'in_progress',2,NULL,NULL,NULL,NULL,1,0,0,0,0,NULL,29800000,NULL,NULL,0,'work','[]',0,'',1000000,1000000);
INSERT INTO ticket VALUES(3,'a','','web',NULL,'normal','[]',NULL,'todo',NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,4600000,29800000,NULL,NULL,0,'work','[]',0,'',1000000,1000000);
INSERT INTO ticket VALUES(4,'a','','web',NULL,'normal','[]',NULL,'cancelled',NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,29800000,NULL,NULL,0,'work','[]',0,'',1000000,1000000);
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
    stop_requested_at INTEGER,
    head TEXT,
    alarms TEXT NOT NULL CHECK (json_valid(alarms)),
    chain TEXT NOT NULL CHECK (json_valid(chain)),
    progress TEXT NOT NULL,
    declaration TEXT CHECK (declaration IS NULL OR json_valid(declaration)),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK (json_type(detail, '$.' || state) IS 'object')
) STRICT;
INSERT INTO run VALUES(1,1,'ada','web',1,'ended','{"ended":{"_0":{"succeeded":{"summary":"did it"}}}}',1,0,NULL,1000000,NULL,1000000,'{"harness":"command"}',NULL,NULL,NULL,NULL,'[]','[]','',NULL);
INSERT INTO run VALUES(2,2,'ada','web',1,'running','{"running":{}}',2,0,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',1000000,1000000,NULL,'{"harness":"command"}','s-1','{"cacheReadTokens":0,"cacheWriteTokens":0,"costUSD":0.5,"inputTokens":10,"outputTokens":0}',NULL,NULL,'[]','[]','',NULL);
INSERT INTO run VALUES(3,3,'bob','web',1,'ended','{"ended":{"_0":{"failed":{"_0":{"agent":{"_0":{"kind":"quota","message":"no credit","until":4600000}}}}}}}',3,0,NULL,1000000,NULL,1000000,'{"harness":"command"}',NULL,NULL,NULL,NULL,'[]','[]','',NULL);
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
) STRICT;
INSERT INTO request VALUES(1,2,2,'ada','p-1','{"detail":"","id":"p-1","kind":"execute","options":[],"title":"make test"}','{"isAwaited":false,"outlivesRun":false}',0,NULL,'answered','{"answered":{"_0":{"allow":{}},"by":"ada"}}',1000000,1000000);
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
) STRICT;
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
CREATE UNIQUE INDEX ticket_one_wake ON ticket (assignee)
WHERE purpose = 'wake' AND state NOT IN ('done', 'cancelled');
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
CREATE INDEX run_agent ON run (agent, id);
CREATE INDEX run_ended ON run (ended_at) WHERE state = 'ended';
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
CREATE INDEX request_ticket ON request (ticket, id);
CREATE INDEX request_expiry ON request (expires_at) WHERE state = 'open' AND expires_at IS NOT NULL;
CREATE INDEX message_waiting ON message (recipient, id) WHERE state = 'sent';
CREATE INDEX message_run ON message (run, id) WHERE run IS NOT NULL;
CREATE INDEX message_state ON message (state, id);
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
WHEN NEW.state = 'ended' AND EXISTS (SELECT 1 FROM request WHERE run = NEW.id AND state = 'open' AND outlives_run = 0)
BEGIN SELECT raise(ABORT, 'a run that ended asks nothing'); END;
CREATE TRIGGER message_acted BEFORE UPDATE ON message
WHEN OLD.state = 'acted' AND NEW.state <> 'acted'
BEGIN SELECT raise(ABORT, 'a message that was acted on is not sent again'); END;
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
CREATE TRIGGER message_kept BEFORE DELETE ON message
BEGIN SELECT raise(ABORT, 'rows of message are kept'); END;
CREATE TRIGGER journal_archive_kept BEFORE DELETE ON journal_archive
BEGIN SELECT raise(ABORT, 'rows of journal_archive are kept'); END;
CREATE TRIGGER schedule_kept BEFORE DELETE ON schedule
BEGIN SELECT raise(ABORT, 'rows of schedule are kept'); END;
CREATE TRIGGER schedule_firing_kept BEFORE DELETE ON schedule_firing
BEGIN SELECT raise(ABORT, 'rows of schedule_firing are kept'); END;
CREATE TRIGGER rule_kept BEFORE DELETE ON rule
BEGIN SELECT raise(ABORT, 'rows of rule are kept'); END;
CREATE TRIGGER rule_firing_kept BEFORE DELETE ON rule_firing
BEGIN SELECT raise(ABORT, 'rows of rule_firing are kept'); END;
CREATE TRIGGER ticket_comment_unchangeable BEFORE UPDATE ON ticket_comment
BEGIN SELECT raise(ABORT, 'rows of ticket_comment do not change'); END;
CREATE TRIGGER gate_result_unchangeable BEFORE UPDATE ON gate_result
BEGIN SELECT raise(ABORT, 'rows of gate_result do not change'); END;
CREATE TRIGGER journal_archive_unchangeable BEFORE UPDATE ON journal_archive
BEGIN SELECT raise(ABORT, 'rows of journal_archive do not change'); END;
PRAGMA writable_schema=OFF;
COMMIT;
PRAGMA user_version = 1;
