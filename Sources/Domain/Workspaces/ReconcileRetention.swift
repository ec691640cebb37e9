/// What should be done about what is old.
public enum RetentionAction: Hashable, Sendable {
    /// Cut the logs of an ended run to so many bytes each.
    case trimLogs(Run.ID, bytes: Int64)
    case removeRun(Run.ID)
    /// Move the oldest entries of the journal, all of them written before the instant, to an archive.
    case archiveJournal(before: Instant)
}

/// What the reconciler of retention sees.
public struct RetentionSnapshot: Hashable, Sendable {
    /// The folder of a run that ended and may be touched.
    public struct Folder: Hashable, Sendable {
        public var run: Run.ID
        public var endedAt: Instant
        /// Bytes of its longest log.
        public var longestLog: Int64

        public init(run: Run.ID, endedAt: Instant, longestLog: Int64) {
            self.run = run
            self.endedAt = endedAt
            self.longestLog = longestLog
        }
    }

    public var retention: Retention
    public var folders: [Folder]
    /// When the youngest of the entries that the next archive would hold was written; nil: there are too few.
    public var nextArchive: Instant?

    public init(retention: Retention, folders: [Folder], nextArchive: Instant?) {
        self.retention = retention
        self.folders = folders
        self.nextArchive = nextArchive
    }
}

/// Removes, trims and archives what is due.
///
/// Idempotent: with the actions applied, nothing is due. `nextAt` is when the next thing will be.
public func reconcileRetention(
    _ snapshot: RetentionSnapshot, at now: Instant
) -> (actions: [RetentionAction], nextAt: Instant?) {
    let retention = snapshot.retention
    let limit = Int64(retention.logSize) << 10
    var actions: [RetentionAction] = []
    var later: [Instant] = []
    for folder in snapshot.folders {
        let removal = folder.endedAt + retention.removeRunsAfter
        let trimming = folder.endedAt + retention.trimLogsAfter
        if removal <= now {
            actions.append(.removeRun(folder.run))
            continue
        }
        later.append(removal)
        guard folder.longestLog > limit else { continue }
        if trimming <= now { actions.append(.trimLogs(folder.run, bytes: limit)) } else { later.append(trimming) }
    }
    if let youngest = snapshot.nextArchive {
        let due = youngest + retention.archiveJournalAfter
        if due <= now {
            let age = retention.archiveJournalAfter.milliseconds
            actions.append(.archiveJournal(before: Instant(milliseconds: now.milliseconds - age)))
        } else {
            later.append(due)
        }
    }
    return (actions, later.min())
}
