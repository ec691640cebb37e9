import Domain
import Storage

/// Rule 6: a run starts only for a new recorded cause, and only what may start.
struct IdleOracle: Oracle {
    let rule = Rule.idle
    private var causes: Set<Int64> = []
    private var waits: [Int64: Set<Int64>] = [:]
    /// Tickets of which something that they waited for has ended since their last run began.
    private var news: Set<Int64> = []
    /// Tickets whose run ended to wait: they go on with news, and with nothing else.
    private var resting: Set<Int64> = []
    /// The request whose answer sets a blocked ticket going.
    private var asked: [Int64: Int64] = [:]
    private var parked: [Int64: Int64] = [:]
    private var paused: Set<String> = []
    private var retired: Set<String> = []
    private var live: Set<Int64> = []
    private var limit: Int64 = 4

    mutating func read(_ line: Line, _ world: World) -> String? {
        switch line.noun {
        case "ticket": ticket(line)
        case "run":
            if line.name == "claimed" { return claimed(line) }
            if line.name == "ended" { live.remove(line.id) }
        case "workspace", "agent", "project": workspace(line)
        default: break
        }
        return nil
    }

    private mutating func ticket(_ line: Line) {
        switch line.name {
        case "created":
            if !line.fields["isBacklog"].isTrue { causes.insert(line.id) }
            waits[line.id] = Set(line.fields["openBlockers"].list.compactMap(\.number))
        case "edited":
            waits[line.id] = Set(line.fields["openBlockers"].list.compactMap(\.number))
            if resting.contains(line.id) { causes.insert(line.id) }
        case "blockerFinished":
            if let done = line.fields["blocker"].number { waits[line.id]?.remove(done) }
            news.insert(line.id)
            if resting.contains(line.id) { causes.insert(line.id) }
        case "waits":
            resting.insert(line.id)
            parked[line.id] = nil
            if news.contains(line.id) { causes.insert(line.id) }
        case "handedOver":
            causes.insert(line.id)
            parked[line.id] = nil
        case "answered":
            news.insert(line.id)
            let isAwaited = asked[line.id] == line.fields["request"].number
            if isAwaited || resting.contains(line.id) { causes.insert(line.id) }
        case "parked":
            causes.insert(line.id)
            parked[line.id] = line.fields["until"].number
        case "returned": causes.insert(line.id)
        case "reopened":
            causes.insert(line.id)
            parked[line.id] = nil
        case "submitted": parked[line.id] = nil
        case "cancelled", "done", "blocked":
            causes.remove(line.id)
            asked[line.id] = line.fields["blockage"]["request"].number
        default: break
        }
    }

    private mutating func workspace(_ line: Line) {
        let key = "\(line.noun) \(line.subject)"
        switch line.name {
        case "paused", "frozen": paused.insert(key)
        case "resumed", "thawed": paused.remove(key)
        case "retired": retired.insert(key)
        case "configured":
            retired.remove(key)
            if let runs = line.fields["settings"]["maxRuns"].number { limit = runs }
        default: break
        }
    }

    private mutating func claimed(_ line: Line) -> String? {
        let ticket = line.fields["ticket"].number ?? 0
        let names = [
            "workspace ", "agent \(line.fields["agent"].text ?? "")", "project \(line.fields["project"].text ?? "")",
        ]
        live.insert(line.id)
        news.remove(ticket)
        resting.remove(ticket)
        guard causes.remove(ticket) != nil else { return "\(line.subject) starts on T-\(ticket) without a new cause" }
        if let waiting = waits[ticket], !waiting.isEmpty { return "\(line.subject) starts although T-\(ticket) waits" }
        if let until = parked[ticket], until > line.at { return "\(line.subject) starts before T-\(ticket) may" }
        if let name = names.first(where: { paused.contains($0) }) {
            return "\(line.subject) starts while \(name) is paused or frozen"
        }
        if let name = names.first(where: { retired.contains($0) }) {
            return "\(line.subject) starts, and \(name) is gone"
        }
        return Int64(live.count) > limit ? "\(live.count) runs live, and \(limit) may" : nil
    }
}

/// Rule 10, as far as it goes before there are secrets: the value of a variable that is passed on is nowhere.
struct SecretOracle: Oracle {
    let rule = Rule.noSecret

    mutating func read(_ line: Line, _ world: World) -> String? { nil }

    mutating func finish(_ world: World, _ tables: any Transaction, at now: Int64) throws -> String? {
        let found = try tables.rows(
            """
            SELECT (SELECT count(*) FROM journal WHERE instr(payload, ?1) > 0)
                + (SELECT count(*) FROM agent WHERE instr(definition, ?1) > 0)
                + (SELECT count(*) FROM run WHERE instr(detail || choice, ?1) > 0)
            """, [.text(World.secret)])[0].integer(0)
        return found == 0 ? nil : "a secret is in \(found) rows"
    }
}

/// Rule 12: every request ends; every ticket has a live path, a wait, or a person named.
struct ForgottenOracle: Oracle {
    let rule = Rule.nothingForgotten

    mutating func read(_ line: Line, _ world: World) -> String? {
        guard line.noun == "ticket", line.name == "blocked" else { return nil }
        let blockage = line.fields["blockage"]
        let isNamed = blockage["by"].text?.isEmpty == false && blockage["reason"].text?.isEmpty == false
        return isNamed ? nil : "\(line.subject) is blocked and names nobody"
    }

    private static let forgotten = [
        ("is open, and nobody waits for its answer", "SELECT 'Q-' || id FROM request WHERE state = 'open'"),
        ("lives, and nobody looks after it", "SELECT 'R-' || id FROM run WHERE state <> 'ended'"),
        (
            "is on its way, and nothing moves it",
            "SELECT 'C-' || id FROM change WHERE state IN ('queued', 'gating', 'proven', 'publishing')"
        ),
        ("is in progress without a run", "SELECT 'T-' || id FROM ticket WHERE state = 'in_progress'"),
        (
            "merges without a change that is held by a person",
            """
            SELECT 'T-' || id FROM ticket WHERE state = 'merging' AND NOT EXISTS (
                SELECT 1 FROM change WHERE change.id = ticket.change AND change.state = 'held')
            """
        ),
        (
            "could start, and does not",
            """
            SELECT 'T-' || id FROM ticket WHERE state = 'todo' AND NOT EXISTS (
                SELECT 1 FROM ticket_blocker JOIN ticket AS other ON other.id = blocker
                WHERE ticket_blocker.ticket = ticket.id AND other.state <> 'done')
            """
        ),
    ]

    mutating func finish(_ world: World, _ tables: any Transaction, at now: Int64) throws -> String? {
        for (sentence, query) in Self.forgotten {
            if let row = try tables.rows("\(query) LIMIT 1", []).first { return "\(row.text(0)) \(sentence)" }
        }
        return nil
    }
}
