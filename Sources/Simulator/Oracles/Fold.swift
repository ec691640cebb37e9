import Domain
import Storage

/// Rows as the journal alone tells them.
struct Fold {
    /// What is known of one row, by column.
    struct Row {
        let noun: String
        let id: String
        var columns: [String: Value] = [:]
        /// The request whose answer sets a blocked ticket going.
        var blockedOn: Int64?
    }

    /// By noun and identifier.
    private(set) var rows: [String: Row] = [:]

    /// The columns that are compared, for each table.
    static let columns = [
        "ticket": [
            "title", "project", "assignee", "priority", "parent", "state", "run", "change", "blocked_reason",
            "blockers", "open_blockers", "failures", "fallback", "returns", "retry_at", "comments", "summary",
            "created_at", "updated_at",
        ],
        "run": [
            "ticket", "agent", "project", "attempt", "state", "token", "epoch", "base", "started_at",
            "process_started_at", "ended_at", "session",
        ],
        "change": ["ticket", "run", "project", "head", "state", "candidates", "submitted_at", "ended_at"],
        "request": ["run", "ticket", "agent", "name", "state", "asked_at", "closed_at"],
        "message": ["recipient", "ticket", "kind", "state", "run", "deliveries", "sent_at"],
        "agent": ["is_paused", "is_retired"],
        "project": ["is_retired"],
        "workspace": ["epoch"],
    ]

    static let queries: [String: String] = Dictionary(
        uniqueKeysWithValues: columns.map { noun, columns in
            let key = ["agent", "project"].contains(noun) ? "name = ?" : noun == "workspace" ? "1" : "id = ?"
            return (noun, "SELECT \(columns.joined(separator: ", ")) FROM \(noun) WHERE \(key)")
        })

    /// Adds a line up, and says which row it is about.
    mutating func take(_ line: Line) -> String {
        let id = ["agent", "project", "workspace"].contains(line.noun) ? line.subject : "\(line.id)"
        let key = "\(line.noun) \(id)"
        var row = rows[key] ?? Row(noun: line.noun, id: id)
        switch line.noun {
        case "ticket": row.ticket(line)
        case "run": row.run(line)
        case "change": row.change(line)
        case "request": row.request(line)
        case "message": row.message(line)
        default: row.other(line)
        }
        rows[key] = row
        return key
    }
}

extension Fold.Row {
    private mutating func set(_ column: String, _ value: Plain) {
        switch value {
        case .number(let number): columns[column] = .integer(number)
        case .text(let text): columns[column] = .text(text)
        case .bool(let flag): columns[column] = .integer(flag ? 1 : 0)
        case .null, .list, .object: columns[column] = .null
        }
    }

    private mutating func set(_ column: String, _ number: Int64) { columns[column] = .integer(number) }

    private mutating func set(_ column: String, _ text: String) { columns[column] = .text(text) }

    private mutating func add(_ column: String, _ number: Int64) {
        if case .integer(let value)? = columns[column] { columns[column] = .integer(value + number) }
    }

    /// The state, with what belongs to it and to no other.
    private mutating func move(to state: String, run: Plain = .null, change: Plain = .null, reason: Plain = .null) {
        set("state", state)
        set("run", run)
        set("change", change)
        set("blocked_reason", reason)
        blockedOn = nil
    }

    mutating func ticket(_ line: Line) {
        let fields = line.fields
        set("updated_at", line.at)
        switch line.name {
        case "created":
            for counter in ["failures", "fallback", "returns", "comments"] { set(counter, 0) }
            set("summary", "")
            set("created_at", line.at)
            move(to: fields["isBacklog"].isTrue ? "backlog" : "todo")
            content(fields)
        case "edited": content(fields)
        case "commented": add("comments", 1)
        case "checkedOut": move(to: "in_progress", run: fields["run"])
        case "parked":
            move(to: "todo")
            set("retry_at", fields["until"])
            set("failures", fields["failures"])
        case "fellBack": set("fallback", fields["fallback"])
        case "blocked":
            move(to: "blocked", reason: fields["blockage"]["reason"])
            blockedOn = fields["blockage"]["request"].number
        case "submitted":
            move(to: "merging", change: fields["change"])
            set("summary", fields["summary"])
            set("failures", 0)
            set("retry_at", .null)
        case "returned":
            move(to: "todo")
            set("returns", fields["returns"])
        case "done":
            move(to: "done")
            if fields["summary"].text?.isEmpty == false { set("summary", fields["summary"]) }
        case "cancelled": move(to: "cancelled")
        case "blockerFinished": add("open_blockers", -1)
        case "waits":
            move(to: "todo")
            if fields["summary"].text?.isEmpty == false { set("summary", fields["summary"]) }
            set("failures", 0)
            set("retry_at", .null)
        case "handedOver":
            move(to: "todo")
            set("assignee", fields["to"])
            for counter in ["failures", "fallback"] { set(counter, 0) }
            set("retry_at", .null)
        case "answered":
            if blockedOn == fields["request"].number { move(to: "todo") }
        case "reopened":
            move(to: "todo")
            for counter in ["failures", "fallback", "returns"] { set(counter, 0) }
            set("retry_at", .null)
        default: columns["state"] = .text("an unknown event: \(line.name)")
        }
    }

    private mutating func content(_ fields: Plain) {
        let content = fields["content"]
        for column in ["title", "project", "assignee", "priority", "parent"] { set(column, content[column]) }
        set("blockers", Int64(content["blockers"].list.count))
        set("open_blockers", Int64(fields["openBlockers"].list.count))
    }

    mutating func run(_ line: Line) {
        let fields = line.fields
        switch line.name {
        case "claimed":
            for column in ["ticket", "agent", "project", "attempt"] { set(column, fields[column]) }
            lease(fields["lease"])
            set("state", "starting")
            set("started_at", line.at)
        case "adopted": lease(fields["lease"])
        case "processStarted":
            set("base", fields["base"])
            set("process_started_at", line.at)
            if columns["state"] == .text("starting") { set("state", "running") }
        case "sessionStarted": set("session", fields["session"])
        case "used", "told", "alarmed", "leftWork", "swept", "caused", "progressed", "declared": break
        case "stopRequested": set("state", "stopping")
        case "ended":
            set("state", "ended")
            set("ended_at", line.at)
        default: columns["state"] = .text("an unknown event: \(line.name)")
        }
    }

    private mutating func lease(_ lease: Plain) {
        set("token", lease["token"])
        set("epoch", lease["epoch"])
    }

    mutating func change(_ line: Line) {
        let fields = line.fields
        switch line.name {
        case "submitted":
            for column in ["ticket", "run", "project", "head"] { set(column, fields[column]) }
            set("candidates", 0)
            set("submitted_at", line.at)
            set("state", "queued")
        case "candidateBuilt":
            add("candidates", 1)
            set("state", "gating")
        case "gateFinished": break
        case "requeued": set("state", "queued")
        case "proven", "publishing", "held": set("state", line.name)
        case "landed", "rejected", "conflicted", "withdrawn":
            set("state", line.name)
            set("ended_at", line.at)
        default: columns["state"] = .text("an unknown event: \(line.name)")
        }
    }

    mutating func request(_ line: Line) {
        switch line.name {
        case "asked":
            for column in ["run", "ticket", "agent"] { set(column, line.fields[column]) }
            set("name", line.fields["content"]["id"])
            set("asked_at", line.at)
            set("state", "open")
        case "escalated": break
        default:
            set("state", line.name)
            set("closed_at", line.at)
        }
    }

    mutating func message(_ line: Line) {
        let fields = line.fields
        switch line.name {
        case "sent":
            set("recipient", fields["content"]["to"])
            set("ticket", fields["content"]["ticket"])
            set("kind", fields["content"]["kind"])
            set("sent_at", line.at)
            set("deliveries", 0)
            set("state", "sent")
            set("run", .null)
        case "delivered", "read":
            if line.name == "delivered" || columns["state"] == .text("sent") { add("deliveries", 1) }
            set("state", line.name)
            set("run", fields["run"])
        case "acted": set("state", "acted")
        case "returned", "released", "died":
            set("state", line.name == "died" ? "dead" : "sent")
            set("run", .null)
        default: columns["state"] = .text("an unknown event: \(line.name)")
        }
    }

    mutating func other(_ line: Line) {
        for column in ["is_paused", "is_retired", "epoch"] where columns[column] == nil { set(column, 0) }
        switch line.name {
        case "configured": set("is_retired", 0)
        case "retired": set("is_retired", 1)
        case "paused": set("is_paused", 1)
        case "resumed": set("is_paused", 0)
        case "serverStarted": set("epoch", line.fields["epoch"])
        case "serverStopped", "frozen", "thawed", "diskFilled", "diskFreed", "lagged": break
        default: columns["is_paused"] = .text("an unknown event: \(line.name)")
        }
    }
}
