import Domain
import Wire

/// What Codex answers to our requests.
extension CodexDialect {
    mutating func succeeded(_ call: Call, _ number: Int64, _ result: JSONValue) -> [Effect] {
        switch call {
        case .initialize:
            let initialized: JSONValue = ["method": "initialized"]
            return [.send(initialized.line), openThread()]
        case .openThread: return opened(result)
        case .steer(let text, let turn): return steered(text, number, turn: turn)
        // The turn tells about itself.
        case .startTurn, .interrupt: return []
        }
    }

    mutating func refused(_ call: Call, _ error: RPCError) -> [Effect] {
        switch call {
        case .initialize: return closed(AgentFailure(codex: error))
        case .openThread where opening.session != .fresh:
            // Whatever is wrong with an old thread, a new one is the way out.
            return closed(AgentFailure(.invalidRequest, error.message))
        case .openThread: return closed(AgentFailure(codex: error))
        case .startTurn where phase == .starting:
            phase = .idle
            isInterruptWanted = false
            return [.event(.turnEnded(.failed(AgentFailure(codex: error))))] + next()
        case .steer(let text, let turn): return notSteered(text, turn: turn)
        case .interrupt(let turn) where phase == .running(turn: turn, isEnding: true):
            phase = .running(turn: turn, isEnding: false)
            return [.event(.warning("the turn was not interrupted: \(error.message)"))]
        case .startTurn, .interrupt: return []
        }
    }

    /// The model reads it after the tool that runs. A turn that is interrupted before takes the word with it.
    private mutating func steered(_ text: String, _ number: Int64, turn: String) -> [Effect] {
        guard case .running(turn, _) = phase else { return notSteered(text, turn: turn) }
        unread.append(Unread(id: Self.identifier(ofWord: number), text: text))
        return [.event(.said(text, delivery: .sameTurn))]
    }

    /// The model has got a word of ours; it may say so before it answers the request.
    mutating func read(_ item: CodexItem) -> [Effect] {
        guard let id = item.value.clientId?.text else { return [] }
        if let place = unread.firstIndex(where: { $0.id == id }) {
            unread.remove(at: place)
            return []
        }
        let number = calls.first { Self.identifier(ofWord: $0.key) == id }?.key
        guard let number, case .steer(let text, _)? = calls.removeValue(forKey: number) else { return [] }
        return [.event(.said(text, delivery: .sameTurn))]
    }

    /// The turn had just ended, or is of a kind that takes no words: the word goes into the next one.
    private mutating func notSteered(_ text: String, turn: String) -> [Effect] {
        if case .running(let current, false) = phase, current != turn { return [steer(text, turn: current)] }
        waiting.append(Word(text: text, delivery: .nextTurn))
        return next()
    }

    private mutating func opened(_ result: JSONValue) -> [Effect] {
        guard let id = result.thread?.id?.text else {
            return closed(AgentFailure(.transient, "Codex opened a thread without an id"))
        }
        thread = id
        phase = .idle
        return [.event(.sessionStarted(id: id, model: result.model?.text))] + next()
    }

    private mutating func closed(_ failure: AgentFailure) -> [Effect] {
        phase = .closed(reason: failure.message)
        waiting = []
        return [.event(.turnEnded(.failed(failure)))]
    }
}

/// What Codex tells on its own.
extension CodexDialect {
    mutating func notified(_ method: String, _ parameters: JSONValue, at now: Instant) -> [Effect] {
        switch method {
        case "turn/started": return turnStarted(parameters)
        case "turn/completed": return turnCompleted(parameters, at: now)
        case "item/started": return itemStarted(parameters)
        case "item/completed": return itemCompleted(parameters)
        case "turn/plan/updated": return isOurs(parameters) ? planned(parameters) : []
        case "thread/tokenUsage/updated": return tokens.update(parameters).map { [.event(.used($0))] } ?? []
        case "account/rateLimits/updated":
            limits.update(parameters.rateLimits ?? .null)
            return []
        case "serverRequest/resolved": return asks.resolve(parameters.requestId ?? .null).map(Self.takenBack)
        case "error": return failed(parameters, at: now)
        default: return Self.warning(method, parameters).map { [.event(.warning($0))] } ?? []
        }
    }

    /// Sub-agents have threads of their own, and speak to their agent, not to people.
    func isOurs(_ parameters: JSONValue) -> Bool {
        thread != nil && (parameters.threadId ?? .null).text == thread
    }

    private mutating func turnStarted(_ parameters: JSONValue) -> [Effect] {
        guard let turn = parameters.turn?.id?.text else { return [] }
        tokens.began(turn: turn, thread: parameters.threadId?.text ?? "")
        guard isOurs(parameters) else { return [] }
        retries = 0
        phase = .running(turn: turn, isEnding: false)
        if isInterruptWanted {
            isInterruptWanted = false
            return [.event(.turnStarted)] + interrupt()
        }
        let words = waiting
        waiting = []
        return [.event(.turnStarted)] + words.map { steer($0.text, turn: turn) }
    }

    private mutating func turnCompleted(_ parameters: JSONValue, at now: Instant) -> [Effect] {
        guard isOurs(parameters), let turn = parameters.turn, let id = turn.id?.text else { return [] }
        var isEnding = isInterruptWanted
        switch phase {
        case .starting: break
        case .running(id, let told): isEnding = told
        case .opening, .idle, .running, .closed: return []
        }
        phase = .idle
        isInterruptWanted = false
        edits = CodexEdits()
        waiting.insert(contentsOf: unread.map { Word(text: $0.text, delivery: .nextTurn) }, at: 0)
        unread = []
        let end = end(turn, wasTold: isEnding, at: now)
        let open = asks.close(turn: id).map(Self.takenBack)
        return open + cutShort(by: end) + [.event(.turnEnded(end))] + next()
    }

    /// Tools that run when the turn is ended tell no end of their own; those of a turn that completes go on.
    private mutating func cutShort(by end: TurnEnd) -> [Effect] {
        if end == .completed { return [] }
        let cut = tools
        tools = []
        return cut.map { .event(.toolFinished(id: $0, isError: true, size: 0)) }
    }

    private func end(_ turn: JSONValue, wasTold: Bool, at now: Instant) -> TurnEnd {
        let error = turn.error?.members == nil ? Optional.none : turn.error
        switch turn.status?.text {
        case "completed": return .completed
        // Codex stops a turn on its own too: when a budget is spent, or when too much was denied.
        case "interrupted": if wasTold || error == nil { return .interrupted }
        default: break
        }
        guard let error else { return .failed(AgentFailure(.transient, "the turn failed and Codex does not say why")) }
        return .failed(AgentFailure(codex: error, until: limits.until(after: now)))
    }

    private mutating func failed(_ parameters: JSONValue, at now: Instant) -> [Effect] {
        // The last one comes again with the end of the turn.
        guard isOurs(parameters), parameters.willRetry?.flag == true, let error = parameters.error else { return [] }
        retries += 1
        var failure = AgentFailure(codex: error, until: limits.until(after: now))
        failure.message = error.additionalDetails?.text ?? failure.message
        return [.event(.retrying(attempt: Self.attempt(error) ?? retries, failure: failure))]
    }

    /// `Reconnecting... 2/5` is the second; the counter begins anew when the model has spoken.
    private static func attempt(_ error: JSONValue) -> Int? {
        error.message?.text?.excerpt.firstMatch(of: /(\d{1,6})\/\d+$/).flatMap { Int($0.1) }
    }

    private func planned(_ parameters: JSONValue) -> [Effect] {
        guard let steps = parameters.plan?.items else { return [] }
        let states: [String: PlanStep.State] = ["inProgress": .active, "completed": .done]
        let plan = steps.compactMap { step in
            step.step?.text.map { PlanStep($0, states[step.status?.text ?? ""] ?? .pending) }
        }
        return [.event(.plan(plan))]
    }

    private static func takenBack(_ request: String) -> Effect {
        .event(.answered(request: request, answer: nil))
    }

    private static func warning(_ method: String, _ parameters: JSONValue) -> String? {
        switch method {
        case "warning", "guardianWarning": return parameters.message?.text
        case "configWarning":
            return [parameters.summary?.text, parameters.details?.text].compactMap(\.self).joined(separator: ": ")
        case "model/rerouted":
            guard let from = parameters.fromModel?.text, let to = parameters.toModel?.text else { return nil }
            return "the model \(to) answers instead of \(from)"
        case "mcpServer/startupStatus/updated":
            guard parameters.status?.text == "failed" else { return nil }
            return "the MCP server \(parameters.name?.text ?? "") did not start: \(parameters.error?.text ?? "")"
        default: return nil
        }
    }
}
