import Domain

/// What `skein journal --verify` found.
public struct JournalVerdict: Hashable, Sendable {
    public let entries: Int64
    /// Sentences, one for each thing that is wrong; empty when the journal is whole.
    public let faults: [String]
}

extension Transaction {
    /// Checks every link of the hash chain, through the archives and the database, and that the events add up to
    /// exactly what the tables say.
    ///
    /// - Parameter archive: the bytes of an archive's file; a throw means that it cannot be had.
    public func verifyJournal(
        archive: (JournalArchive) throws -> [UInt8] = { throw StorageFailure(.other, "\($0.name) cannot be read.") }
    ) throws -> JournalVerdict {
        var audit = Audit()
        for known in try journalArchives() {
            do {
                for entry in try known.entries(in: try archive(known)) { audit.take(entry) }
            } catch {
                audit.skip(known, because: "\(error)")
            }
        }
        while true {
            let entries = try storedJournal(after: audit.chain.position, limit: 1000)
            if entries.isEmpty { break }
            for entry in entries { audit.take(entry) }
        }
        let head = try rows("SELECT revision, hash FROM workspace", [])[0]
        audit.chain.finish(revision: head.integer(0), hash: head.text(1))
        return JournalVerdict(entries: audit.chain.position, faults: try audit.faults(self))
    }
}

/// The journal, followed from its first entry to its last.
private struct Audit {
    var chain = Chain()
    private var records = Records()
    private var unread: [String] = []

    mutating func take(_ entry: StoredEntry) {
        chain.extend(entry)
        do {
            records.apply(entry.entry(try entry.columns.event()))
        } catch {
            unread.append("Entry \(entry.position) cannot be read: \(error)")
        }
    }

    /// Goes on after an archive that cannot be had: what it told is not known then.
    mutating func skip(_ archive: JournalArchive, because reason: String) {
        unread.append(reason)
        chain.position = archive.last
        chain.hash = archive.hash
    }

    func faults(_ transaction: any Transaction) throws -> [String] {
        // With a part of the events missing, every record that they told of would be called wrong.
        guard unread.isEmpty else { return chain.faults + unread }
        do {
            return chain.faults + (try records.differences(transaction))
        } catch let error as DecodingError {
            return chain.faults + ["A row of the tables cannot be read: \(error)"]
        } catch let failure as StorageFailure where failure.reason == .corrupt {
            return chain.faults + [failure.sentence]
        }
    }
}

/// The chain of hashes, followed link by link.
private struct Chain {
    var position: Int64 = 0
    var hash = ""
    var faults: [String] = []

    mutating func extend(_ entry: StoredEntry) {
        if entry.position != position + 1 {
            faults.append("Entry \(position + 1) is missing: the next one is \(entry.position).")
        }
        if entry.hash != entry.seal(after: hash) {
            faults.append("Entry \(entry.position) was changed: its hash does not match its content.")
        }
        position = entry.position
        hash = entry.hash
    }

    mutating func finish(revision: Int64, hash: String) {
        if revision != position { faults.append("The journal ends at \(position), the workspace is at \(revision).") }
        if hash != self.hash { faults.append("The last entry is not the one that the workspace remembers.") }
    }
}

/// Every record, as the journal alone tells it.
private struct Records {
    var workspace = Workspace()
    var projects: [Project.ID: Project] = [:]
    var agents: [Agent.ID: Agent] = [:]
    var tickets: [Ticket.ID: Ticket] = [:]
    var runs: [Run.ID: Run] = [:]
    var changes: [Change.ID: Change] = [:]
    var requests: [Request.ID: Request] = [:]
    var messages: [Message.ID: Message] = [:]
    var schedules: [Schedule.ID: Schedule] = [:]
    var rules: [Rule.ID: Rule] = [:]
    var comments: [Ticket.ID: [Comment]] = [:]
    var results: [Change.ID: [GateResult]] = [:]

    mutating func apply(_ entry: JournalEntry) {
        switch entry.event {
        case .workspace(let event): workspace.apply(event, at: entry.at)
        case .project(let id, let event): projects[id, default: Project(id: id)].apply(event, at: entry.at)
        case .agent(let id, let event): agents[id, default: Agent(id: id)].apply(event, at: entry.at)
        case .ticket(let id, let event): tickets[id, default: Ticket(id: id)].apply(event, at: entry.at)
        case .run(let id, let event): runs[id, default: Run(id: id)].apply(event, at: entry.at)
        case .change(let id, let event): changes[id, default: Change(id: id)].apply(event, at: entry.at)
        case .request(let id, let event): requests[id, default: Request(id: id)].apply(event, at: entry.at)
        case .message(let id, let event): messages[id, default: Message(id: id)].apply(event, at: entry.at)
        case .schedule(let id, let event): schedules[id, default: Schedule(id: id)].apply(event, at: entry.at)
        case .rule(let id, let event): rules[id, default: Rule(id: id)].apply(event, at: entry.at)
        }
        remember(entry)
    }

    /// What events add to tables of their own.
    private mutating func remember(_ entry: JournalEntry) {
        if case .ticket(let id, .commented(let author, let text)) = entry.event {
            comments[id, default: []].append(Comment(author: author, text: text, at: entry.at))
        }
        if case .change(let id, .gateFinished(let result)) = entry.event { results[id, default: []].append(result) }
    }

    func differences(_ transaction: any Transaction) throws -> [String] {
        var found: [String] = []
        if try transaction.workspace() != workspace { found.append("The workspace's row is not what its events say.") }
        found += compare(projects, try transaction.projects())
        found += compare(agents, try transaction.agents())
        found += compare(tickets, try transaction.tickets(where: "1", []))
        found += compare(runs, try transaction.runs(where: "1", []))
        found += compare(changes, try transaction.changes(where: "1", []))
        found += compare(requests, try transaction.requests(where: "1", []))
        found += compare(messages, try transaction.messages(where: "1", []))
        found += compare(schedules, try transaction.schedules())
        found += compare(rules, try transaction.rules())
        for id in tickets.keys.sorted() where try transaction.comments(of: id) != comments[id] ?? [] {
            found.append("The comments on \(id) are not what its events say.")
        }
        for id in changes.keys.sorted() where try transaction.gateResults(of: id) != results[id] ?? [] {
            found.append("The gates' results of \(id) are not what its events say.")
        }
        return found + (try transaction.wrongColumns())
    }

    private func compare<R: Record & Identifiable>(_ folded: [R.ID: R], _ rows: [R]) -> [String] {
        let stored = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        return Set(folded.keys).union(stored.keys).filter { folded[$0] != stored[$0] }.map { id in
            switch (folded[id], stored[id]) {
            case (nil, _): "\(R.self) \(id) has a row but no event."
            case (_, nil): "\(R.self) \(id) has events but no row."
            default: "\(R.self) \(id) is not what its events say."
            }
        }.sorted()
    }
}

extension Transaction {
    /// Columns that are worked out from others, to have an index or a constraint on them, and are wrong.
    fileprivate func wrongColumns() throws -> [String] {
        try wrongPlaces() + wrongWords() + wrongCounts() + wrongSearch()
    }

    /// What a constraint and an index look at beside the JSON that says the same.
    private func wrongWords() throws -> [String] {
        try ["run": "R", "change": "C", "request": "Q"].sorted { $0.key < $1.key }.flatMap { table, letter in
            try rows("SELECT id FROM \(table) WHERE json_type(detail, '$.' || state) IS NOT 'object'", []).map {
                "The state of \(letter)-\($0.integer(0)) is not what its details say."
            }
        }
    }

    private func wrongCounts() throws -> [String] {
        let isWrong =
            try number(
                """
                SELECT count(*) FROM (SELECT state, tickets FROM ticket_count WHERE tickets > 0
                    EXCEPT SELECT state, count(*) FROM ticket GROUP BY state)
                """)
            + number(
                """
                SELECT count(*) FROM (SELECT state, count(*) FROM ticket GROUP BY state
                    EXCEPT SELECT state, tickets FROM ticket_count)
                """)
        let ageing = try number("SELECT ageing FROM workspace") != workspace().settings.ageing.milliseconds
        let names = try number("SELECT count(*) FROM request WHERE name <> json_extract(content, '$.id')")
        return (isWrong == 0 ? [] : ["The counts of tickets by state are not what the tickets say."])
            + (ageing ? ["The ageing of the order of starts is not what the settings say."] : [])
            + (names == 0 ? [] : ["The name of a request is not what its content says."])
    }

    private func wrongPlaces() throws -> [String] {
        try rows(
            """
            SELECT id FROM ticket WHERE rank <> created_at + \(Ticket.levelColumn) * (SELECT ageing FROM workspace)
                OR open_blockers <> (SELECT count(*) FROM ticket_blocker WHERE ticket = id AND is_open = 1)
                OR blockers <> (SELECT count(*) FROM ticket_blocker WHERE ticket = id)
            ORDER BY id
            """, []
        ).map { "The place of T-\($0.integer(0)) in the order of starts is wrong." }
    }
}

extension Project: Identifiable {}
extension Agent: Identifiable {}
extension Ticket: Identifiable {}
extension Run: Identifiable {}
extension Change: Identifiable {}
extension Request: Identifiable {}
extension Message: Identifiable {}
extension Schedule: Identifiable {}
extension Rule: Identifiable {}
