import Domain
import Foundation
import Orchestration
import Wire

/// `events.jsonl` of a run: everything that the agent did and said, in our words.
///
/// It follows from the agent's output and the controls; a replay writes only what is not there yet.
struct EventLog: Sendable {
    private let file: RecordFile
    /// Events that a replay gives and that are there already.
    private var known: Int

    init(_ path: String) throws(WorldFailure) {
        file = try RecordFile(path)
        known = try file.records().count
    }

    mutating func append(_ events: [AgentEvent], at now: Instant) throws {
        let new = events.dropFirst(known)
        known = max(0, known - events.count)
        if new.isEmpty { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try file.append(try new.map { Array(try encoder.encode(RunEventBody($0, at: now))) }, durable: false)
    }
}
