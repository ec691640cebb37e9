import Domain

private let knownDefinitions = Remembered<Rule.Definition>()

extension Rule: StoredRecord {
    static func load(_ id: ID, _ transaction: any Transaction) throws -> Rule? {
        try transaction.rules(where: "name = ?", [.id(id)]).first
    }

    func save(_ transaction: any Transaction) throws {
        try transaction.run(
            """
            INSERT INTO rule (name, definition, is_retired, firings, fired_at, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (name) DO UPDATE SET definition = ?2, is_retired = ?3, firings = ?4, fired_at = ?5, note = ?6
            """,
            [
                .id(id), .text(try JSON.text(definition)), .bool(isRetired), .integer(Int64(firings)),
                .optional(firedAt) { .instant($0) }, .text(note),
            ])
    }
}

extension Transaction {
    /// All that there ever were, by name.
    public func rules() throws -> [Rule] { try rules(where: "1", []) }

    fileprivate func rules(where condition: String, _ arguments: [Value]) throws -> [Rule] {
        try rows(
            "SELECT name, definition, is_retired, firings, fired_at, note FROM rule WHERE \(condition) ORDER BY name",
            arguments
        ).map { row in
            var rule = Rule(id: Rule.ID(name: row.text(0)))
            rule.definition = try knownDefinitions.value(row.text(1))
            rule.isRetired = row.bool(2)
            rule.firings = Int(row.integer(3))
            rule.firedAt = row.optionalInstant(4)
            rule.note = row.text(5)
            return rule
        }
    }

    /// Notes what a rule did about an entry; everything up to that entry has its answer with it.
    func insertFiring(_ rule: Rule.ID, _ event: Rule.Event, at now: Instant) throws {
        let row: (position: Int64, ticket: Ticket.ID, wrote: Ticket.ID?, depth: Int)
        switch event {
        case .configured, .retired: return
        case .fired(let position, let ticket, .ticket(let id), let depth): row = (position, ticket, id, depth)
        case .fired(let position, let ticket, .comment, let depth),
            .fired(let position, let ticket, .message, let depth):
            row = (position, ticket, ticket, depth)
        case .stopped(let position, let ticket, _): row = (position, ticket, nil, 0)
        }
        try run(
            "INSERT INTO rule_firing (rule, position, ticket, wrote, depth, at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .id(rule), .integer(row.position), .id(row.ticket), .optional(row.wrote) { .id($0) },
                .integer(Int64(row.depth)), .instant(now),
            ])
        try followed(to: row.position)
    }

    /// Notes that no rule has anything to do up to an entry.
    public func followed(to position: Int64) throws {
        try run("UPDATE rule_cursor SET position = max(position, ?)", [.integer(position)])
    }

    /// The rules that there are, each with the position of the entry from which on it holds, and the last entry that
    /// needs no more answer.
    public func rulesToFollow() throws -> (rules: [(rule: Rule, since: Int64)], after: Int64) {
        let rules = try rules(where: "is_retired = 0", []).map { ($0, try since($0.id)) }
        return (rules, try number("SELECT position FROM rule_cursor"))
    }

    /// What happened before a rule was written is not its matter; 0 when that is so long ago that it is in an archive.
    private func since(_ rule: Rule.ID) throws -> Int64 {
        try number(
            """
            SELECT min(position) FROM journal WHERE noun = 'rule' AND subject = ?1 AND name = 'configured'
                AND position > (SELECT coalesce(max(position), 0) FROM journal
                    WHERE noun = 'rule' AND subject = ?1 AND name = 'retired')
            """, [.id(rule)])
    }

    /// Which rule wrote a ticket, and about which other one; nil when none did.
    public func rule(thatWrote ticket: Ticket.ID) throws -> (rule: Rule.ID, about: Ticket.ID, depth: Int)? {
        try rows(
            "SELECT rule, ticket, depth FROM rule_firing WHERE wrote = ?1 AND ticket <> ?1", [.id(ticket)]
        ).first.map { (Rule.ID(name: $0.text(0)), Ticket.ID(number: $0.integer(1)), Int($0.integer(2))) }
    }
}

extension FollowRules: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let isDecided = try transaction.number(
            "SELECT count(*) FROM rule_firing WHERE position = ?", [.integer(position)])
        var slice = Slice(
            occasion: try transaction.occasion(at: position), isDecided: isDecided > 0, rules: [],
            next: try transaction.nextTicket())
        guard let occasion = slice.occasion, !slice.isDecided else { return slice }
        slice.rules = try transaction.rulesToFollow().rules.filter { $0.since < position && $0.rule.isAbout(occasion) }
            .map { try transaction.standing(of: $0.rule, occasion) }
        return slice
    }
}

extension Transaction {
    /// The entry at `position` as rules see it; nil when no rule is about it, or a rule wrote it.
    fileprivate func occasion(at position: Int64) throws -> Occasion? {
        guard let entry = try journal(after: position - 1, limit: 1).first, entry.position == position,
            let (kind, summary) = entry.event.occasion
        else { return nil }
        // What rules say to people is not for other rules.
        if kind == .ticketCommented, entry.actor == RuleFollowing.actor.description { return nil }
        let (ticket, worker) = try subject(of: entry.event)
        guard let record = try ticket.flatMap({ try self.ticket($0) }) else { return nil }
        let actor = entry.actor.split(separator: ":", maxSplits: 1)
        let actingAgent = actor.first == "agent" ? actor.last?.split(separator: "/").first : nil
        return Occasion(
            position: position, kind: kind, ticket: record,
            agent: actingAgent.map { Agent.ID(name: String($0)) } ?? worker ?? record.content.assignee,
            summary: summary, isByPerson: actor.first == "person")
    }

    private func subject(of event: Event) throws -> (Ticket.ID?, Agent.ID?) {
        switch event {
        case .ticket(let id, _): return (id, try runs(of: id).last?.agent)
        case .run(let id, _):
            let run = try run(id)
            return (run?.ticket, run?.agent)
        case .change(let id, _):
            let change = try change(id)
            return (change?.ticket, try change.flatMap { try run($0.run)?.agent })
        case .request(let id, _):
            let request = try request(id)
            return (request?.ticket, request?.agent)
        case .workspace, .project, .agent, .message, .schedule, .rule: return (nil, nil)
        }
    }

    fileprivate func standing(of rule: Rule, _ occasion: Occasion) throws -> FollowRules.Standing {
        let (id, ticket) = (Value.id(rule.id), Value.id(occasion.ticket.id))
        // Where the ticket comes from: what it is a part of, and what rules wrote it about.
        let depth = try number(
            """
            WITH RECURSIVE line (id) AS (
                SELECT ?2
                UNION SELECT parent FROM ticket JOIN line ON ticket.id = line.id WHERE parent IS NOT NULL
                UNION SELECT rule_firing.ticket FROM rule_firing JOIN line ON wrote = line.id)
            SELECT max(depth) FROM rule_firing JOIN line ON wrote = line.id WHERE rule = ?1
            """, [id, ticket])
        let recent = try number(
            """
            SELECT count(*) FROM rule_firing WHERE rule = ? AND wrote IS NOT NULL
                AND at > (SELECT at - 3600000 FROM journal WHERE position = ?)
            """, [id, .integer(occasion.position)])
        let stops = try number(
            "SELECT count(*) FROM rule_firing WHERE rule = ? AND ticket = ? AND wrote IS NULL", [id, ticket])
        var context: TicketContext?
        if case .ticket(let template) = rule.definition.action {
            let content = template.content([:], project: occasion.ticket.content.project)
            context = try CreateTicket(content: content).slice(self).context
        }
        var post: PostOffice?
        if case .message(let agent, _) = rule.definition.action { post = try postOffice(for: agent) }
        return FollowRules.Standing(
            rule: rule, depth: Int(depth), inLastHour: Int(recent), hasStopped: stops > 0, context: context, post: post)
    }
}

/// Who follows the rules.
public enum RuleFollowing {
    public static let actor = Actor.server("rules")
}
