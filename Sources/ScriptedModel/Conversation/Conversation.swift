import Wire

/// A request's conversation so far, in one form for all APIs.
struct Conversation: Sendable {
    enum Item: Equatable, Sendable {
        /// Words to the model: of the user, or of the agent in the user's name.
        case said(String)
        /// A part of an answer of the model, with the identifiers of its calls of tools.
        case answered(calls: [String])
        /// What a tool returned.
        case result

        /// Nil for what is no answer.
        var calls: [String]? { if case .answered(let calls) = self { calls } else { nil } }
    }

    var model: String
    var isStreamed: Bool
    var items: [Item] = []
    var tools: [Tool] = []
    /// The names of tools that were searched for.
    var searched: Set<String> = []

    init(_ body: JSONValue) {
        model = body.model?.text ?? "scripted"
        isStreamed = body.stream?.flag ?? false
    }

    /// The words that came to the model, the oldest first.
    var said: [String] { items.compactMap { if case .said(let text) = $0 { text } else { nil } } }

    /// Where the conversation is in the newest script that was said; nil where no script is to be followed.
    func position() throws(BadScript) -> Position? {
        for (index, item) in items.enumerated().reversed() {
            guard case .said(let text) = item, let script = try Script(in: text) else { continue }
            guard isOfAgent(script) else { return nil }
            return Position(script: script, turn: Conversation.answers(in: items[(index + 1)...]))
        }
        return nil
    }

    /// Agents also ask a model for titles and summaries of the prompt, without the tools that they work with: answered
    /// by the script, such a request would use up a fault that the agent's own request should meet.
    private func isOfAgent(_ script: Script) -> Bool {
        tools.contains { Verb.of($0) != nil } || (tools.isEmpty && !script.usesTools)
    }

    /// How many answers the model gave.
    ///
    /// An answer may come back in pieces, with results between its calls; identifiers of calls carry the turn, so that
    /// the pieces count once. An answer without calls counts when something else follows it.
    static func answers(in items: ArraySlice<Item>) -> Int {
        var count = 0
        for run in items.split(whereSeparator: { $0.calls == nil }) {
            let turns = run.flatMap { $0.calls ?? [] }.compactMap(CallID.turn)
            count = turns.max().map { max(count, $0 + 1) } ?? count + 1
        }
        return count
    }
}

/// A place in a script.
struct Position: Sendable {
    let script: Script
    /// The number of the next answer, from 0; past the last turn when the script was followed to its end.
    let turn: Int

    var next: Turn { script.turns.indices.contains(turn) ? script.turns[turn] : .standard }
}

/// The identifier of a call of a tool: `call_t3_5f0c…` is one of turn 3.
enum CallID {
    static func make(turn: Int) -> String { "t\(turn)_\(Answer.randomID())" }

    static func turn(of id: String) -> Int? {
        id.split(separator: "_").lazy.filter { $0.hasPrefix("t") }.compactMap { Int($0.dropFirst()) }.first
    }
}
