/// How long what nobody works with any more is kept.
///
/// The last run of an open ticket is kept whole, whatever its age.
public struct Retention: Hashable, Sendable, Codable {
    /// After the end of a run its logs are cut to their last `logSize`.
    public var trimLogsAfter: Span
    /// KiB that stay of each log then.
    public var logSize: Int
    /// After the end of a run its folder is removed; the journal and the tables go on telling of it.
    public var removeRunsAfter: Span
    /// After this, entries of the journal move from the database to an archive.
    public var archiveJournalAfter: Span
    /// How long work stays that was saved before its worktree went away.
    public var rescues: Span

    public init(
        trimLogsAfter: Span = .hours(24 * 30), logSize: Int = 256, removeRunsAfter: Span = .hours(24 * 180),
        archiveJournalAfter: Span = .hours(24 * 180), rescues: Span = .hours(24 * 30)
    ) {
        self.trimLogsAfter = trimLogsAfter
        self.logSize = logSize
        self.removeRunsAfter = removeRunsAfter
        self.archiveJournalAfter = archiveJournalAfter
        self.rescues = rescues
    }

    /// What an older version did not know has its default.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let standard = Retention()
        trimLogsAfter = try values.decodeIfPresent(Span.self, forKey: .trimLogsAfter) ?? standard.trimLogsAfter
        logSize = try values.decodeIfPresent(Int.self, forKey: .logSize) ?? standard.logSize
        removeRunsAfter = try values.decodeIfPresent(Span.self, forKey: .removeRunsAfter) ?? standard.removeRunsAfter
        archiveJournalAfter =
            try values.decodeIfPresent(Span.self, forKey: .archiveJournalAfter) ?? standard.archiveJournalAfter
        rescues = try values.decodeIfPresent(Span.self, forKey: .rescues) ?? standard.rescues
    }

    /// How many entries of the journal an archive holds.
    public static let archiveLength = 10_000
}
