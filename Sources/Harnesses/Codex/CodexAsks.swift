import Domain
import Wire

/// A request of Codex that waits for people. One may hold several questions; it is answered when all of them are.
struct CodexAsk {
    /// The shape of its answer.
    enum Shape {
        /// `item/commandExecution/requestApproval` and `item/fileChange/requestApproval`, with the decisions that are
        /// offered by the identifier of their option.
        case decision(offered: [String: JSONValue])
        /// `item/permissions/requestApproval`, with what it asks for.
        case permissions(JSONValue)
        /// `item/tool/requestUserInput`, with the identifiers of its questions in the order of `requests`.
        case input([String])
        /// `mcpServer/elicitation/request`, with the fields of its form in the order of `requests`.
        case elicitation([CodexField])
    }

    let id: JSONValue
    /// The turn that waits.
    let turn: String?
    let shape: Shape
    let requests: [AgentRequest]
    var answers: [String: AgentAnswer] = [:]

    var isAnswered: Bool { answers.count == requests.count }

    /// What is sent when all is answered.
    var result: JSONValue {
        let given = requests.map { answers[$0.id] ?? .deny(reason: "") }
        switch shape {
        case .decision(let offered):
            return ["decision": Self.decision(given.first ?? .deny(reason: ""), offered)]
        case .permissions(let wanted):
            let isGranted = given.first == .allow || given.first == .allowAlways
            let scope: JSONValue = given.first == .allowAlways ? "session" : "turn"
            return ["permissions": isGranted ? wanted : [:], "scope": scope]
        case .input(let questions):
            let texts = given.map { JSONValue.object(["answers": .array($0.words.map { [.string($0)] } ?? [])]) }
            return ["answers": .object(Dictionary(zip(questions, texts)) { _, last in last })]
        case .elicitation(let fields): return Self.elicited(fields, given)
        }
    }

    private static func decision(_ answer: AgentAnswer, _ offered: [String: JSONValue]) -> JSONValue {
        switch answer {
        case .allow: "accept"
        case .allowAlways: "acceptForSession"
        case .deny: "decline"
        case .reply(let text): offered[text] ?? "decline"
        }
    }

    private static func elicited(_ fields: [CodexField], _ given: [AgentAnswer]) -> JSONValue {
        // A form without fields asks for a yes.
        let isAccepted = fields.isEmpty ? given.allSatisfy(\.isYes) : given.allSatisfy { $0.words != nil }
        guard isAccepted else { return ["action": "decline", "content": nil, "_meta": nil] }
        let values = zip(fields, given).map { ($0.name, $0.value(of: $1.words ?? "")) }
        let content = Dictionary(values) { _, last in last }
        return ["action": "accept", "content": .object(content), "_meta": nil]
    }
}

/// A field of a form that an MCP server shows.
struct CodexField {
    let name: String
    /// As in JSON Schema.
    let type: String

    /// What a person wrote, as the field's type; their words when they are no such value.
    func value(of text: String) -> JSONValue {
        switch type {
        case "integer": Int64(text).map(JSONValue.integer) ?? .string(text)
        case "number": Double(text).map(JSONValue.number) ?? .string(text)
        case "boolean": ["true": true, "yes": true, "false": false, "no": false][text.lowercased()] ?? .string(text)
        default: .string(text)
        }
    }
}

extension AgentAnswer {
    fileprivate var words: String? { if case .reply(let text) = self { text } else { nil } }
    fileprivate var isYes: Bool { [.allow, .allowAlways, .reply(text: CodexOffers.yes.id)].contains(self) }
}

/// What Codex asked and nobody has answered yet.
struct CodexAsks {
    /// More at once are refused.
    private static let limit = 100
    private var open: [CodexAsk] = []

    /// False when too many are open, or one of the same name: its answer could be taken for this one's.
    mutating func add(_ ask: CodexAsk) -> Bool {
        let names = Set(open.flatMap(\.requests).map(\.id))
        guard open.count < Self.limit, names.isDisjoint(with: ask.requests.map(\.id)) else { return false }
        open.append(ask)
        return true
    }

    /// Nil when `request` is not open; else what to send now, which is nothing while its other questions are open.
    mutating func answer(_ request: String, _ answer: AgentAnswer) -> [RPCMessage]? {
        let place = open.firstIndex { ask in
            ask.answers[request] == nil && ask.requests.contains { $0.id == request }
        }
        guard let place else { return nil }
        open[place].answers[request] = answer
        guard open[place].isAnswered else { return [] }
        let ask = open.remove(at: place)
        return [.result(id: ask.id, ask.result)]
    }

    /// Codex needs no answer to `id` any more. The requests that nobody had answered.
    mutating func resolve(_ id: JSONValue) -> [String] { close { $0.id == id } }

    /// What a turn asked ends with it.
    mutating func close(turn: String) -> [String] { close { $0.turn == turn } }

    private mutating func close(_ isOver: (CodexAsk) -> Bool) -> [String] {
        let over = open.filter(isOver)
        open.removeAll(where: isOver)
        return over.flatMap { ask in ask.requests.map(\.id).filter { ask.answers[$0] == nil } }
    }
}
