import Domain
import Wire

/// How turns begin, wait and end: the lines `command_lifecycle`, `control_…`, `rate_limit_event` and `result`.
extension ClaudeDialect {
    /// The way of a word: queued, then started, then over; or thrown away before it was started.
    mutating func lifecycle(_ message: JSONValue) -> [Effect] {
        queue.tellsOfWords = true
        guard let uuid = message.command_uuid?.text else { return [] }
        switch message.state?.text {
        case "started":
            guard let word = queue.take(uuid) else { return enterTurn() }
            return taken(word)
        case "cancelled", "discarded", "refused":
            return queue.take(uuid).map { dropped($0, message.state?.text ?? "") } ?? []
        default: return []
        }
    }

    private mutating func taken(_ word: ClaudeQueue.Word) -> [Effect] {
        let delivery = word.delivery(isInTurn: isInTurn)
        return enterTurn() + (word.isPrompt ? [] : [.event(.said(word.text, delivery: delivery))])
    }

    private mutating func dropped(_ word: ClaudeQueue.Word, _ state: String) -> [Effect] {
        if queue.isEmpty { interruptIsDue = false }
        let text = word.isPrompt ? "the prompt was \(state)" : "a word was \(state): \(word.text)"
        // Nothing else would say that the run is over.
        let isLost = word.isPrompt && !isBusy
        return [.event(.warning(text))]
            + (isLost ? [.event(.turnEnded(.failed(AgentFailure(.invalidRequest, text))))] : [])
    }

    mutating func request(_ message: JSONValue) -> [Effect] {
        guard let id = message.request_id?.text else { return [] }
        let body = message.request ?? .null
        guard body.subtype?.text == "can_use_tool", let open = ClaudeRequest(id: id, body, in: opening),
            requests.count < Self.limit
        else {
            // Without an answer it would wait for ever.
            let reason = "\(body.subtype?.text ?? "a request without a subtype") is not served"
            return [.send(ClaudeOutgoing.refusal(to: id, reason)), .event(.warning(reason))]
        }
        guard !requests.values.contains(where: { $0.id == id }) else { return [] }
        requests[open.asked.id] = open
        return [.event(.asked(open.asked))]
    }

    /// The agent needs no answer any more: its turn was interrupted, or a hook answered.
    mutating func cancel(_ message: JSONValue) -> [Effect] {
        guard let id = message.request_id?.text, let open = requests.values.first(where: { $0.id == id }) else {
            return []
        }
        requests[open.asked.id] = nil
        return [.event(.answered(request: open.asked.id, answer: nil))]
    }

    /// What the turn asked ends with it, but for what a subagent asks that works on.
    private mutating func takeBack() -> [Effect] {
        guard backgroundAgents == 0 else { return [] }
        defer { requests = [:] }
        return requests.keys.sorted().map { .event(.answered(request: $0, answer: nil)) }
    }

    func response(_ message: JSONValue) -> [Effect] {
        guard message.response?.subtype?.text == "error" else { return [] }
        return [.event(.warning("a request was refused: \(message.response?.error?.text ?? "no reason given")"))]
    }

    mutating func limit(_ message: JSONValue) -> [Effect] {
        let limit = message.rate_limit_info ?? .null
        let name = (limit.rateLimitType?.text ?? "plan").replacing("_", with: " ")
        switch limit.status?.text {
        case "rejected":
            trouble.isLimited = true
            trouble.until = ClaudeLimits.lifted(limit)
            return [.event(.warning("the \(name) limit is reached"))]
        case "allowed_warning":
            let share = limit.utilization?.decimal.map { ", \($0.percentage) % of it is used" } ?? ""
            return [.event(.warning("the \(name) limit is near\(share)"))]
        default:
            trouble.isLimited = false
            trouble.until = nil
            return []
        }
    }

    mutating func result(_ message: JSONValue, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        for uuid in (message.user_message_uuids?.items ?? []).compactMap(\.text) {
            if let word = queue.take(uuid) { effects += taken(word) }
        }
        // An older program tells nothing of its words, and one that fails at the start takes in none.
        if !queue.tellsOfWords {
            let words = queue.drain().filter { !$0.isPrompt }
            effects += words.map { .event(.warning("it is not known whether this arrived: \($0.text)")) }
        }
        // What the end of the turn cut off has no result any more.
        for (id, _) in calls.sorted(by: { $0.key < $1.key }) where calls[id]?.isSubagent == false {
            calls[id] = nil
            effects.append(.event(.toolFinished(id: id, isError: true, size: 0)))
        }
        effects += takeBack()
        if let usage = spending.settle(message) { effects.append(.event(.used(usage))) }
        effects.append(.event(.turnEnded(ClaudeFailures.end(of: message, after: trouble, at: now))))
        trouble.word = nil
        isInTurn = false
        interruptIsDue = false
        return effects
    }
}

extension Double {
    /// Between nothing and everything, whatever the stream says.
    fileprivate var percentage: Int { isFinite ? Int((Swift.min(Swift.max(self, 0), 1) * 100).rounded()) : 0 }
}
