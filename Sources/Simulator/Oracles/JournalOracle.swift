import Domain
import Storage

/// Rule 9: what the journal adds up to is what the tables say. It adds up by itself, column by column; the chain of
/// hashes is followed at the end.
struct JournalOracle: Oracle {
    let rule = Rule.journalIsTables
    private var fold = Fold()
    private var touched: Set<String> = []
    private var position: Int64 = 0

    mutating func read(_ line: Line, _ world: World) -> String? {
        touched.insert(fold.take(line))
        defer { position = line.position }
        return line.position == position + 1 ? nil : "entry \(position + 1) of the journal is missing"
    }

    mutating func look(_ world: World, _ tables: any Transaction) throws -> String? {
        defer { touched = [] }
        for key in touched.sorted() {
            if let difference = try difference(key, tables) { return difference }
        }
        return nil
    }

    /// Everything again at the end: what no event named must not have changed either.
    mutating func finish(_ world: World, _ tables: any Transaction, at now: Int64) throws -> String? {
        for key in fold.rows.keys.sorted() {
            if let difference = try difference(key, tables) { return difference }
        }
        for noun in ["ticket", "run", "change", "request", "agent", "project"] {
            let stored = try tables.rows("SELECT count(*) FROM \(noun)", [])[0].integer(0)
            let told = fold.rows.keys.count { $0.hasPrefix("\(noun) ") }
            if stored != told { return "\(stored) rows of \(noun), and the journal tells of \(told)" }
        }
        return try brokenLink(tables)
    }

    private func difference(_ key: String, _ tables: any Transaction) throws -> String? {
        guard let row = fold.rows[key], let query = Fold.queries[row.noun] else { return nil }
        let id: Value = Int64(row.id).map(Value.integer) ?? .text(row.id)
        let stored = try tables.rows(query, row.noun == "workspace" ? [] : [id])
        guard let values = stored.first?.values else { return "\(key) has events but no row" }
        for (column, value) in zip(Fold.columns[row.noun] ?? [], values)
        where row.columns[column, default: .null] != value {
            return "\(key): \(column) is \(value), and its events say \(row.columns[column, default: .null])"
        }
        return nil
    }

    private func brokenLink(_ tables: any Transaction) throws -> String? {
        let rows = try tables.rows(
            "SELECT position, at, actor, cause, noun, subject, name, payload, hash FROM journal ORDER BY position", [])
        var hash = ""
        for row in rows {
            let numbers = [row.integer(0), row.integer(1)].map(String.init)
            let cause = row.optionalInteger(3).map(String.init) ?? ""
            let fields = [hash] + numbers + [row.text(2), cause] + (4...7).map { row.text($0) }
            hash = SHA256.hex(Array(fields.joined(separator: "\n").utf8))
            if hash != row.text(8) { return "entry \(row.integer(0)) does not match its hash" }
        }
        let head = try tables.rows("SELECT revision, hash FROM workspace", [])[0]
        return head.integer(0) == Int64(rows.count) && head.text(1) == hash
            ? nil : "the workspace is not at the last entry"
    }
}
