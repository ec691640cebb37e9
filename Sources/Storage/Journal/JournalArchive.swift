import Domain
import Foundation

/// A file that holds the oldest entries of the journal, as the database remembers it.
public struct JournalArchive: Hashable, Sendable {
    public let first: Int64
    public let last: Int64
    /// Of the last entry in it: where the chain goes on.
    public let hash: String
    /// SHA-256 of the file.
    public let digest: String
    /// Bytes of the file.
    public let size: Int64

    /// The file's name: the same entries always have the same.
    public var name: String { Self.name(first, last) }

    static func name(_ first: Int64, _ last: Int64) -> String { "entries-\(first)-\(last).jsonl" }
}

/// The oldest entries that are due, as the file that is to hold them.
public struct ArchiveDraft: Sendable {
    public let archive: JournalArchive
    /// One entry a line, as JSON.
    public let bytes: [UInt8]
}

extension Transaction {
    /// The archives in the order of their entries.
    public func journalArchives() throws -> [JournalArchive] {
        try rows("SELECT first, last, hash, digest, size FROM journal_archive ORDER BY first", []).map { row in
            JournalArchive(
                first: row.integer(0), last: row.integer(1), hash: row.text(2), digest: row.text(3),
                size: row.integer(4))
        }
    }

    /// The next `count` entries as an archive; nil while they are not all older than `instant`, or the last are among
    /// them.
    public func dueArchive(before instant: Instant, count: Int) throws -> ArchiveDraft? {
        let archived = try number("SELECT max(last) FROM journal_archive")
        let next = try rows("SELECT at FROM journal WHERE position = ?", [.integer(archived + Int64(count))])
        guard let next = next.first, next.instant(0) <= instant, try revision() > archived + Int64(count) else {
            return nil
        }
        let entries = try storedJournal(after: archived, limit: count)
        guard let first = entries.first, let last = entries.last else { return nil }
        let bytes = try entries.flatMap { Array(try JSON.text(ArchivedLine($0)).utf8) + [newline] }
        return ArchiveDraft(
            archive: JournalArchive(
                first: first.position, last: last.position, hash: last.hash, digest: SHA256.hex(bytes),
                size: Int64(bytes.count)),
            bytes: bytes)
    }

    /// When the last of the next `count` entries was written; nil while there are not so many.
    func nextArchive(count: Int) throws -> Instant? {
        let archived = try number("SELECT max(last) FROM journal_archive")
        guard try revision() > archived + Int64(count) else { return nil }
        let next = try rows("SELECT at FROM journal WHERE position = ?", [.integer(archived + Int64(count))])
        return next.first.map { $0.instant(0) }
    }

    /// Takes the entries of an archive, whose file is on the disk, out of the database.
    public func moveToArchive(_ archive: JournalArchive) throws {
        try run(
            "INSERT INTO journal_archive (first, last, hash, digest, size) VALUES (?, ?, ?, ?, ?)",
            [
                .integer(archive.first), .integer(archive.last), .text(archive.hash), .text(archive.digest),
                .integer(archive.size),
            ])
        try run("DELETE FROM journal WHERE position <= ?", [.integer(archive.last)])
    }
}

extension JournalArchive {
    /// The entries in the file's bytes.
    ///
    /// - Throws: `StorageFailure` when the bytes are not those that were archived.
    func entries(in bytes: [UInt8]) throws -> [StoredEntry] {
        guard Int64(bytes.count) == size, SHA256.hex(bytes) == digest else {
            throw StorageFailure(.corrupt, "The journal's archive \(name) was changed: bring it back from a backup.")
        }
        let decoder = JSONDecoder()
        return try bytes.split(separator: newline).map { try decoder.decode(ArchivedLine.self, from: Data($0)).entry }
    }

    /// The journal's entries in the file's bytes, after `position`, at most `limit`.
    public func journal(in bytes: [UInt8], after position: Int64, limit: Int) throws -> [JournalEntry] {
        try entries(in: bytes).filter { $0.position > position }.prefix(limit).map { $0.entry(try $0.columns.event()) }
    }
}

private let newline = UInt8(ascii: "\n")

/// An entry as a line of an archive.
private struct ArchivedLine: Codable {
    let position: Int64
    let at: Int64
    let actor: String
    let cause: Int64?
    let noun: String
    let subject: String
    let name: String
    let payload: String
    let hash: String

    init(_ entry: StoredEntry) {
        position = entry.position
        at = entry.at.milliseconds
        actor = entry.actor
        cause = entry.cause
        noun = entry.columns.noun
        subject = entry.columns.subject
        name = entry.columns.name
        payload = entry.columns.payload
        hash = entry.hash
    }

    var entry: StoredEntry {
        StoredEntry(
            position: position, at: Instant(milliseconds: at), actor: actor, cause: cause,
            columns: EventColumns(noun: noun, subject: subject, name: name, payload: payload), hash: hash)
    }
}
