import Foundation

/// Renders what an agent did and said as lines for people, event by event, cleaned of what would steer a terminal.
///
/// The agent's own words are indented, so that none of them looks like a line of ours.
public struct ConversationLines: Sendable {
    /// No agent has more tool calls at once; names beyond are not remembered.
    private static let limit = 1024
    /// A word of an agent can be a whole file; more lines than this of one are not shown.
    private static let linesOfText = 400

    /// What a tool that runs was called, by its id.
    private var tools: [String: String] = [:]
    /// What is asked, by its id.
    private var asked: [String: String] = [:]
    private var usage: UsageBody?

    public init() {}

    /// The lines of one event; none when it says nothing new to people.
    public mutating func lines(_ event: RunEventBody) -> [String] {
        let text = event.text ?? ""
        switch event.type {
        case "session_started": return [line("session", event.id, event.name.map { "(\($0))" })]
        case "text": return words(text, "  ")
        case "reasoning": return words(text, "  ~ ")
        case "tool_started", "tool_finished", "file_changed": return tool(event)
        case "plan": return (event.steps ?? []).map { "  \(Self.mark($0.state)) \(PlainText.line($0.text))" }
        case "used": usage = event.usage
        case "asked", "permitted", "answered": return request(event)
        case "retrying": return [line("! tries again:", event.kind, event.text)]
        case "said": return words(text, "> ")
        case "turn_ended": return [ended(event)]
        case "warning": return words(text, "! ")
        default: break  // a turn's start says nothing, and a newer program's words are not known
        }
        return []
    }

    /// What is said when no more events come: the tokens.
    public var end: [String] {
        guard let usage else { return [] }
        return ["tokens: \(usage.sentence)"]
    }

    private mutating func tool(_ event: RunEventBody) -> [String] {
        let id = event.id ?? ""
        switch event.type {
        case "tool_started":
            if tools.count < Self.limit { tools[id] = line(event.name) }
            return [line("▸", event.name, event.target)]
        case "tool_finished":
            let name = tools.removeValue(forKey: id) ?? "a tool"
            return event.isError == true ? ["✗ \(name) failed"] : []
        default: return [line("✎", event.target)]
        }
    }

    private mutating func request(_ event: RunEventBody) -> [String] {
        let id = event.id ?? ""
        switch event.type {
        case "asked":
            let title = line(event.name)
            if asked.count < Self.limit { asked[id] = title }
            return ["? \(title)"] + words(event.text ?? "", "    ").prefix(12)
        case "permitted": return []
        default:
            guard let title = asked.removeValue(forKey: id) else { return [] }
            return [line("? \(title):", event.answer.map(Self.answer) ?? "taken back")]
        }
    }

    private func ended(_ event: RunEventBody) -> String {
        switch event.outcome {
        case "failed": line("turn ended:", "failed", event.kind.map { "(\($0))" }, event.text)
        default: line("turn ended:", event.outcome)
        }
    }

    private static func answer(_ word: String) -> String {
        switch word {
        case "allow": "allowed"
        case "allow_always": "allowed always"
        case "deny": "denied"
        case "reply": "answered"
        default: word
        }
    }

    private static func mark(_ state: String) -> String {
        switch state {
        case "done": "[x]"
        case "active": "[>]"
        default: "[ ]"
        }
    }

    /// Words of several lines, each led by a sign.
    private func words(_ text: String, _ sign: String) -> [String] {
        let all = text.split(whereSeparator: \.isNewline)
        let shown = all.prefix(Self.linesOfText).map { "\(sign)\(PlainText.line($0))" }
        return all.count > shown.count ? shown + ["\(sign)… \(all.count - shown.count) more lines"] : shown
    }

    private func line(_ parts: String?...) -> String {
        parts.compactMap { $0 }.filter { !$0.isEmpty }.map { PlainText.line($0) }.joined(separator: " ")
    }
}

extension UsageBody {
    /// For people: `1200 read, 80 written, 5000 from cache, $0.02`.
    public var sentence: String {
        var parts = ["\(inputTokens) read", "\(outputTokens) written"]
        if cacheReadTokens > 0 { parts.append("\(cacheReadTokens) from cache") }
        if cacheWriteTokens > 0 { parts.append("\(cacheWriteTokens) into cache") }
        if let costUSD, costUSD.isFinite { parts.append("$" + String(format: "%.4f", costUSD)) }
        return parts.joined(separator: ", ")
    }
}

extension RunEventBody {
    /// The event that a line of a run's `events` log holds; nil when it holds none.
    public init?(line: some Sequence<UInt8>) {
        // The last line of a live log may be half written, and a newer server's may be of another kind.
        guard let event = try? JSONDecoder().decode(RunEventBody.self, from: Data(line)) else { return nil }
        self = event
    }
}
