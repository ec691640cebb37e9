import Wire

/// What a model answers, turn by turn: written by a test into the prompt, so that the server remembers nothing.
///
///     ```script
///     [{"text": "Writing.", "tools": [{"run": "echo hello > a.txt"}]}, {"text": "Done."}]
///     ```
struct Script: Sendable {
    /// As it stands in the prompt: what counted faults are counted by.
    let source: String
    let turns: [Turn]

    /// The last fenced block of `text` that opens with ```` ```script ````; nil without one.
    ///
    /// Agents merge messages and wrap prompts, so the fence may be anywhere in the text; in a merged text the newest
    /// message is the last one.
    init?(in text: String) throws(BadScript) {
        guard let source = Script.source(in: text) else { return nil }
        guard let value = JSONValue(source.utf8), let items = value.items else {
            throw BadScript("it is not a JSON array of turns: \(source.prefix(200))")
        }
        self.source = source
        var turns: [Turn] = []
        for (number, item) in items.enumerated() { turns.append(try Turn(item, place: "turn \(number)")) }
        self.turns = turns
    }

    /// Whether an agent needs tools to follow it.
    var usesTools: Bool { turns.contains { !$0.actions.isEmpty } }

    private static func source(in text: String) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let open = lines.lastIndex(where: { trimmed($0) == "```script" }) else { return nil }
        let inside = lines[(open + 1)...].prefix { trimmed($0) != "```" }
        return inside.joined(separator: "\n")
    }

    private static func trimmed(_ line: Substring) -> Substring {
        let start = line.drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...end]
    }
}

/// Why a script cannot be followed; the client gets it with HTTP 400.
struct BadScript: Error, CustomStringConvertible {
    let description: String

    init(_ reason: String) { description = "The prompt's script cannot be followed: \(reason)" }
}
