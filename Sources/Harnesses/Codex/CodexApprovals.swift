import Domain
import Wire

/// What Codex wants to be allowed, or told.
extension CodexDialect {
    mutating func asked(_ id: JSONValue, _ method: String, _ parameters: JSONValue) -> [Effect] {
        guard let name = id.text ?? id.count.map(String.init), let ask = ask(id, name, method, parameters) else {
            return [Self.line(.failure(id: id, .methodNotFound(method)))]
        }
        // A form of no questions needs nobody.
        if ask.isAnswered { return [Self.line(.result(id: id, ask.result))] }
        guard asks.add(ask) else {
            let reason = "too many requests are open, or one with this id"
            return [Self.line(.failure(id: id, RPCError(code: -32000, message: reason)))]
        }
        return ask.requests.map { .event(.asked($0)) }
    }

    private func ask(_ id: JSONValue, _ name: String, _ method: String, _ parameters: JSONValue) -> CodexAsk? {
        let (shape, requests): (CodexAsk.Shape, [AgentRequest])
        switch method {
        case "item/commandExecution/requestApproval": (shape, requests) = command(name, parameters)
        case "item/fileChange/requestApproval": (shape, requests) = patch(name, parameters)
        case "item/permissions/requestApproval": (shape, requests) = wider(name, parameters)
        case "item/tool/requestUserInput": (shape, requests) = CodexForms.questions(name, parameters)
        case "mcpServer/elicitation/request": (shape, requests) = CodexForms.elicitation(name, parameters)
        default: return nil
        }
        return CodexAsk(id: id, turn: parameters.turnId?.text, shape: shape, requests: requests)
    }

    private func command(_ name: String, _ parameters: JSONValue) -> (CodexAsk.Shape, [AgentRequest]) {
        let actions = parameters.commandActions?.items ?? []
        let whole = parameters.command?.text ?? ""
        let command = (actions.count == 1 ? actions[0].command?.text : nil) ?? whole
        let host = parameters.networkApprovalContext?.host?.text
        let offers = CodexOffers(parameters.availableDecisions?.items)
        let request = AgentRequest(
            id: name, kind: host == nil ? .execute : .fetch,
            title: host.map { "reach \($0)" } ?? "run \(CodexOffers.line(command))",
            detail: [parameters.reason?.text, whole].compactMap(\.self).joined(separator: "\n"),
            options: offers.options)
        return (.decision(offered: offers.decisions), [request])
    }

    private func patch(_ name: String, _ parameters: JSONValue) -> (CodexAsk.Shape, [AgentRequest]) {
        let patch = parameters.itemId?.text.flatMap { edits[$0] }
        let offers = CodexOffers(nil)
        let paths = patch?.paths.joined(separator: ", ") ?? parameters.grantRoot?.text ?? "files"
        let request = AgentRequest(
            id: name, kind: .edit, title: "change \(CodexOffers.line(paths))",
            detail: [parameters.reason?.text, patch?.text].compactMap(\.self).joined(separator: "\n"),
            options: offers.options)
        return (.decision(offered: offers.decisions), [request])
    }

    private func wider(_ name: String, _ parameters: JSONValue) -> (CodexAsk.Shape, [AgentRequest]) {
        let wanted = JSONValue.object((parameters.permissions?.members ?? [:]).filter { !$0.value.isNull })
        let isNetwork = wanted.fileSystem == nil && wanted.network != nil
        let request = AgentRequest(
            id: name, kind: isNetwork ? .fetch : .other,
            title: CodexOffers.line(parameters.reason?.text ?? "more than the sandbox allows"),
            detail: String(decoding: wanted.line, as: UTF8.self),
            options: [CodexOffers.once, CodexOffers.session, CodexOffers.no])
        return (.permissions(wanted), [request])
    }
}

/// The decisions that people may choose from.
struct CodexOffers {
    static let yes = AgentRequest.Option(id: "accept", label: "Allow", effect: .allow)
    static let once = AgentRequest.Option(id: "accept", label: "Allow once", effect: .allow)
    static let session = AgentRequest.Option(
        id: "acceptForSession", label: "Allow for this session", effect: .allowAlways)
    static let no = AgentRequest.Option(id: "decline", label: "Deny", effect: .deny)
    static let end = AgentRequest.Option(id: "cancel", label: "Deny and end the turn", effect: .deny)

    private(set) var options = [once, session, no, end]
    private(set) var decisions: [String: JSONValue] = [:]

    /// `available` is what Codex would show. It takes the four plain ones whether it lists them or not (seen with
    /// 0.163.0), so only those with a rule of their own are added.
    init(_ available: [JSONValue]?) {
        decisions = Dictionary(uniqueKeysWithValues: options.map { ($0.id, .string($0.id)) })
        for decision in available ?? [] {
            guard let members = decision.members, members.count == 1, let rule = members.first else { continue }
            let allows = rule.value.network_policy_amendment?.action?.text != "deny"
            let id = "\(rule.key)/\(decisions.count)"
            decisions[id] = decision
            options.append(.init(id: id, label: Self.label(rule.value), effect: allows ? .allowAlways : .denyAlways))
        }
    }

    private static func label(_ rule: JSONValue) -> String {
        if let words = rule.execpolicy_amendment?.items {
            return "Always allow commands that begin with `\(words.compactMap(\.text).joined(separator: " "))`"
        }
        let network = rule.network_policy_amendment ?? .null
        return "Always \(network.action?.text ?? "allow") \(network.host?.text ?? "it")"
    }

    /// One line of it, not too long for a title.
    static func line(_ text: String) -> String {
        let line = text.prefix { !$0.isNewline }
        return line.count == text.count && line.count <= 200 ? text : line.prefix(200) + "…"
    }
}
