import Domain
import Wire

/// A `session/request_permission` of the agent, and how an answer is put into its words.
struct ACPPermission: Hashable, Sendable {
    /// The identifier of the agent's request.
    let id: JSONValue
    /// What it is about.
    let call: JSONValue
    let options: [Option]

    /// One answer that the agent offers.
    struct Option: Hashable, Sendable {
        let id: String
        let label: String
        /// `allow_once`, `allow_always`, `reject_once`, `reject_always`; identifiers differ in every agent.
        let kind: String
    }

    init(id: JSONValue, _ parameters: JSONValue) {
        self.id = id
        call = parameters.toolCall ?? .null
        options = (parameters.options?.items ?? []).compactMap { option in
            guard let id = option.optionId?.text else { return nil }
            return Option(id: id, label: option.name?.text ?? id, kind: option.kind?.text ?? "")
        }
    }

    var name: String { "permission-\(String(decoding: id.line, as: UTF8.self))" }

    /// What a person is asked; `known` is what the call itself said before.
    func request(_ known: (kind: String?, title: String?, input: JSONValue?)) -> AgentRequest {
        let input = ACPToolShape(call).input ?? known.input
        let title = call.title?.text ?? known.title ?? call.kind?.text ?? "Go on?"
        return AgentRequest(
            id: name, kind: kind(call.kind?.text ?? known.kind, input),
            title: String(title.prefix { !$0.isNewline }.prefix(300)), detail: detail(input),
            options: options.map { AgentRequest.Option(id: $0.id, label: $0.label, effect: effect($0.kind)) })
    }

    /// The answer in the agent's words. Without an option for it the request is given up, which allows nothing.
    func outcome(_ answer: AgentAnswer) -> JSONValue {
        guard let option = option(answer) else { return Self.cancelled }
        return ["outcome": ["outcome": "selected", "optionId": .string(option.id)]]
    }

    static let cancelled: JSONValue = ["outcome": ["outcome": "cancelled"]]

    /// Whether it says no to the agent.
    func denies(_ answer: AgentAnswer) -> Bool {
        option(answer).map { $0.kind.hasPrefix("reject") } ?? true
    }

    /// Words of the answer for which the protocol has no place: why not, or what to do instead.
    func remark(_ answer: AgentAnswer) -> String? {
        switch answer {
        case .allow, .allowAlways: nil
        case .deny(let reason): reason.isEmpty ? nil : reason
        case .reply(let text): chosen(text) == nil && !text.isEmpty ? text : nil
        }
    }

    private func option(_ answer: AgentAnswer) -> Option? {
        switch answer {
        case .allow: first("allow_once", "allow_always")
        case .allowAlways: first("allow_always", "allow_once")
        case .deny: first("reject_once", "reject_always")
        // Words that are no option say what to do instead, so they are a no.
        case .reply(let text): chosen(text) ?? first("reject_once", "reject_always")
        }
    }

    private func first(_ kinds: String...) -> Option? {
        kinds.lazy.compactMap { kind in options.first { $0.kind == kind } }.first
    }

    private func chosen(_ text: String) -> Option? {
        options.first { $0.id == text } ?? options.first { $0.label.lowercased() == text.lowercased() }
    }

    private func kind(_ kind: String?, _ input: JSONValue?) -> AgentRequest.Kind {
        switch kind {
        case "edit", "delete", "move": .edit
        case "execute": .execute
        case "read", "search": .read
        case "fetch": .fetch
        case .some: .other
        case nil: input?.command != nil ? .execute : .other
        }
    }

    private func detail(_ input: JSONValue?) -> String {
        let changes = (call.content?.items ?? []).filter { $0.type?.text == "diff" }.map { diff in
            "\(diff.path?.text ?? "")\n\(diff.newText?.text ?? "")"
        }
        let words = changes.isEmpty ? input?.command?.text : changes.joined(separator: "\n")
        let rest = input.map { $0.text ?? String(decoding: $0.line, as: UTF8.self) }
        return String((words ?? rest ?? "").prefix(16 << 10))
    }

    private func effect(_ kind: String) -> AgentRequest.Option.Effect {
        switch kind {
        case "allow_once": .allow
        case "allow_always": .allowAlways
        case "reject_once": .deny
        case "reject_always": .denyAlways
        default: .choice
        }
    }
}
