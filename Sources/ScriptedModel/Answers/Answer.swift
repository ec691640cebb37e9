import Wire

/// What the model answers, in one form for all APIs.
struct Answer: Sendable {
    let id = Answer.randomID()
    let model: String
    let thinking: String
    let text: String
    let calls: [Call]
    let usage: Usage

    /// - Parameter requestLength: in bytes; four of them count as a token where the script says no usage.
    init(_ turn: Turn, at number: Int, in conversation: Conversation, requestLength: Int) throws(BadScript) {
        let toolbox = Toolbox(
            conversation.tools, turn: number, searched: conversation.searched, said: conversation.said)
        var turn = turn
        var calls: [Call] = []
        for action in turn.actions { calls.append(try toolbox.call(action)) }
        let searches = calls.filter(Toolbox.isSearch)
        if !searches.isEmpty { (turn, calls) = (Turn(text: ""), searches) }
        model = conversation.model
        thinking = turn.thinking
        text = turn.text
        self.calls = calls
        let length = (turn.thinking + turn.text + calls.map(\.inputText).joined()).utf8.count
        usage = turn.usage ?? Usage(input: requestLength / 4 + 1, output: length / 4 + 1)
    }

    static func randomID() -> String { String(UInt64.random(in: .min ... .max), radix: 16) }

    /// At most 64 pieces of at least 24 characters, as a model's words come.
    static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var rest = text[...]
        let size = max(24, text.count / 64 + 1)
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return pieces
    }
}

/// The API of a model: how a request is read and how an answer is written.
protocol ModelAPI: SendableMetatype {
    static func conversation(_ body: JSONValue) -> Conversation
    static func events(_ answer: Answer) -> EventStream
    static func whole(_ answer: Answer) -> JSONValue
    static func error(_ problem: ModelProblem) -> JSONValue
    /// The event of a stream that fails.
    static func errorEvent() -> String
}

/// An answer as server-sent events.
struct EventStream: Equatable, Sendable {
    let events: [String]
    /// Those without which the answer has no end.
    let ending: [String]
    /// How many of `events` show a first piece of the answer and complete no part of it: an agent that lost the rest
    /// has nothing to keep, and asks again for the same turn.
    let opening: Int

    /// An event with its type in a field of its own, and again in its body.
    static func typed(_ type: String, _ members: [String: JSONValue]) -> String {
        "event: \(type)\n" + plain(.object(members.merging(["type": .string(type)]) { _, new in new }))
    }

    static func plain(_ value: JSONValue) -> String { "data: \(String(decoding: value.line, as: UTF8.self))\n\n" }
}

/// Why a model gives no answer.
struct ModelProblem: Sendable {
    let status: Int
    let message: String
    var isOverflow = false
}

extension JSONValue {
    static func text(of content: JSONValue?) -> [String] {
        if let text = content?.text { return [text] }
        return (content?.items ?? []).compactMap { $0["text"]?.text ?? $0.text }
    }
}
