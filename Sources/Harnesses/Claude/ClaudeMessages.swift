import Domain
import Wire

/// What the agent says and does: the lines `system`, `assistant` and `user`.
extension ClaudeDialect {
    mutating func system(_ message: JSONValue, at now: Instant) -> [Effect] {
        switch message.subtype?.text {
        case "init": return begun(message)
        case "api_retry": return [retrying(message, at: now)]
        case "background_tasks_changed":
            let tasks = message.tasks?.items ?? []
            backgroundAgents = tasks.count { $0.task_type?.text != "local_bash" }
            return []
        case "permission_denied":
            let tool = message.tool_name?.text ?? "a tool"
            return [.event(.warning("\(tool) was denied: \(message.message?.text ?? "no reason given")"))]
        case "compact_boundary":
            let size = message.compact_metadata?.pre_tokens?.count.map { " of \($0) tokens" } ?? ""
            return [.event(.warning("the conversation\(size) was replaced by a summary"))]
        case "informational": return message.content?.text.map { [.event(.warning($0))] } ?? []
        default: return []
        }
    }

    /// It comes with every turn; the conversation is told of once.
    private mutating func begun(_ message: JSONValue) -> [Effect] {
        var effects: [Effect] = []
        if let id = message.session_id?.text, id != session {
            session = id
            effects.append(.event(.sessionStarted(id: id, model: message.model?.text)))
        }
        return effects + enterTurn()
    }

    private mutating func retrying(_ message: JSONValue, at now: Instant) -> Effect {
        let word = message.error?.text
        let status = message.error_status?.count
        let kind = ClaudeFailures.kind(status: status, word: word)
        let delay = message.retry_delay_ms?.count.map { now + Span(milliseconds: max(0, $0)) }
        let text = [status.map { "HTTP \($0)" }, word].compactMap(\.self).joined(separator: ", ")
        let failure = AgentFailure(kind, text, until: kind == .rateLimited ? delay : nil)
        return .event(.retrying(attempt: Int(clamping: message.attempt?.count ?? 1), failure: failure))
    }

    mutating func assistant(_ message: JSONValue) -> [Effect] {
        let isSubagent = message.parent_tool_use_id?.text != nil
        let body = message.message ?? .null
        // What the program itself wrote in the model's place: the result says it again.
        if body.model?.text == "<synthetic>" || message.is_api_error_message?.flag == true {
            if !isSubagent, let word = message.error?.text { trouble.word = word }
            return []
        }
        // A subagent in the background speaks between turns.
        var effects = isSubagent ? [] : enterTurn()
        if let usage = spending.note(body) { effects.append(.event(.used(usage))) }
        for block in blocks(body.content) { effects += said(block, isSubagent: isSubagent) }
        return effects
    }

    /// A part of an answer; what a subagent says is for the agent, not for people.
    private mutating func said(_ block: JSONValue, isSubagent: Bool) -> [Effect] {
        let type = block.type?.text ?? ""
        if type == "text" || type == "thinking" {
            let text = (type == "text" ? block["text"] : block.thinking)?.text ?? ""
            guard text.contains(where: { !$0.isWhitespace }) else { return [] }
            return [.event(type == "thinking" || isSubagent ? .reasoning(text) : .text(text))]
        }
        if type.hasSuffix("tool_result") { return finished(block, output: .null) }
        guard type.hasSuffix("tool_use"), let id = block.id?.text, let name = block.name?.text else { return [] }
        let input = block.input ?? .null
        if calls.count < Self.limit { calls[id] = Call(name: name, input: input, isSubagent: isSubagent) }
        return [.event(.toolStarted(id: id, name: name, target: ClaudeTools.target(input)))]
    }

    /// Results of tools; the words in it are echoes of what was sent, or of the program itself.
    mutating func user(_ message: JSONValue) -> [Effect] {
        blocks(message.message?.content).filter { $0.type?.text == "tool_result" }
            .flatMap { finished($0, output: message.tool_use_result ?? .null) }
    }

    private mutating func finished(_ block: JSONValue, output: JSONValue) -> [Effect] {
        guard let id = block.tool_use_id?.text else { return [] }
        let isError = block.is_error?.flag ?? false
        let size = ClaudeTools.size(block.content)
        var effects = [Effect.event(.toolFinished(id: id, isError: isError, size: size))]
        guard let call = calls.removeValue(forKey: id), !isError else { return effects }
        if let path = ClaudeTools.changedPath(call.name, call.input) {
            effects.append(.event(.fileChanged(path: path)))
        }
        if let steps = plan.note(call.name, input: call.input, output: output) { effects.append(.event(.plan(steps))) }
        return effects
    }

    private func blocks(_ content: JSONValue?) -> [JSONValue] {
        if let text = content?.text { return [["type": "text", "text": .string(text)]] }
        return content?.items ?? []
    }
}
