import Domain
import Foundation
import Testing
import Wire

@testable import Harnesses

/// A recorded conversation with an ACP agent, played again: what the recorder wrote says what the person did.
struct Recorded {
    var dialect: ACPDialect
    var effects: [Effect] = []

    static func opening(_ permissions: Permissions, _ session: Opening.Session = .fresh) -> Opening {
        Opening(
            run: 7, prompt: "Do it.", worktree: "/work/tree", writable: [], model: nil, effort: nil,
            permissions: permissions, session: session, home: nil)
    }

    /// Of an agent that gets its files and terminals of its client.
    static var served: Opening {
        var opening = opening(.ask)
        opening.usesClientTools = true
        return opening
    }

    /// Plays a case as far as it was recorded.
    static func play(_ cli: String, _ name: String, _ preset: ACPPreset, _ opening: Opening) throws -> Recorded {
        var recorded = Recorded(dialect: ACPDialect(opening, preset: preset))
        recorded.effects = recorded.dialect.begin()
        var prompts = 0
        for row in try rows(cli, name) {
            let message = row.msg ?? .null
            if row.dir?.text == "out" {
                recorded.effects += recorded.dialect.receive(message.line, at: Instant(milliseconds: 0))
            } else if row.dir?.text == "in" {
                if message.method?.text == "session/prompt" { prompts += 1 }
                recorded.effects += recorded.act(message, isFirst: prompts < 2)
            }
        }
        return recorded
    }

    static func rows(_ cli: String, _ name: String) throws -> [JSONValue] {
        let file = URL(filePath: #filePath).appending(path: "../../Transcripts/\(cli)/\(name).jsonl").standardized
        return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { try #require(JSONValue($0)) }
    }

    private mutating func act(_ message: JSONValue, isFirst: Bool) -> [Effect] {
        let id = message.id.map { String(decoding: $0.line, as: UTF8.self) } ?? ""
        if let outcome = message.result?.outcome {
            guard let option = outcome.optionId?.text else { return [] }
            return dialect.answer("permission-\(id)", .reply(text: option))
        }
        switch message.method?.text {
        case "session/cancel": return dialect.interrupt()
        case "session/prompt" where !isFirst:
            return dialect.say(message.params?.prompt?.items?.first?["text"]?.text ?? "")
        case nil where message.error != nil:
            return dialect.served("service-\(id)", .refused(reason: message.error?.message?.text ?? ""))
        case nil: return dialect.served("service-\(id)", .done)
        default: return []
        }
    }

    /// The events as a person would tell them.
    var story: [String] { effects.events.map(Self.say) }

    static func say(_ event: AgentEvent) -> String {
        switch event {
        case .sessionStarted(_, let model): "session with \(model ?? "some model")"
        case .turnStarted: "turn"
        case .text(let text): "says \(text)"
        case .reasoning(let text): "thinks \(text.prefix(20))"
        case .toolStarted(_, let name, let target): "\(name) \(target.prefix(24))"
        case .toolFinished(_, let isError, let size): isError ? "error" : "done \(size)"
        case .fileChanged(let path): "changed \(path)"
        case .plan(let steps): "plan \(steps.map { "\($0.state) \($0.text)" })"
        case .used(let usage):
            "used \(usage.inputTokens) \(usage.outputTokens) \(usage.cacheReadTokens) \(usage.costUSD ?? 0)"
        case .asked(let request): "asks \(request.kind): \(request.title.prefix(24))"
        case .permitted(let request): "permitted \(request.kind)"
        case .answered(_, let answer): "answer \(answer.map { "\($0)" } ?? "none")"
        case .retrying(let attempt, let failure): "retry \(attempt) \(failure.kind)"
        case .said(let text, let delivery): "person \(delivery): \(text)"
        case .turnEnded(.failed(let failure)): "failed \(failure.kind): \(failure.message.prefix(60))"
        case .turnEnded(let end): "ended \(end)"
        case .warning(let text): "warning \(text)"
        }
    }
}
