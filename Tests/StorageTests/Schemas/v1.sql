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
INSERT INTO workspace VALUES(1,35,'d4e78cf545526c012aa3f17eace26d68276cb222c846d4a803a11c2cdd1b2bae',0,0,14400000,'{"ageing":14400000,"maxReturns":1,"maxRuns":1000,"name":"workspace","retry":{"base":10000,"cap":600000,"maxAttempts":3}}');
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
INSERT INTO journal VALUES(1,1000000,'person:ada',NULL,'workspace','','configured','{"settings":{"ageing":14400000,"maxReturns":1,"maxRuns":1000,"name":"workspace","retry":{"base":10000,"cap":600000,"maxAttempts":3}}}','29ac1eee486abf1200bb7914ba765ce896ce48b2f9e084253b1250ef6d2b6d92');
INSERT INTO journal VALUES(2,1000000,'person:ada',NULL,'project','docs','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','55878a16b51e53eef4e37a6342dc1eb08f556d2cbc0ddaf9c9c265c1064e717a');
INSERT INTO journal VALUES(3,1000000,'person:ada',NULL,'project','web','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','ade46388b258e61e6631ab8131da9cfaa3450507a51fefa03a32a87abef38f32');
INSERT INTO journal VALUES(4,1000000,'person:ada',NULL,'agent','ada','configured','{"definition":{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000}}','f3f1084cde4c9233a8252ac94eacaedf22634593ba3a970d5aa10581b867f6fe');
INSERT INTO journal VALUES(5,1000000,'person:ada',NULL,'agent','bob','configured','{"definition":{"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"maxRuns":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","timeLimit":3600000}}','c82b979e07e6b29f6629171ab2cc8dda691f3b8abfe48521a7219f9eec9c91e2');
INSERT INTO journal VALUES(6,1000000,'person:ada',NULL,'ticket','T-1','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','3aaf35d627bec8d4ee7a1b05de86ea2cf7a6abedef42d4a24d8c76c445734d57');
INSERT INTO journal VALUES(7,1000000,'person:ada',NULL,'ticket','T-2','created','{"content":{"blockers":[1],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[1]}','07f7ce7d4b01291a5dfd671c278aba720e4c664ae7940466c3fc988e28a06b32');
INSERT INTO journal VALUES(8,1000000,'person:ada',NULL,'ticket','T-1','commented','{"author":"ada","text":"why?"}','6609b4111f660b4eb81131e10f8e8c9fa84004cb9ba937f169b2253e3adc6428');
INSERT INTO journal VALUES(9,1000000,'person:ada',NULL,'run','R-1','claimed','{"agent":"ada","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":1},"project":"web","ticket":1}','be06631494e3453260ca01acdd4e232873bfca855b5aab0f052aff972aed9f6b');
INSERT INTO journal VALUES(10,1000000,'person:ada',NULL,'ticket','T-1','checkedOut','{"run":1}','16b089017c13df1577409c7d2d1e77494ff7070255cc4c908a990c0f7685e72a');
INSERT INTO journal VALUES(11,1000000,'person:ada',NULL,'run','R-1','ended','{"outcome":{"succeeded":{"summary":"did it"}}}','b0b6d8052d9846cae42e1df05d283d2c6d9321e409b5ff65ed623c004de36dfd');
INSERT INTO journal VALUES(12,1000000,'person:ada',NULL,'change','C-1','submitted','{"head":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","project":"web","run":1,"ticket":1}','f0484178c40d78434d83c995e3f6e5d66fb2665fba688e60ca6312d2debccc23');
INSERT INTO journal VALUES(13,1000000,'person:ada',NULL,'ticket','T-1','submitted','{"change":1,"summary":"did it"}','4a30f8d7d9ca8458a44c7790ca942ed5b4678c8fbf7d60313e4ea606b845a424');
INSERT INTO journal VALUES(14,1000000,'person:ada',NULL,'change','C-1','candidateBuilt','{"candidate":{"target":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","tree":"cccccccccccccccccccccccccccccccccccccccc"}}','a374b692f6c9110963f5cfb0e37234f633766a0199ad9711d21795de50ed5715');
INSERT INTO journal VALUES(15,1000000,'person:ada',NULL,'change','C-1','gateFinished','{"result":{"duration":1000,"gate":{"command":["true"],"name":"test","timeout":1800000},"output":"","tree":"cccccccccccccccccccccccccccccccccccccccc","verdict":"passed"}}','5262620703f5590af39daa9875946f05e4b0a5bbcebbbfcce5a621296c4c423a');
INSERT INTO journal VALUES(16,1000000,'person:ada',NULL,'change','C-1','proven','{}','aaf00f1bfdeae22677a04cf4bd70ab86f21e448fa89148e1bed66cfc5be44ead');
INSERT INTO journal VALUES(17,1000000,'person:ada',NULL,'change','C-1','publishing','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','e01b478987e4dd741ea036e2ee56201717f86f3838b666ef1d435939b8907ef6');
INSERT INTO journal VALUES(18,1000000,'person:ada',NULL,'change','C-1','landed','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','59a30a53fb8ef715511dd0acff08bc0fcdb9e99b17c9a2526e2f927e910dc26e');
INSERT INTO journal VALUES(19,1000000,'person:ada',NULL,'ticket','T-1','done','{"summary":"did it"}','a35ae0cb4ea8c1f382a4c965c5858630ce1bff073c149b38a0d2d2950dca54a7');
INSERT INTO journal VALUES(20,1000000,'person:ada',NULL,'ticket','T-2','blockerFinished','{"blocker":1}','b7258ed99399fb563be10779b3f02a1430d4edfb7042f6ca1a7f44a27de3a5c9');
INSERT INTO journal VALUES(21,1000000,'person:ada',NULL,'run','R-2','claimed','{"agent":"ada","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":2},"project":"web","ticket":2}','dc6787a891be797814d4174539efbaeb3f4e4b2e0482475e92b2dffcff3b3c9a');
INSERT INTO journal VALUES(22,1000000,'person:ada',NULL,'ticket','T-2','checkedOut','{"run":2}','c0714554ec56c0f8377485e0dd8f9de93377790cea2fc14cb4d08115cec25101');
INSERT INTO journal VALUES(23,1000000,'person:ada',NULL,'run','R-2','processStarted','{"base":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}','7ff9830a6073d62245b8c1cac241fc568d64e36d1537b5ddd65394c753942529');
INSERT INTO journal VALUES(24,1000000,'person:ada',NULL,'run','R-2','sessionStarted','{"session":"s-1"}','3d40663bbdd74455ae38f5beaf418c6d0d19b078bc0f5d703272fcfc44afcb5f');
INSERT INTO journal VALUES(25,1000000,'person:ada',NULL,'request','Q-1','asked','{"agent":"ada","content":{"detail":"","id":"p-1","kind":"execute","options":[],"title":"make test"},"run":2,"ticket":2}','253d0c33113d11a4edd4232b5ee431e819d6c6ebb1c1020cc4f957731af90fe3');
INSERT INTO journal VALUES(26,1000000,'person:ada',NULL,'request','Q-1','answered','{"answer":{"allow":{}},"by":"ada"}','f9ca156992c9f5412b823698b0ad73f11c4182f2e691d1753e95e89cc78cc53a');
INSERT INTO journal VALUES(27,1000000,'person:ada',NULL,'run','R-2','told','{"control":{"say":{"text":"and the docs"}}}','4cd4bb14317b49cecb8a9f8b6b042aab07861bc30b28965002a8f77c89b332ce');
INSERT INTO journal VALUES(28,1000000,'person:ada',NULL,'run','R-2','used','{"usage":{"cacheReadTokens":0,"cacheWriteTokens":0,"costUSD":0.5,"inputTokens":10,"outputTokens":0}}','be5a619b75270a9678e7d89be5fb8b03bd76a64c9c9fdb0079a08e9aa27a7800');
INSERT INTO journal VALUES(29,1000000,'person:ada',NULL,'ticket','T-3','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','2ac11918ba97f92ac3bfb0a958ddaf822d41bcab263c3ccbced9ffdf9b6b6612');
INSERT INTO journal VALUES(30,1000000,'person:ada',NULL,'run','R-3','claimed','{"agent":"bob","attempt":1,"choice":{"harness":"command"},"lease":{"epoch":0,"token":3},"project":"web","ticket":3}','bde5b41e4175dd3a8c73cf5c1a17d3484aaa7cffff11d7d6b8181e1507b21aad');
INSERT INTO journal VALUES(31,1000000,'person:ada',NULL,'ticket','T-3','checkedOut','{"run":3}','1abae13b9ceb71dd72ee21541e472099057287fa58b419cf75007f461ce3eb69');
INSERT INTO journal VALUES(32,1000000,'person:ada',NULL,'run','R-3','ended','{"outcome":{"failed":{"_0":{"agent":{"_0":{"kind":"quota","message":"no credit","until":4600000}}}}}}','702c7c4e7bd2b927ef8ffc8371cc3582e04ea5a692fca6ade85758f52a6efd10');
INSERT INTO journal VALUES(33,1000000,'person:ada',NULL,'ticket','T-3','parked','{"failures":0,"until":4600000}','91c12b8efa030a7da4d860a8de398d857d1d97bcb63b2469ff5df6d38d00be32');
INSERT INTO journal VALUES(34,1000000,'person:ada',NULL,'ticket','T-4','created','{"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[]}','b3594870b51b617154d17ed148cdc145061c5f62a5cfd90878735045f5d5e2fe');
INSERT INTO journal VALUES(35,1000000,'person:ada',NULL,'ticket','T-4','cancelled','{"reason":"no need"}','d4e78cf545526c012aa3f17eace26d68276cb222c846d4a803a11c2cdd1b2bae');
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
