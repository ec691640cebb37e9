import Domain
import Wire

/// Reads what the agent tells while a turn runs.
extension ACPDialect {
    mutating func notified(_ method: String, _ parameters: JSONValue, at now: Instant) -> [Effect] {
        guard case .open(let session) = stage else {
            // What a session that is loaded tells is its history; only what it counted so far matters.
            if method == "session/update" { _ = count(parameters) }
            return []
        }
        // Agents under the agent have sessions of their own.
        guard (parameters.sessionId?.text ?? session) == session else { return [] }
        if method == "session/update" { return updated(parameters).map { .event($0) } }
        return retrying(method, parameters, at: now).map { .event($0) }
    }

    private mutating func updated(_ parameters: JSONValue) -> [AgentEvent] {
        let update = parameters.update ?? .null
        let counted = count(parameters)
        switch update.sessionUpdate?.text {
        case "agent_message_chunk":
            guard let chunk = update.content?["text"]?.text, !isEcho(chunk) else { return counted }
            return counted + text.add(chunk, .message)
        case "agent_thought_chunk":
            return counted + (update.content?["text"]?.text.map { text.add($0, .thought) } ?? [])
        case "tool_call", "tool_call_update":
            guard turn != nil else { return counted }
            return counted + text.interrupt() + tools.update(update)
        case "plan": return counted + text.interrupt() + [.plan((update.entries?.items ?? []).compactMap(step))]
        default: return counted
        }
    }

    private mutating func count(_ parameters: JSONValue) -> [AgentEvent] {
        let isUsage = parameters.update?.sessionUpdate?.text == "usage_update"
        return isUsage ? usage.update(parameters.update ?? .null) : usage.metrics(parameters)
    }

    private func isEcho(_ chunk: String) -> Bool {
        guard case .sameTurn(_, let echo) = preset.steering else { return false }
        return chunk.hasPrefix(echo) && calls.values.contains { if case .steer = $0 { true } else { false } }
    }

    private func step(_ entry: JSONValue) -> PlanStep? {
        guard let content = entry.content?.text else { return nil }
        switch entry.status?.text {
        case "completed": return PlanStep(content, .done)
        case "in_progress": return PlanStep(content, .active)
        default: return PlanStep(content, .pending)
        }
    }

    /// The protocol has no word for it; these are vibe's and grok's own.
    private mutating func retrying(_ method: String, _ parameters: JSONValue, at now: Instant) -> [AgentEvent] {
        guard turn != nil else { return [] }
        let reason: String
        switch method {
        case "_session/retrying":
            let words = [parameters.category?.text, parameters.detail?.text].compactMap { $0 }
            reason = words.joined(separator: ": ").replacing("_", with: " ")
        case "_x.ai/session_notification":
            let update = parameters.update ?? .null
            guard update.sessionUpdate?.text == "retry_state", update.type?.text == "retrying" else { return [] }
            reason = update.reason?.text ?? ""
        default: return []
        }
        turn?.retries += 1
        text.discard()
        let attempt = parameters.update?.attempt?.count.map { Int(clamping: $0) } ?? turn?.retries ?? 1
        return [.retrying(attempt: attempt, failure: ACPFailure.of(reason, at: now))]
    }
}
