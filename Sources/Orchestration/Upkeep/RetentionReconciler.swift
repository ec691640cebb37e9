import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// The folders that runs leave: the port that looks at them and makes them smaller.
public protocol RunFolderSite: Sendable {
    /// The runs that have a folder, with the bytes of their longest log.
    func folders() throws -> [Run.ID: Int64]

    /// Cuts each log of an ended run to at most so many bytes, the last ones, and says so in it. Safe to repeat.
    func trimLogs(of run: Run.ID, to bytes: Int64) throws

    /// Removes all that the run left. Safe to repeat.
    func remove(_ run: Run.ID) throws
}

/// The files beside the database that hold the oldest entries of the journal: the port that writes them.
public protocol ArchiveSite: Sendable {
    /// Returns when the file is complete and on the disk; the same draft gives the same file.
    func write(_ draft: ArchiveDraft) throws
}

/// Trims, removes and archives what is old: seldom, and never while nothing happens and nothing is due.
public final class RetentionReconciler: Service {
    private struct Plan {
        var retention: Retention
        var lookedAt: Instant
        var nextAt: Instant?
    }

    /// A server that starts has better things to do first; one that works looks again after this at the earliest.
    private static let pause = (first: Span.seconds(60), between: Span.hours(1))

    private let engine: Engine
    private let runs: any RunFolderSite
    private let archives: any ArchiveSite
    private let plan = Mutex<Plan?>(nil)
    /// Nothing is looked at before.
    private let restsUntil: Mutex<Instant>

    public init(engine: Engine, runs: any RunFolderSite, archives: any ArchiveSite) {
        self.engine = engine
        self.runs = runs
        self.archives = archives
        restsUntil = Mutex(engine.clock.now + Self.pause.first)
    }

    public func run() async throws {
        try await engine.reconcileForever { [self] _ in
            await reconcile()
        } carryOut: { (_: Never) in
        }
    }

    /// Looks when something may be due, and does it. Returns when it wants to be called again.
    func reconcile() async -> Instant? {
        let now = engine.clock.now
        let rest = restsUntil.withLock { $0 }
        if now < rest { return rest }
        do {
            let retention = try await engine.store.read { try $0.workspace().settings.retention }
            if let wait = wait(retention, now) { return wait }
            let folders = try runs.folders()
            let snapshot = try await engine.store.read {
                try $0.retentionSnapshot(retention, folders: folders)
            }
            let (actions, nextAt) = reconcileRetention(snapshot, at: now)
            for action in actions { try await perform(action) }
            // An archive may be followed by the next one.
            let isMore = actions.contains { if case .archiveJournal = $0 { true } else { false } }
            plan.withLock { $0 = isMore ? nil : Plan(retention: retention, lookedAt: now, nextAt: nextAt) }
            return isMore ? now : nextAt
        } catch {
            engine.logger.error("what is old could not be put away, trying again in an hour: \(error)")
            restsUntil.withLock { $0 = now + Self.pause.between }
            return now + Self.pause.between
        }
    }

    /// When to look again, while it is too early now: nothing new is known, or somebody was just looked after.
    private func wait(_ retention: Retention, _ now: Instant) -> Instant? {
        plan.withLock { plan in
            guard let plan, plan.retention == retention else { return nil }
            let again = plan.lookedAt + Self.pause.between
            let next = plan.nextAt.map { min($0, again) } ?? again
            return now < next ? next : nil
        }
    }

    private func perform(_ action: RetentionAction) async throws {
        switch action {
        case .trimLogs(let run, let bytes):
            try runs.trimLogs(of: run, to: bytes)
            // What was cut off is not to be found any more; the rest is read again.
            try await engine.store.write { try $0.indexAgain(run) }
        case .removeRun(let run):
            try runs.remove(run)
            try await engine.store.write { try $0.unindex(run.description) }
        case .archiveJournal(let instant):
            let count = Retention.archiveLength
            let draft = try await engine.store.read { try $0.dueArchive(before: instant, count: count) }
            guard let draft else { return }
            try archives.write(draft)
            try await engine.store.write { try $0.moveToArchive(draft.archive) }
        }
    }
}
