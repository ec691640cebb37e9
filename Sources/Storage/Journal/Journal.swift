import Domain

extension Transaction {
    /// The position of the last entry; the workspace's revision.
    public func revision() throws -> Int64 {
        try number("SELECT revision FROM workspace")
    }

    /// Appends `event` as the next entry and returns it.
    func append(_ event: Event, by actor: Actor, cause: Int64?, at now: Instant) throws -> JournalEntry {
        let last = try rows("SELECT revision, hash FROM workspace", [])[0]
        var stored = StoredEntry(
            position: last.integer(0) + 1, at: now, actor: actor.description, cause: cause,
            columns: try EventColumns(event))
        stored.hash = stored.seal(after: last.text(1))
        try run(
            """
            INSERT INTO journal (position, at, actor, cause, noun, subject, name, payload, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(stored.position), .instant(now), .text(stored.actor), .optional(cause) { .integer($0) },
                .text(stored.columns.noun), .text(stored.columns.subject), .text(stored.columns.name),
                .text(stored.columns.payload), .text(stored.hash),
            ])
        try run("UPDATE workspace SET revision = ?, hash = ?", [.integer(stored.position), .text(stored.hash)])
        return stored.entry(event)
    }

    /// Up to `limit` entries after `position`, in order.
    public func journal(after position: Int64, limit: Int) throws -> [JournalEntry] {
        try storedJournal(after: position, limit: limit).map { $0.entry(try $0.columns.event()) }
    }

    /// The same as they are stored.
    func storedJournal(after position: Int64, limit: Int) throws -> [StoredEntry] {
        try rows(
            """
            SELECT position, at, actor, cause, noun, subject, name, payload, hash FROM journal
            WHERE position > ? ORDER BY position LIMIT ?
            """, [.integer(position), .integer(Int64(limit))]
        ).map { row in
            StoredEntry(
                position: row.integer(0), at: row.instant(1), actor: row.text(2), cause: row.optionalInteger(3),
                columns: EventColumns(
                    noun: row.text(4), subject: row.text(5), name: row.text(6), payload: row.text(7)),
                hash: row.text(8))
        }
    }
}

/// An entry as it is stored: the very texts that its hash is over.
///
/// An event that an older version wrote may be coded otherwise by this one, so that it must not be coded anew.
struct StoredEntry: Hashable, Sendable {
    let position: Int64
    let at: Instant
    let actor: String
    let cause: Int64?
    let columns: EventColumns
    var hash = ""

    /// The link of the chain: SHA-256 over the previous hash and every field, with line feeds between.
    func seal(after previous: String) -> String {
        let fields = [
            previous, "\(position)", "\(at.milliseconds)", actor, cause.map(String.init) ?? "",
            columns.noun, columns.subject, columns.name, columns.payload,
        ]
        return SHA256.hex(Array(fields.joined(separator: "\n").utf8))
    }

    func entry(_ event: Event) -> JournalEntry {
        JournalEntry(
            position: position, at: at, actor: actor, cause: cause, event: event, size: columns.payload.utf8.count,
            hash: hash)
    }
}
