import Domain

extension Transaction {
    /// The position of the last entry; the workspace's revision.
    public func revision() throws -> Int64 {
        try number("SELECT revision FROM workspace")
    }

    /// Appends `event` as the next entry and returns it.
    func append(_ event: Event, by actor: Actor, cause: Int64?, at now: Instant) throws -> JournalEntry {
        let columns = try EventColumns(event)
        let last = try rows("SELECT revision, hash FROM workspace", [])[0]
        let position = last.integer(0) + 1
        var entry = JournalEntry(
            position: position, at: now, actor: actor.description, cause: cause, event: event,
            size: columns.payload.utf8.count)
        entry.hash = entry.seal(after: last.text(1), columns)
        try run(
            """
            INSERT INTO journal (position, at, actor, cause, noun, subject, name, payload, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(position), .instant(now), .text(entry.actor), .optional(cause) { .integer($0) },
                .text(columns.noun), .text(columns.subject), .text(columns.name), .text(columns.payload),
                .text(entry.hash),
            ])
        try run("UPDATE workspace SET revision = ?, hash = ?", [.integer(position), .text(entry.hash)])
        return entry
    }

    /// Up to `limit` entries after `position`, in order.
    public func journal(after position: Int64, limit: Int) throws -> [JournalEntry] {
        try rows(
            """
            SELECT position, at, actor, cause, noun, subject, name, payload, hash FROM journal
            WHERE position > ? ORDER BY position LIMIT ?
            """, [.integer(position), .integer(Int64(limit))]
        ).map { row in
            let columns = row.eventColumns
            return JournalEntry(
                position: row.integer(0), at: row.instant(1), actor: row.text(2), cause: row.optionalInteger(3),
                event: try columns.event(), size: columns.payload.utf8.count, hash: row.text(8))
        }
    }
}

extension Row {
    fileprivate var eventColumns: EventColumns {
        EventColumns(noun: text(4), subject: text(5), name: text(6), payload: text(7))
    }
}

extension JournalEntry {
    /// The link of the chain: SHA-256 over the previous hash and every field, with line feeds between.
    func seal(after previous: String, _ columns: EventColumns) -> String {
        let fields = [
            previous, "\(position)", "\(at.milliseconds)", actor, cause.map(String.init) ?? "",
            columns.noun, columns.subject, columns.name, columns.payload,
        ]
        return SHA256.hex(Array(fields.joined(separator: "\n").utf8))
    }
}
