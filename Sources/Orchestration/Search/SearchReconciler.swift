import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Keeps the index in line with files, and with what was said in runs that ended. Tickets keep themselves.
public final class SearchReconciler: Service {
    private let engine: Engine
    private let output: any RunOutput
    /// When files were looked at; nil before the first time.
    private let lookedAt = Mutex<Instant?>(nil)

    /// Files are looked at when something happens, not more often than this, and at least so often.
    private static let pause = (least: Span.seconds(5), most: Span.seconds(60))
    /// Runs of one pass: others may write to the database in between.
    private static let runsAtOnce = 20
    /// Of a conversation the end is indexed.
    static let transcriptLimit = 1 << 20

    public init(engine: Engine, output: any RunOutput) {
        self.engine = engine
        self.output = output
    }

    public func run() async throws {
        try await engine.reconcileForever { [self] _ in
            await reconcile()
        } carryOut: { (_: Never) in
        }
    }

    /// One pass. Returns when it wants to be called again.
    func reconcile() async -> Instant? {
        let now = engine.clock.now
        do {
            let isDue = lookedAt.withLock { $0.map { now >= $0 + Self.pause.least } ?? true }
            let notes = isDue ? engine.notes : nil
            let present = try notes?.notes().mapValues(\.version)
            let snapshot = try await engine.store.read { transaction in
                let indexed = try present.map { _ in try transaction.indexedNotes() } ?? [:]
                return SearchSnapshot(
                    present: present ?? [:], indexed: indexed,
                    ended: try transaction.runsToIndex(limit: Self.runsAtOnce))
            }
            for action in reconcileSearch(snapshot) { try await perform(action, snapshot) }
            try await notes?.commitLeftovers()
            if isDue { lookedAt.withLock { $0 = now } }
            return snapshot.ended.count == Self.runsAtOnce ? now : now + Self.pause.most
        } catch {
            engine.logger.error("the index for searching could not be brought in line, trying again soon: \(error)")
            return now + Self.pause.most
        }
    }

    private func perform(_ action: SearchAction, _ snapshot: SearchSnapshot) async throws {
        switch action {
        case .indexNote(let id):
            // One that cannot be shown is known in this state, so that it is not read again and again.
            let note = try engine.notes?.read(id) ?? Note(id: id, text: "")
            let version = snapshot.present[id] ?? ""
            try await engine.store.write { try $0.index(note, version: version) }
        case .removeNote(let id):
            try await engine.store.write { try $0.unindex(id.description) }
        case .indexRun(let id):
            let pieces = try output.transcript(id, limit: Self.transcriptLimit)
            try await engine.store.write { transaction in
                if let run = try transaction.run(id) { try transaction.index(run, said: pieces) }
            }
        }
    }
}
