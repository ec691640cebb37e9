/// What an agent may have Skein do: the same through MCP, HTTP and the command line.
public struct AgentTool: Sendable {
    public let name: String
    /// What a model reads of it.
    public let description: String
    public let parameters: [Parameter]

    /// One member of a tool's arguments.
    public struct Parameter: Sendable {
        public let name: String
        public let kind: Kind
        public let description: String
        public let isRequired: Bool

        init(_ name: String, _ description: String, _ kind: Kind = .text, isRequired: Bool = false) {
            self.name = name
            self.kind = kind
            self.description = description
            self.isRequired = isRequired
        }
    }

    /// What a parameter's value is.
    public enum Kind: Sendable {
        case text, flag, texts
        case choice([String])
    }

    /// What an agent is told of all of them together.
    public static let instructions = """
        You work on one ticket of a workspace that Skein keeps: `context` shows it. Divide work that is too big or \
        that others do better with `create_ticket`, or `hand_off` the whole; what you cannot decide, `ask`. What you \
        then wait for comes after your turn: end it, and you go on with the answers and results. `finish` says what \
        came of it or what blocks it, `progress` how far you are, `message` writes to an agent, `mail` shows what it \
        wrote, `search` finds tickets, notes and past runs, `remember` keeps a note.
        """

    public static let context = AgentTool(
        "context", "Your ticket, or another you may see: text, comments, parts and results, whom you may give work.",
        [Parameter("ticket", "such as T-12; left out, yours")])

    public static let comment = AgentTool(
        "comment", "Say something on your ticket, or on another you may see; who works on it reads it.",
        [Parameter("text", "what to say", isRequired: true), Parameter("ticket", "such as T-12; left out, yours")])

    public static let createTicket = AgentTool(
        "create_ticket", "Hand out a part of your ticket as a ticket of its own.",
        [
            Parameter("title", "what is to be done, in one line", isRequired: true),
            Parameter("text", "all that who does it must know"),
            Parameter("assignee", "an agent that reports to you; left out, whoever may"),
            Parameter("project", "left out, that of your ticket"),
            Parameter("after", "tickets that must be done first, such as T-12", .texts),
            Parameter("priority", "normal when left out", .choice(["urgent", "high", "normal", "low"])),
            Parameter("wait", "false: do not wait for it; else end your turn and go on with its result", .flag),
        ])

    public static let progress = AgentTool(
        "progress", "Tell those who watch how far you are.",
        [Parameter("text", "one line", isRequired: true)])

    public static let finish = AgentTool(
        "finish", "Say what your ticket comes to; then end your turn. Needs not be called when all went well.",
        [
            Parameter("outcome", "what it comes to", .choice(["done", "blocked"]), isRequired: true),
            Parameter("text", "the result, or what is in the way", isRequired: true),
            Parameter("on", "the agent that can clear it away; left out, a person"),
        ])

    public static let handOff = AgentTool(
        "hand_off", "Give your ticket to another agent, with all that was done; then end your turn.",
        [
            Parameter("to", "an agent", isRequired: true),
            Parameter("text", "what is done and what is left", isRequired: true),
        ])

    public static let ask = AgentTool(
        "ask", "Ask a person or agent what your ticket needs; never for secrets. The answer comes after your turn.",
        [
            Parameter("question", "all that who answers must know", isRequired: true),
            Parameter("options", "what may be chosen; yes and no to confirm; left out, a text", .texts),
            Parameter("to", "an agent; left out, a person"),
            Parameter("default", "what holds if nobody answers"),
        ])

    public static let message = AgentTool(
        "message", "Write to an agent, or answer a request that was put to you. No thanks, no small talk.",
        [
            Parameter("to", "an agent, or a request such as Q-3", isRequired: true),
            Parameter("text", "what to say", isRequired: true),
            Parameter("ticket", "what it is about; left out, yours"),
        ])

    public static let mail = AgentTool("mail", "Read the messages to you that came since this run began.", [])

    public static let search = AgentTool(
        "search", "Find words in tickets, your notes, knowledge and past runs.",
        [
            Parameter("query", "words, or the name of a note to read it whole", isRequired: true),
            Parameter("kind", "all when left out", .choice(["ticket", "memory", "knowledge", "run"])),
        ])

    public static let remember = AgentTool(
        "remember", "Keep a note for your later runs, which begin with your notes.",
        [
            Parameter("name", "such as testing", isRequired: true),
            Parameter("text", "what to keep; empty forgets the note", isRequired: true),
            Parameter("mode", "append when left out", .choice(["append", "replace"])),
        ])

    public static let hire = AgentTool(
        "hire", "Propose a new agent, when your file allows it; a person decides.",
        [
            Parameter("name", "such as dora", isRequired: true),
            Parameter(
                "file", "its file: `---`, keys such as `harness: claude`, `manager: you`, `---`, instructions",
                isRequired: true),
        ])

    public static let all = [
        context, comment, createTicket, progress, finish, handOff, ask, message, mail, search, remember, hire,
    ]

    public static func named(_ name: String) -> AgentTool? { all.first { $0.name == name } }

    private init(_ name: String, _ description: String, _ parameters: [Parameter]) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

extension AgentTool {
    /// As MCP lists it, with a JSON Schema of its arguments.
    public var listing: JSONValue {
        let properties = parameters.map { ($0.name, $0.schema) }
        let required = parameters.filter(\.isRequired).map { JSONValue.string($0.name) }
        return [
            "name": .string(name), "description": .string(description),
            "inputSchema": .object(present: [
                "type": "object", "properties": .object(Dictionary(uniqueKeysWithValues: properties)),
                "required": required.isEmpty ? nil : .array(required), "additionalProperties": false,
            ]),
        ]
    }

    /// What is wrong with `arguments`, in a sentence that a model can act on; nil when they fit.
    public func fault(of arguments: JSONValue) -> String? {
        guard let members = arguments.members else { return "The arguments of \(name) must be an object." }
        for name in members.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
            let known = parameters.map { "`\($0.name)`" }.joined(separator: ", ")
            return "\(self.name) takes no `\(name.prefix(40))`: it takes \(known)."
        }
        for parameter in parameters {
            guard let value = members[parameter.name], !value.isNull else {
                if parameter.isRequired { return "\(name) needs `\(parameter.name)`: \(parameter.description)." }
                continue
            }
            if let wanted = parameter.kind.mismatch(value) { return "`\(parameter.name)` must be \(wanted)." }
        }
        return nil
    }
}

extension AgentTool.Parameter {
    fileprivate var schema: JSONValue {
        let description = JSONValue.string(self.description)
        return switch kind {
        case .text: ["type": "string", "description": description]
        case .flag: ["type": "boolean", "description": description]
        case .texts: ["type": "array", "items": ["type": "string"], "description": description]
        case .choice(let words):
            ["type": "string", "enum": .array(words.map { .string($0) }), "description": description]
        }
    }
}

extension AgentTool.Kind {
    /// What the value should have been; nil when it is.
    fileprivate func mismatch(_ value: JSONValue) -> String? {
        switch self {
        case .text: value.text == nil ? "a text" : nil
        case .flag: value.flag == nil ? "true or false" : nil
        case .texts: value.items?.allSatisfy { $0.text != nil } == true ? nil : "a list of texts"
        case .choice(let words):
            value.text.map(words.contains) == true ? nil : "one of \(words.joined(separator: ", "))"
        }
    }
}
