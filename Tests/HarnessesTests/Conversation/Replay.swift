import Domain
import Foundation
import Testing
import Wire

@testable import Harnesses

/// Plays a recorded conversation to a dialect.
enum Replay {
    /// All that the dialect wants done when it hears what the CLI wrote.
    ///
    /// - Parameter react: what people do when they see an event.
    static func effects<D: Dialect>(
        _ cli: String, _ name: String, _ dialect: inout D, react: (AgentEvent, inout D) -> [Effect] = { _, _ in [] }
    ) throws -> [Effect] {
        var effects: [Effect] = []
        follow(dialect.begin(), &dialect, &effects, react)
        for line in try lines(cli, name, "out") {
            follow(dialect.receive(line.line, at: Instant(milliseconds: 0)), &dialect, &effects, react)
        }
        return effects
    }

    /// The messages of one direction.
    static func lines(_ cli: String, _ name: String, _ direction: String) throws -> [JSONValue] {
        let file = URL(filePath: #filePath).appending(path: "../../Transcripts/\(cli)/\(name).jsonl").standardized
        let rows = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { try #require(JSONValue($0)) }
        return rows.filter { $0.dir?.text == direction }.compactMap(\.msg)
    }

    private static func follow<D: Dialect>(
        _ heard: [Effect], _ dialect: inout D, _ effects: inout [Effect], _ react: (AgentEvent, inout D) -> [Effect]
    ) {
        for effect in heard {
            effects.append(effect)
            guard case .event(let event) = effect else { continue }
            follow(react(event, &dialect), &dialect, &effects, react)
        }
    }
}

extension [Effect] {
    var events: [AgentEvent] { compactMap { if case .event(let event) = $0 { event } else { nil } } }
    var sent: [JSONValue] { compactMap { if case .send(let line) = $0 { JSONValue(line) } else { nil } } }
}
