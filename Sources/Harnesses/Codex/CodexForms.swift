import Domain
import Wire

/// Questions of the model and of MCP servers.
enum CodexForms {
    /// `item/tool/requestUserInput`.
    static func questions(_ name: String, _ parameters: JSONValue) -> (CodexAsk.Shape, [AgentRequest]) {
        let questions = (parameters.questions?.items ?? []).filter { $0.id?.text != nil }
        let requests = questions.map { question in
            let options = (question.options?.items ?? []).compactMap { $0.label?.text }
            return AgentRequest(
                id: identifier(name, question.id?.text ?? "", of: questions.count), kind: .question,
                title: question.question?.text ?? question.header?.text ?? "",
                detail: descriptions(question.options), options: options.map(choice))
        }
        return (.input(questions.compactMap { $0.id?.text }), requests)
    }

    /// `mcpServer/elicitation/request`: a form, or a page to open, or just a yes.
    static func elicitation(_ name: String, _ parameters: JSONValue) -> (CodexAsk.Shape, [AgentRequest]) {
        let properties = parameters.requestedSchema?.properties?.members ?? [:]
        let fields = properties.sorted { $0.key < $1.key }
        let message = parameters.message?.text ?? parameters.description?.text ?? ""
        guard !fields.isEmpty else {
            let request = AgentRequest(
                id: name, kind: .other, title: CodexOffers.line("\(parameters.serverName?.text ?? "MCP"): \(message)"),
                detail: parameters.url?.text ?? message, options: [CodexOffers.yes, CodexOffers.no])
            return (.elicitation([]), [request])
        }
        let requests = fields.map { field, schema in
            AgentRequest(
                id: identifier(name, field, of: fields.count), kind: .question, title: CodexOffers.line(message),
                detail: schema.description?.text ?? schema.title?.text ?? field, options: choices(schema))
        }
        let shapes = fields.map { CodexField(name: $0.key, type: $0.value.type?.text ?? "string") }
        return (.elicitation(shapes), requests)
    }

    private static func identifier(_ name: String, _ question: String, of count: Int) -> String {
        count == 1 ? name : "\(name)/\(question)"
    }

    private static func choice(_ label: String) -> AgentRequest.Option {
        AgentRequest.Option(id: label, label: label, effect: .choice)
    }

    private static func choices(_ schema: JSONValue) -> [AgentRequest.Option] {
        if schema.type?.text == "boolean" { return ["true", "false"].map(choice) }
        let titled = (schema.oneOf?.items ?? []).compactMap { one in
            one.const?.text.map { AgentRequest.Option(id: $0, label: one.title?.text ?? $0, effect: .choice) }
        }
        return titled.isEmpty ? (schema.enum?.items ?? []).compactMap(\.text).map(choice) : titled
    }

    private static func descriptions(_ options: JSONValue?) -> String {
        (options?.items ?? []).compactMap { option in
            option.label?.text.flatMap { label in option.description?.text.map { "\(label): \($0)" } }
        }.joined(separator: "\n")
    }
}
