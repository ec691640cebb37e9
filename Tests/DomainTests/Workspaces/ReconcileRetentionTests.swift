import Domain
import Testing

@Suite("What is old")
struct ReconcileRetentionTests {
    private let now = Instant(milliseconds: 1_700_000_000_000)
    private let retention = Retention(
        trimLogsAfter: .hours(10), logSize: 16, removeRunsAfter: .hours(100), archiveJournalAfter: .hours(50))

    private func ago(_ hours: Int64) -> Instant { Instant(milliseconds: now.milliseconds - hours * 3_600_000) }

    private func folder(_ number: Int64, _ hours: Int64, log: Int64 = 0) -> RetentionSnapshot.Folder {
        .init(run: Run.ID(number: number), endedAt: ago(hours), longestLog: log)
    }

    private func plan(
        _ folders: [RetentionSnapshot.Folder], nextArchive: Instant? = nil
    ) -> (actions: [RetentionAction], nextAt: Instant?) {
        reconcileRetention(.init(retention: retention, folders: folders, nextArchive: nextArchive), at: now)
    }

    @Test("a long log is trimmed, an old folder removed, and nothing before its time")
    func folders() {
        let (actions, nextAt) = plan([
            folder(1, 100, log: 1 << 20), folder(2, 99, log: 1 << 20), folder(3, 99, log: 16 << 10),
            folder(4, 9, log: 1 << 20), folder(5, 10, log: (16 << 10) + 1),
        ])
        let trimmed: [RetentionAction] = [
            .trimLogs(Run.ID(number: 2), bytes: 16 << 10), .trimLogs(Run.ID(number: 5), bytes: 16 << 10),
        ]
        #expect(actions == [.removeRun(Run.ID(number: 1))] + trimmed)
        #expect(nextAt == now + .hours(1))
    }

    @Test("with the actions applied nothing is due")
    func idempotent() {
        let (actions, nextAt) = plan([folder(2, 99, log: 16 << 10), folder(5, 10, log: 16 << 10)])
        #expect(actions == [])
        #expect(nextAt == now + .hours(1))
        #expect(plan([]).nextAt == nil)
    }

    @Test("the journal is archived when the youngest entry of the next archive is old enough")
    func journal() {
        #expect(plan([], nextArchive: ago(49)).actions == [])
        #expect(plan([], nextArchive: ago(49)).nextAt == now + .hours(1))
        #expect(plan([], nextArchive: ago(50)).actions == [.archiveJournal(before: ago(50))])
    }
}
