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
INSERT INTO workspace VALUES(1,35,'0e36bce4d25724a06a64e5e63e9dda82a8e27dcbb971abf0563c43b5f0909caf',0,'{"breakers":[],"crashes":[],"isServed":false}',14400000,'{"ageing":14400000,"health":{"crashes":{"count":5,"quiet":600000,"within":600000},"disk":95,"failures":{"count":10,"quiet":300000,"within":900000},"lag":1000,"lease":{"action":"ask","after":600000},"noProgress":{"action":"ask","after":1200000},"rounds":3,"silence":{"action":"ask","after":600000},"startUp":{"action":"replace","after":300000},"startsPerHour":20,"sweep":600000,"tool":{"action":"ask","after":1200000},"unchanged":3},"maxReturns":1,"maxRuns":1000,"name":"workspace","retention":{"archiveJournalAfter":15552000000,"logSize":256,"removeRunsAfter":15552000000,"rescues":2592000000,"trimLogsAfter":2592000000},"retry":{"base":10000,"cap":600000,"maxAttempts":3}}');
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
) STRICT;
INSERT INTO journal VALUES(1,1000000,'person:ada',NULL,'workspace','','configured','{"settings":{"ageing":14400000,"health":{"crashes":{"count":5,"quiet":600000,"within":600000},"disk":95,"failures":{"count":10,"quiet":300000,"within":900000},"lag":1000,"lease":{"action":"ask","after":600000},"noProgress":{"action":"ask","after":1200000},"rounds":3,"silence":{"action":"ask","after":600000},"startUp":{"action":"replace","after":300000},"startsPerHour":20,"sweep":600000,"tool":{"action":"ask","after":1200000},"unchanged":3},"maxReturns":1,"maxRuns":1000,"name":"workspace","retention":{"archiveJournalAfter":15552000000,"logSize":256,"removeRunsAfter":15552000000,"rescues":2592000000,"trimLogsAfter":2592000000},"retry":{"base":10000,"cap":600000,"maxAttempts":3}}}','b9c9313cefd5efeda3bae81ab015f790fa3e759b02dabe514f48ff985fbad2f1');
INSERT INTO journal VALUES(2,1000000,'person:ada',NULL,'project','docs','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','f3003809d111da300e6c035b5714e89813e440ca45d4e0e51432ad8272b558cd');
INSERT INTO journal VALUES(3,1000000,'person:ada',NULL,'project','web','configured','{"definition":{"autoUpdateCheckout":false,"gates":[{"command":["true"],"name":"test","timeout":1800000}],"keep":[],"maxRuns":1000,"path":"/web","strategy":"squash","target":"main"}}','ac4b21780f06cae9545e573f3efaec65c03af575b9c93cb3dd92ae7c88157080');
INSERT INTO journal VALUES(4,1000000,'person:ada',NULL,'agent','ada','configured','{"definition":{"approved":[],"approver":{"person":{}},"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"mayHire":false,"memory":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","skills":[],"timeLimit":3600000,"usesClientTools":false}}','d259f893061c592da1e959defbef042e5891893ed5037f541af18674c7bcd79a');
INSERT INTO journal VALUES(5,1000000,'person:ada',NULL,'agent','bob','configured','{"definition":{"approved":[],"approver":{"person":{}},"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"mayHire":false,"memory":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","skills":[],"timeLimit":3600000,"usesClientTools":false}}','64daffd45f28b701866d5d9849a914356c3aa1350280f6307ac3c44c8551722c');
INSERT INTO journal VALUES(6,1000000,'person:ada',NULL,'ticket','T-1','created','{"chain":[],"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[],"purpose":"work"}','7f3fd7c3a86dd73c2855a90dede1034d772e43dc5805cbd3341ef4a7978c3a75');
INSERT INTO journal VALUES(7,1000000,'person:ada',NULL,'ticket','T-2','created','{"chain":[],"content":{"blockers":[1],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[1],"purpose":"work"}','f2d488ab7cbbeb353ee4c13f466bf876a4f9809a77b8c0d59c680a92b6f51de9');
INSERT INTO journal VALUES(8,1000000,'person:ada',NULL,'ticket','T-1','commented','{"author":"ada","text":"why?"}','39dc469711111f58d07ce9ce91bc0fcf57838381f2e7b757a7a35e128974fee4');
INSERT INTO journal VALUES(9,1000000,'person:ada',NULL,'run','R-1','claimed','{"agent":"ada","attempt":1,"chain":[],"choice":{"harness":"command"},"lease":{"epoch":0,"token":1},"project":"web","ticket":1}','c42e1b402ce2718a54c6f2cfc1cbf489c2b87b13a1223495dcb8e73bf29d9724');
INSERT INTO journal VALUES(10,1000000,'person:ada',NULL,'ticket','T-1','checkedOut','{"run":1}','40c91980133342c67abebf442d07e20c57551205513159b4e5d55315acdd640b');
INSERT INTO journal VALUES(11,1000000,'person:ada',NULL,'run','R-1','ended','{"outcome":{"succeeded":{"summary":"did it"}}}','78ccae2ea0c55fa194ff74394ef523dab4c85aa83b01883a7d3ec09084d5eeba');
INSERT INTO journal VALUES(12,1000000,'person:ada',NULL,'change','C-1','submitted','{"head":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","project":"web","run":1,"ticket":1}','22c34bbc7c53662ed0e8366d4b0486021ee79d0fb3a3e10632700eefdcaf4020');
INSERT INTO journal VALUES(13,1000000,'person:ada',NULL,'ticket','T-1','submitted','{"change":1,"summary":"did it"}','486e1b40a69e6c46153356097142e3e156fa25736074a20325bb9d0eb39735ed');
INSERT INTO journal VALUES(14,1000000,'person:ada',NULL,'change','C-1','candidateBuilt','{"candidate":{"target":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","tree":"cccccccccccccccccccccccccccccccccccccccc"}}','8e2aefb0055b7e84834fa661958b57e9035b3fcca38a8bc385c52a4f744e3878');
INSERT INTO journal VALUES(15,1000000,'person:ada',NULL,'change','C-1','gateFinished','{"result":{"duration":1000,"gate":{"command":["true"],"name":"test","timeout":1800000},"output":"","tree":"cccccccccccccccccccccccccccccccccccccccc","verdict":"passed"}}','eedda53318ee521ccf9136f5d641708bb0445942000bc3d6c87802119d65a0b9');
INSERT INTO journal VALUES(16,1000000,'person:ada',NULL,'change','C-1','proven','{}','cca2e6c77c28cfeb40afc2537a9474a2ad542430da15b8119fcea12a2196344e');
INSERT INTO journal VALUES(17,1000000,'person:ada',NULL,'change','C-1','publishing','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','bd84237964500134351eec871d85fa040c17cbd9eef31217142f6fc2bde20aa8');
INSERT INTO journal VALUES(18,1000000,'person:ada',NULL,'change','C-1','landed','{"commit":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}','2653d782fc4543ce698fc9db70c87e67a816afd2500071e7817f8f2ddddacea5');
INSERT INTO journal VALUES(19,1000000,'person:ada',NULL,'ticket','T-1','done','{"summary":"did it"}','bf9511184a73d38196f400ab157547d61041e508a258b702e5865f7a669f53ae');
INSERT INTO journal VALUES(20,1000000,'person:ada',NULL,'ticket','T-2','blockerFinished','{"blocker":1}','923d03fa0504391331afc95f3144322a997417f2a0034b5d9af2e81c6fe072a1');
INSERT INTO journal VALUES(21,1000000,'person:ada',NULL,'run','R-2','claimed','{"agent":"ada","attempt":1,"chain":[],"choice":{"harness":"command"},"lease":{"epoch":0,"token":2},"project":"web","ticket":2}','2bcbd7234d33ee8535f02b6956b98d8b0fa463a2a08f9c0785d66ee8c6b910d3');
INSERT INTO journal VALUES(22,1000000,'person:ada',NULL,'ticket','T-2','checkedOut','{"run":2}','77141d99237bafbdb3dd4cfd8e61ff51fe393c162c506995f7358af43c0acc82');
INSERT INTO journal VALUES(23,1000000,'person:ada',NULL,'run','R-2','processStarted','{"base":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}','b87e2129c73f8e79c6ebdcb742b54a1d0871eb43565e567621e1591e06b124c3');
INSERT INTO journal VALUES(24,1000000,'person:ada',NULL,'run','R-2','sessionStarted','{"session":"s-1"}','5cd913c2e8b6f01f56cf89d9bd08ab3440e99f389d4d8ea1ab05cbb6ce0a82ea');
INSERT INTO journal VALUES(25,1000000,'person:ada',NULL,'request','Q-1','asked','{"agent":"ada","content":{"detail":"","id":"p-1","kind":"execute","options":[],"title":"make test"},"run":2,"terms":{"isAwaited":false,"outlivesRun":false},"ticket":2}','ba28bbddeabd2af7b5bfe1b899dab7bf28e310372223793d7f008f0802901b2b');
INSERT INTO journal VALUES(26,1000000,'person:ada',NULL,'request','Q-1','answered','{"answer":{"allow":{}},"by":"ada"}','b702b5d186329769469eab3986b92d50b20638966488e039bcf4b8f8b13a08cb');
INSERT INTO journal VALUES(27,1000000,'person:ada',NULL,'run','R-2','told','{"control":{"say":{"text":"and the docs"}}}','6cd995fdb81c5863ed18b0a6a53a258c3f92718169120ec307abdfdd864a3fde');
INSERT INTO journal VALUES(28,1000000,'person:ada',NULL,'run','R-2','used','{"usage":{"cacheReadTokens":0,"cacheWriteTokens":0,"costUSD":0.5,"inputTokens":10,"outputTokens":0}}','6477ab7475f84daf75fb160aa36e32a7e2de4679a9fff45111e9c1ac0a56a98d');
INSERT INTO journal VALUES(29,1000000,'person:ada',NULL,'ticket','T-3','created','{"chain":[],"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[],"purpose":"work"}','ffc01b9116b7ea8b186c046482c63f58baf87b19684e4665f12df7b0ccd22fc9');
INSERT INTO journal VALUES(30,1000000,'person:ada',NULL,'run','R-3','claimed','{"agent":"bob","attempt":1,"chain":[],"choice":{"harness":"command"},"lease":{"epoch":0,"token":3},"project":"web","ticket":3}','6e003443b9092874ace2a63a297860651d201c79a94b2b1e3cbdf31f94b98ad1');
INSERT INTO journal VALUES(31,1000000,'person:ada',NULL,'ticket','T-3','checkedOut','{"run":3}','d3ce6711c8727d8981b7189e1741afcd9f6bf0ac34a2922c80fce6f3f8810509');
INSERT INTO journal VALUES(32,1000000,'person:ada',NULL,'run','R-3','ended','{"outcome":{"failed":{"_0":{"agent":{"_0":{"kind":"quota","message":"no credit","until":4600000}}}}}}','3e35f172f15aa71552eddcf67f9f5b9d9e129e738fd8bfe845095751020cc812');
INSERT INTO journal VALUES(33,1000000,'person:ada',NULL,'ticket','T-3','parked','{"failures":0,"until":4600000}','bd595766d062bfc913c65f19550df44f24b12e419a352349143ee215485e7379');
INSERT INTO journal VALUES(34,1000000,'person:ada',NULL,'ticket','T-4','created','{"chain":[],"content":{"blockers":[],"body":"","labels":[],"priority":"normal","project":"web","title":"a"},"isBacklog":false,"openBlockers":[],"purpose":"work"}','408d40a223090baab8cbaf3e943049f88feff08037d1c68ee9e446143600e11a');
INSERT INTO journal VALUES(35,1000000,'person:ada',NULL,'ticket','T-4','cancelled','{"reason":"no need"}','0e36bce4d25724a06a64e5e63e9dda82a8e27dcbb971abf0563c43b5f0909caf');
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
INSERT INTO agent VALUES('ada','{"approved":[],"approver":{"person":{}},"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"mayHire":false,"memory":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","skills":[],"timeLimit":3600000,"usesClientTools":false}',0,0);
INSERT INTO agent VALUES('bob','{"approved":[],"approver":{"person":{}},"environment":{},"fallback":[],"harness":{"command":{"_0":{"argv":["true"],"prompt":"stdin"}}},"instructions":"","isIsolated":false,"kind":"implement","maxRuns":1000,"mayHire":false,"memory":1000,"passEnvironment":[],"permissions":"edits","projects":[],"role":"engineer","skills":[],"timeLimit":3600000,"usesClientTools":false}',0,0);
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
CREATE TABLE search_document (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('ticket', 'memory', 'knowledge', 'run')),
    subject TEXT NOT NULL,
    part INTEGER NOT NULL CHECK (part >= 0),
    agent TEXT,
    project TEXT,
    version TEXT,
    UNIQUE (subject, part)
) STRICT;
INSERT INTO search_document VALUES(1,'ticket','T-1',0,NULL,'web',NULL);
INSERT INTO search_document VALUES(2,'ticket','T-2',0,NULL,'web',NULL);
INSERT INTO search_document VALUES(3,'ticket','T-1',1,NULL,'web',NULL);
INSERT INTO search_document VALUES(4,'ticket','T-3',0,NULL,'web',NULL);
INSERT INTO search_document VALUES(5,'ticket','T-4',0,NULL,'web',NULL);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','search_text','search_text',0,'CREATE VIRTUAL TABLE search_text USING fts5 (title, body, tokenize = "unicode61 remove_diacritics 2")');
CREATE TABLE IF NOT EXISTS 'search_text_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO search_text_data VALUES(1,X'050403');
INSERT INTO search_text_data VALUES(10,X'000000000106060006010101020101030101040101050101060101');
INSERT INTO search_text_data VALUES(137438953473,X'0000000a02306101020204');
INSERT INTO search_text_data VALUES(274877906945,X'0000000a02306102020204');
INSERT INTO search_text_data VALUES(412316860417,X'0000000e0430776879030601010204');
INSERT INTO search_text_data VALUES(549755813889,X'0000001d0230610103020103646964010601010201026974010601010304060a');
INSERT INTO search_text_data VALUES(687194767361,X'0000000a02306104020204');
INSERT INTO search_text_data VALUES(824633720833,X'0000000a02306105020204');
CREATE TABLE IF NOT EXISTS 'search_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO search_text_idx VALUES(1,X'',2);
INSERT INTO search_text_idx VALUES(2,X'',2);
INSERT INTO search_text_idx VALUES(3,X'',2);
INSERT INTO search_text_idx VALUES(4,X'',2);
INSERT INTO search_text_idx VALUES(5,X'',2);
INSERT INTO search_text_idx VALUES(6,X'',2);
CREATE TABLE IF NOT EXISTS 'search_text_content'(id INTEGER PRIMARY KEY, c0, c1);
INSERT INTO search_text_content VALUES(1,'a',replace('\ndid it','\n',char(10)));
INSERT INTO search_text_content VALUES(2,'a',replace('\n','\n',char(10)));
INSERT INTO search_text_content VALUES(3,'','why?');
INSERT INTO search_text_content VALUES(4,'a',replace('\n','\n',char(10)));
INSERT INTO search_text_content VALUES(5,'a',replace('\n','\n',char(10)));
CREATE TABLE IF NOT EXISTS 'search_text_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO search_text_docsize VALUES(1,X'0102');
INSERT INTO search_text_docsize VALUES(2,X'0100');
INSERT INTO search_text_docsize VALUES(3,X'0001');
INSERT INTO search_text_docsize VALUES(4,X'0100');
INSERT INTO search_text_docsize VALUES(5,X'0100');
CREATE TABLE IF NOT EXISTS 'search_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO search_text_config VALUES('version',4);
CREATE TABLE search_pending (run INTEGER PRIMARY KEY) STRICT;
INSERT INTO search_pending VALUES(1);
INSERT INTO search_pending VALUES(3);
CREATE TABLE schedule (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL CHECK (json_valid(definition)),
    is_retired INTEGER NOT NULL CHECK (is_retired IN (0, 1)),
    decided_until INTEGER NOT NULL,
    ticket INTEGER REFERENCES ticket (id),
    is_held_up INTEGER NOT NULL CHECK (is_held_up IN (0, 1)),
    note TEXT NOT NULL
) STRICT;
CREATE TABLE schedule_firing (
    schedule TEXT NOT NULL REFERENCES schedule (name),
    due INTEGER NOT NULL,
    ticket INTEGER NOT NULL UNIQUE REFERENCES ticket (id),
    PRIMARY KEY (schedule, due)
) STRICT, WITHOUT ROWID;
CREATE TABLE rule (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL CHECK (json_valid(definition)),
    is_retired INTEGER NOT NULL CHECK (is_retired IN (0, 1)),
    firings INTEGER NOT NULL CHECK (firings >= 0),
    fired_at INTEGER,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE rule_firing (
    rule TEXT NOT NULL REFERENCES rule (name),
    position INTEGER NOT NULL,
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    wrote INTEGER REFERENCES ticket (id),
    depth INTEGER NOT NULL CHECK ((depth > 0) = (wrote IS NOT NULL)),
    at INTEGER NOT NULL,
    PRIMARY KEY (rule, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE rule_cursor (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL) STRICT;
INSERT INTO rule_cursor VALUES(1,0);
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
CREATE INDEX search_document_note ON search_document (kind) WHERE version IS NOT NULL;
CREATE TRIGGER ticket_search_insert AFTER INSERT ON ticket BEGIN
    INSERT INTO search_document (kind, subject, part, project)
    VALUES ('ticket', 'T-' || NEW.id, 0, NEW.project);
    INSERT INTO search_text (rowid, title, body)
    SELECT id, NEW.title, NEW.body || char(10) || NEW.summary FROM search_document
    WHERE subject = 'T-' || NEW.id AND part = 0;
END;
CREATE TRIGGER ticket_search_update AFTER UPDATE OF title, body, summary, project ON ticket
WHEN NEW.title <> OLD.title OR NEW.body <> OLD.body OR NEW.summary <> OLD.summary
    OR NEW.project <> OLD.project
BEGIN
    UPDATE search_document SET project = NEW.project WHERE subject = 'T-' || NEW.id;
    UPDATE search_text SET title = NEW.title, body = NEW.body || char(10) || NEW.summary
    WHERE rowid = (SELECT id FROM search_document WHERE subject = 'T-' || NEW.id AND part = 0);
END;
CREATE TRIGGER ticket_comment_search AFTER INSERT ON ticket_comment BEGIN
    INSERT INTO search_document (kind, subject, part, project)
    SELECT 'ticket', 'T-' || NEW.ticket, NEW.id, project FROM ticket WHERE id = NEW.ticket;
    INSERT INTO search_text (rowid, title, body)
    SELECT id, '', NEW.text FROM search_document WHERE subject = 'T-' || NEW.ticket AND part = NEW.id;
END;
CREATE TRIGGER run_search AFTER UPDATE OF state ON run
WHEN NEW.state = 'ended' AND OLD.state <> 'ended'
BEGIN INSERT OR IGNORE INTO search_pending VALUES (NEW.id); END;
CREATE INDEX rule_firing_position ON rule_firing (position);
CREATE INDEX rule_firing_wrote ON rule_firing (wrote) WHERE wrote IS NOT NULL;
CREATE INDEX rule_firing_at ON rule_firing (rule, at);
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
WHEN NOT EXISTS (SELECT 1 FROM request WHERE id = NEW.id)
    AND NOT EXISTS (SELECT 1 FROM run WHERE id = NEW.run AND ticket = NEW.ticket AND state <> 'ended')
BEGIN SELECT raise(ABORT, 'only a live run asks'); END;
CREATE TRIGGER run_leaves_no_request BEFORE UPDATE OF state ON run
WHEN NEW.state = 'ended' AND EXISTS (
    SELECT 1 FROM request WHERE run = NEW.id AND state = 'open' AND outlives_run = 0)
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
CREATE TRIGGER schedule_firing_unchangeable BEFORE UPDATE ON schedule_firing
BEGIN SELECT raise(ABORT, 'rows of schedule_firing do not change'); END;
CREATE TRIGGER rule_firing_unchangeable BEFORE UPDATE ON rule_firing
BEGIN SELECT raise(ABORT, 'rows of rule_firing do not change'); END;
PRAGMA writable_schema=OFF;
COMMIT;
PRAGMA user_version = 1;
