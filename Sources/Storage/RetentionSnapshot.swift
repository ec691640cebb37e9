import Domain

extension Transaction {
    /// What the reconciler of retention decides on.
    ///
    /// - Parameter folders: the runs that left a folder, with the bytes of their longest log.
    public func retentionSnapshot(_ retention: Retention, folders: [Run.ID: Int64]) throws -> RetentionSnapshot {
        // The last run of an open ticket is what its next run and its people look at.
        let ended = try rows(
            """
            SELECT run.id, run.ended_at FROM run JOIN ticket ON ticket.id = run.ticket
            WHERE run.state = 'ended' AND (ticket.state IN ('done', 'cancelled')
                OR run.id < (SELECT max(id) FROM run AS other WHERE other.ticket = run.ticket))
            ORDER BY run.id
            """, [])
        let known = ended.compactMap { row in
            let run = Run.ID(number: row.integer(0))
            return folders[run].map {
                RetentionSnapshot.Folder(run: run, endedAt: row.instant(1), longestLog: $0)
            }
        }
        return RetentionSnapshot(
            retention: retention, folders: known, nextArchive: try nextArchive(count: Retention.archiveLength))
    }
}
