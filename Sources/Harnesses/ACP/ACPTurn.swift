import Domain
import Wire

/// A turn that runs.
struct ACPTurn: Hashable, Sendable {
    var isInterrupted = false
    /// Whether a person said no to something in it.
    var hasDenial = false
    /// How its own prompt ended, while a word that was sent into it is not answered yet.
    var end: TurnEnd?
    var retries = 0
}

/// Runs turns: prompts, words, interruptions, and how each ended.
extension ACPDialect {
    mutating func say(_ text: String) -> [Effect] {
        guard stage != .failed else { return [.event(.warning("There is no session that could hear: \(text)"))] }
        guard isBusy else {
            let waited = takeWords()
            said.append(.said(text, delivery: .newTurn))
            return prompt((waited + [text]).joined(separator: "\n\n"))
        }
        if case .sameTurn(let prefix, _) = preset.steering, case .open(let session) = stage,
            turn?.isInterrupted == false
        {
            return [call(.steer(text), "session/prompt", Self.prompt(prefix + text, session))]
        }
        words.append(text)
        return []
    }

    mutating func interrupt() -> [Effect] {
        switch stage {
        case .opening: stage = .opening(isInterrupted: true)
        case .failed: break
        case .open(let session):
            guard turn?.isInterrupted == false else { return [] }
            turn?.isInterrupted = true
            let cancel = RPCMessage.notification(method: "session/cancel", parameters: ["sessionId": .string(session)])
            return [send(cancel)] + takeBack(answering: true)
        }
        return []
    }

    /// Begins a turn.
    mutating func prompt(_ words: String) -> [Effect] {
        guard case .open(let session) = stage else { return [] }
        if isBroken {
            isBroken = false
            if let copying = copy(session, words) { return copying }
        }
        turn = ACPTurn()
        let events = text.interrupt() + said + [.turnStarted]
        said = []
        return events.map { .event($0) } + [call(.prompt, "session/prompt", Self.prompt(words, session))]
    }

    /// Begins a turn with the words that waited, if there are any.
    mutating func sendWords() -> [Effect] {
        words.isEmpty ? [] : prompt(takeWords().joined(separator: "\n\n"))
    }

    private mutating func takeWords() -> [String] {
        said += words.map { .said($0, delivery: .nextTurn) }
        defer { words = [] }
        return words
    }

    private static func prompt(_ words: String, _ session: String) -> [String: JSONValue?] {
        ["sessionId": .string(session), "prompt": [["type": "text", "text": .string(words)]]]
    }

    // MARK: The end

    mutating func promptEnded(_ call: Call, _ answer: Result<JSONValue, RPCError>, at now: Instant) -> [Effect] {
        guard var running = turn else { return [] }
        var effects: [Effect] = []
        switch (call, answer) {
        case (.prompt, .success(let result)): running.end = end(result, running, at: now)
        case (.prompt, .failure(let error)):
            // Hermes breaks when it is cancelled in a tool, and then only queues what it is told. The turn ended all
            // the same, as the person wanted; the next goes to a copy of the session.
            isBroken = running.isInterrupted
            running.end = running.isInterrupted ? .interrupted : .failed(ACPFailure.of(error, at: now))
        case (.steer(let text), .failure): words.append(text)
        case (.steer(let text), .success):
            effects = [.event(.said(text, delivery: running.end == nil ? .sameTurn : .nextTurn))]
        default: break
        }
        turn = running
        if case .prompt = call { effects += text.interrupt().map { .event($0) } }
        if case .success(let result) = answer { effects += usage.ended(result).map { .event($0) } }
        // A word that came too late for the turn has become a prompt of its own, whose answer is still to come.
        guard let end = running.end, !calls.values.contains(where: \.isPrompt) else { return effects }
        return effects + close(end)
    }

    private mutating func close(_ end: TurnEnd) -> [Effect] {
        turn = nil
        let told = text.interrupt() + tools.close(isError: end != .completed)
        let effects = told.map { Effect.event($0) } + takeBack(answering: false) + [.event(.turnEnded(end))]
        switch end {
        case .completed, .interrupted: return effects + sendWords()
        // Someone said no and what to do instead.
        case .failed(let failure) where failure.kind == .refused: return effects + sendWords()
        // The next prompt would fail in the same way; what is said next takes the words along.
        case .failed: return effects
        }
    }

    private func end(_ result: JSONValue, _ turn: ACPTurn, at now: Instant) -> TurnEnd {
        if turn.isInterrupted { return .interrupted }
        switch result.stopReason?.text {
        case "end_turn": return hiddenFailure(result, at: now).map { .failed($0) } ?? .completed
        // Grok gives up the turn after a no. Nobody interrupted it and its work is not done: a person has to say how
        // it goes on, as when the model itself declines.
        case "cancelled" where turn.hasDenial:
            return .failed(AgentFailure(.refused, "The agent stopped because it was denied a permission."))
        case "cancelled": return .interrupted
        // The protocol means the longest answer, not the window: said again, the agent goes on where it was.
        case "max_tokens":
            return .failed(AgentFailure(.limitReached, "The answer was longer than the agent lets it be."))
        case "max_turn_requests":
            return .failed(AgentFailure(.limitReached, "The agent asked its model as often as it may in a turn."))
        case "refusal": return .failed(AgentFailure(.refused, "The model declined to go on."))
        case let reason:
            return .failed(AgentFailure(.transient, "The turn ended without a known reason: \(reason ?? "none")"))
        }
    }

    /// Hermes tells an error as if it were the model's answer; such a turn has no usage of its own.
    private func hiddenFailure(_ result: JSONValue, at now: Instant) -> AgentFailure? {
        let isCounted = result.usage.map { !$0.isNull } ?? false
        let isFailure = preset.failureBeginnings.contains { text.beginning.hasPrefix($0) }
        return isFailure && !isCounted ? ACPFailure.of(text.beginning, at: now) : nil
    }

    /// Nobody waits for these answers any more.
    private mutating func takeBack(answering: Bool) -> [Effect] {
        let open = permissions.sorted { $0.key < $1.key }
        permissions = [:]
        return open.flatMap { name, permission -> [Effect] in
            let event = Effect.event(.answered(request: name, answer: nil))
            return answering ? [event, send(.result(id: permission.id, ACPPermission.cancelled))] : [event]
        }
    }
}

extension ACPDialect.Call {
    fileprivate var isPrompt: Bool {
        switch self {
        case .prompt, .steer: true
        case .initialize, .authenticate, .session, .original, .setting: false
        }
    }
}
