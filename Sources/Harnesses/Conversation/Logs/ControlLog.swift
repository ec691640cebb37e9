import Domain
import Foundation
import Orchestration

/// What reached a conversation from outside the agent, and where in the agent's output that was.
struct ControlEntry: Codable, Hashable, Sendable {
    /// How many lines of the agent had been taken in before.
    let after: Int
    let control: Control

    /// Who says what.
    enum Control: Codable, Hashable, Sendable {
        case person(AgentControl)
        case served(call: String, result: ServiceResult)
    }
}

/// `controls.jsonl` of a run: an entry is durable before it takes effect, so that a replay does the same again at the
/// same place.
struct ControlLog: Sendable {
    private let file: RecordFile

    init(_ path: String) throws(WorldFailure) {
        file = try RecordFile(path)
    }

    func entries() throws -> [ControlEntry] {
        try file.records().map { try JSONDecoder().decode(ControlEntry.self, from: Data($0)) }
    }

    func append(_ entry: ControlEntry) throws {
        try file.append([Array(try JSONEncoder().encode(entry))], durable: true)
    }
}
