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
INSERT INTO workspace VALUES(1,35,'b8378de4de2e5544eb2dce6ba3b8fb6558ef6669da9ace745189fee0db991e08',0,'{"breakers":[],"crashes":[],"isServed":false}',14400000,'{"ageing":14400000,"health":{"crashes":{"count":5,"quiet":600000,"within":600000},"disk":95,"failures":{"count":10,"quiet":300000,"within":900000},"lag":1000,"lease":{"action":"ask","after":600000},"noProgress":{"action":"ask","after":1200000},"silence":{"action":"ask","after":600000},"startUp":{"action":"replace","after":300000},"startsPerHour":20,"sweep":600000,"tool":{"action":"ask","after":1200000},"unchanged":3},"maxReturns":1,"maxRuns":1000,"name":"workspace","retention":{"archiveJournalAfter":15552000000,"logSize":256,"removeRunsAfter":15552000000,"rescues":2592000000,"trimLogsAfter":2592000000},"retry":{"base":10000,"cap":600000,"maxAttempts":3}}');
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
INSERT INTO journal VALUES(1,1000000,'person:ada',NULL,'workspace','','configured','{"settings":{"ageing":14400000,"health":{"crashes":{"count":5,"quiet":600000,"within":600000},"disk":95,"failures":{"count":10,"quiet":300000,"within":900000},"lag":1000,"lease":{"action":"ask","after":600000},"noProgress":{"action":"ask","after":1200000},"silence":{"action":"ask","after":600000},"startUp":{"action":"replace","after":300000},"startsPerHour":20,"sweep":600000,"tool":{"action":"ask","after":1200000},"unchanged":3},"maxReturns":1,"maxRuns":1000,"name":"workspace","retention":{"archiveJournalAfter":15552000000,"logSize":256,"removeRunsAfter":15552000000,"rescues":2592000000,"trimLogsAfter":2592000000},"retry":{"base":10000,"cap":600000,"maxAttempts":3}}}','30f2b3375fb8ad52f1e1157386cf150b3b46e31730edb63d64c9b3c3595461c5');
INSERT INTO journal VALUES(2,1000000,'person:ada',NULL,'project','docs','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','b728cc192c550f5b40771250326fe21973c2bb67ec7fb8bd17d123752554217e');
INSERT INTO journal VALUES(3,1000000,'person:ada',NULL,'project','web','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','d24166a3530d3b0169390bb3d525e08da16b57f0f21af10a1331933b7c6a10cc');
INSERT INTO journal VALUES(4,1000000,'person:ada',NULL,'agent','ada','configured','{"definition":{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000,"usesClientTools":false}}','013c73aaab4d61345108d22ba3f0b3ff9d0abcfe6395e69b2b51673b5efe7d5b');
INSERT INTO journal VALUES(5,1000000,'person:ada',NULL,'agent','bob','configured','{"definition":{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000,"usesClientTools":false}}','73e6bf8c8e1cde48ccf68aa7c44c9c952f4a13146531091e3690b53d441fae74');
INSERT INTO journal VALUES(6,1000000,'person:ada',NULL,'ticket','T-1','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','69c0f5505d7995127618dfdb151ea9b1342eee7088a280a6c55568751196b296');
INSERT INTO journal VALUES(7,1000000,'person:ada',NULL,'ticket','T-2','created','{"content":{"blockers":[1],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[1]}','ce10739faae4923e649b40ea3f73bf4ea7fa5f73b512127ab8f45a4fe1ca633e');
INSERT INTO journal VALUES(8,1000000,'person:ada',NULL,'ticket','T-1','commented','{"author":"ada","text":"why?"}','a129be6cd4ef19168acc32a9e59c8c0c63fec3b0b97dc2e4d31ba58eaaafbfca');
INSERT INTO journal VALUES(9,1000000,'person:ada',NULL,'run','R-1','claimed','{"agent":"ada","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":1},"project":"web","ticket":1}','69c95569d5a3968cc79e6b968f335d433889b7c7695438ab6caad7dd0833855c');
INSERT INTO journal VALUES(10,1000000,'person:ada',NULL,'ticket','T-1','checkedOut','{"run":1}','9af7a7a9f94b374a5f5e75f5ac27c57220fc8be6ec97893c052eb2c7deb336ab');
INSERT INTO journal VALUES(11,1000000,'person:ada',NULL,'run','R-1','ended','{"outcome":{"succeeded":{"summary":"did it"}}}','e247f79d5a5e251057ec5cc21291c164a0da56aaecd94b18fb179e9756313455');
INSERT INTO journal VALUES(12,1000000,'person:ada',NULL,'change','C-1','submitted','{"head":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","project":"web","run":1,"ticket":1}','31ab945fe00bed805f6a5e014ac855c1b2244bd494a683c951e26425f70e7dcc');
INSERT INTO journal VALUES(13,1000000,'person:ada',NULL,'ticket','T-1','submitted','{"change":1,"summary":"did it"}','87740dbd131c939f736025caf6654fb745154d5d7c68a3c87af48eaef0ac688f');
INSERT INTO journal VALUES(14,1000000,'person:ada',NULL,'change','C-1','candidateBuilt','{"candidate":{"target":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","tree":"cccccccccccccccccccccccccccccccccccccccc"}}','b01aee4204a23a79fabdaa214dd9b11c420d423590a3d2467cf18efa74f4e0a3');
INSERT INTO journal VALUES(15,1000000,'person:ada',NULL,'change','C-1','gateFinished','{"result":{"duration":1000,"gate":{"command":["true"],"name":"test","timeout":1800000},"output":"","tree":"cccccccccccccccccccccccccccccccccccccccc","verdict":"passed"}}','18badf919cf15a47f5e1598ebaa98125cfcf38acd40c8b2d89226f10899d83a1');
INSERT INTO journal VALUES(16,1000000,'person:ada',NULL,'change','C-1','proven','{}','03528feaf39005ecaf46accf12c9c967a6defbfdd97bf6c28a07f4e926ed0ca0');
INSERT INTO journal VALUES(17,1000000,'person:ada',NULL,'change','C-1','publishing','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','d1c74edaad8e56b68f55e5e4de4eb9b94d20d3ee6c71e87daaaf7449ab4a97d6');
INSERT INTO journal VALUES(18,1000000,'person:ada',NULL,'change','C-1','landed','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','afcaeec0e8ffaf1af84aa8ee9d05db2c16bedec7f96bd9101b31e3efa3357e58');
INSERT INTO journal VALUES(19,1000000,'person:ada',NULL,'ticket','T-1','done','{"summary":"did it"}','04f18f4fc614f11c5cd4840791362a9b51bec0066d169989538b798de8048d21');
INSERT INTO journal VALUES(20,1000000,'person:ada',NULL,'ticket','T-2','blockerFinished','{"blocker":1}','a22a36ed5c6cc7effabafe098c630e86e7b7c55f2f1f2f663e7997f2d66601a4');
INSERT INTO journal VALUES(21,1000000,'person:ada',NULL,'run','R-2','claimed','{"agent":"ada","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":2},"project":"web","ticket":2}','8c4f8696bfe522e23c2a6feaa808d7d2bc09c12afd97c6cbb2317db0a16dd53f');
INSERT INTO journal VALUES(22,1000000,'person:ada',NULL,'ticket','T-2','checkedOut','{"run":2}','71d2660f7e7a9cd24c6ebb48b5c706cab4f065f8cb22159eebd15f04b890a76e');
INSERT INTO journal VALUES(23,1000000,'person:ada',NULL,'run','R-2','processStarted','{"base":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}','21d1216fbf30d73cc03b3295df69dd992435ae01ce63d3009e88894003346b44');
INSERT INTO journal VALUES(24,1000000,'person:ada',NULL,'run','R-2','sessionStarted','{"session":"s-1"}','1719142bd6de93b07c6b6b58b6b56864fcd3e22318ae59ad6e61067f43384c02');
INSERT INTO journal VALUES(25,1000000,'person:ada',NULL,'request','Q-1','asked','{"agent":"ada","content":{"detail":"","id":"p-1","kind":"execute","options":[],"title":"make test"},"run":2,"ticket":2}','76de1839b3a87f2e8683c93b7fb1de67ccb7b20e39b2403a4d23fd3efb752147');
INSERT INTO journal VALUES(26,1000000,'person:ada',NULL,'request','Q-1','answered','{"answer":{"allow":{}},"by":"ada"}','6e00a159efd0527ceec623f8f4b7160aef1db6f4b23193e7f435513864db651f');
INSERT INTO journal VALUES(27,1000000,'person:ada',NULL,'run','R-2','told','{"control":{"say":{"text":"and the docs"}}}','dbe3de24482a60b620b433dbeb014b2436a83f3341155251c9f3cbfcf10565d3');
INSERT INTO journal VALUES(28,1000000,'person:ada',NULL,'run','R-2','used','{"usage":{"cacheReadTokens":0,"cacheWriteTokens":0,"costUSD":0.5,"inputTokens":10,"outputTokens":0}}','fe3168d7a6bd5766f5c07e3423b375a9181ace7a3147a633f69a843ecf2bb98c');
INSERT INTO journal VALUES(29,1000000,'person:ada',NULL,'ticket','T-3','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','32f8ab780cb68ed25b1ec8d87ebeac6b7d535afaa5c57e123a429a903d83f5ef');
INSERT INTO journal VALUES(30,1000000,'person:ada',NULL,'run','R-3','claimed','{"agent":"bob","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":3},"project":"web","ticket":3}','9bd9c08d49691e8c13e0786504cffaef95d85b6b211e8c85088814df54cb09cd');
INSERT INTO journal VALUES(31,1000000,'person:ada',NULL,'ticket','T-3','checkedOut','{"run":3}','df51b7e74c8f5a4bed109ea959af4283a84a355ac1fdf662805773d5960dfc4c');
INSERT INTO journal VALUES(32,1000000,'person:ada',NULL,'run','R-3','ended','{"outcome":{"failed":{"_0":{"agent":{"_0":{"kind":"quota","message":"no credit","until":4600000}}}}}}','6da23c1d7dbf9966a3df453be3e9a60e22f291bba51ef931ca857f4c4612a555');
INSERT INTO journal VALUES(33,1000000,'person:ada',NULL,'ticket','T-3','parked','{"failures":0,"until":4600000}','39ced82dcb14e8b1a378c5047af8ad91c194c694f10bb1b791bbe4ed17ffa2da');
INSERT INTO journal VALUES(34,1000000,'person:ada',NULL,'ticket','T-4','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','9b041ec901929524969e2f6b540a6c65cfd0106581c6483c0635c51d84f9f22b');
INSERT INTO journal VALUES(35,1000000,'person:ada',NULL,'ticket','T-4','cancelled','{"reason":"no need"}','b8378de4de2e5544eb2dce6ba3b8fb6558ef6669da9ace745189fee0db991e08');
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
INSERT INTO agent VALUES('ada','{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000,"usesClientTools":false}',0,0);
INSERT INTO agent VALUES('bob','{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000,"usesClientTools":false}',0,0);
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
    has_news INTEGER NOT NULL CHECK (has_news IN (0, 1)),
    comments INTEGER NOT NULL,
    summary TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((state = 'in_progress') = (run IS NOT NULL)),
    CHECK ((state = 'merging') = (change IS NOT NULL)),
    CHECK ((state = 'blocked') = (blocked_reason IS NOT NULL)),
    CHECK ((blocked_reason IS NULL) = (blocked_by IS NULL))
) STRICT;
INSERT INTO ticket VALUES(1,'a','','web',NULL,'normal','[]',NULL,'done',NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,29800000,NULL,NULL,0,1,'did it',1000000,1000000);
INSERT INTO ticket VALUES(2,'a','','web',NULL,'normal','[]',NULL,'in_progress',2,NULL,NULL,NULL,1,0,0,0,0,NULL,29800000,NULL,NULL,0,0,'',1000000,1000000);
INSERT INTO ticket VALUES(3,'a','','web',NULL,'normal','[]',NULL,'todo',NULL,NULL,NULL,NULL,0,0,0,0,0,4600000,29800000,NULL,NULL,0,0,'',1000000,1000000);
INSERT INTO ticket VALUES(4,'a','','web',NULL,'normal','[]',NULL,'cancelled',NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,29800000,NULL,NULL,0,0,'',1000000,1000000);
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
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK (json_type(detail, '$.' || state) IS 'object')
) STRICT;
INSERT INTO run VALUES(1,1,'ada','web',1,'ended','{"ended":{"_0":{"succeeded":{"summary":"did it"}}}}',1,0,NULL,1000000,NULL,1000000,'{"harness":"command"}',NULL,NULL,NULL,NULL,'[]');
INSERT INTO run VALUES(2,2,'ada','web',1,'running','{"running":{}}',2,0,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',1000000,1000000,NULL,'{"harness":"command"}','s-1','{"cacheReadTokens":0,"cacheWriteTokens":0,"costUSD":0.5,"inputTokens":10,"outputTokens":0}',NULL,NULL,'[]');
INSERT INTO run VALUES(3,3,'bob','web',1,'ended','{"ended":{"_0":{"failed":{"_0":{"agent":{"_0":{"kind":"quota","message":"no credit","until":4600000}}}}}}}',3,0,NULL,1000000,NULL,1000000,'{"harness":"command"}',NULL,NULL,NULL,NULL,'[]');
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
