import Domain
import Wire

/// Speaks the Agent Client Protocol, version 1: JSON-RPC 2.0 over the agent's standard streams.
///
/// The file of each concern extends it: `ACPSession` opens the session, `ACPTurn` runs turns, `ACPUpdates` reads what
/// the agent tells meanwhile.
struct ACPDialect: ServedDialect {
    let opening: Opening
    let preset: ACPPreset

    /// What the conversation waits for.
    enum Stage: Hashable, Sendable {
        /// The answers up to the first prompt, which a person may have given up already.
        case opening(isInterrupted: Bool)
        case open(session: String)
        /// There is no session, and none will come.
        case failed
    }

    /// A request of ours that the agent has not answered.
    enum Call: Hashable, Sendable {
        case initialize
        case authenticate
        case session
        /// The session that is to be copied.
        case original
        case setting(ACPSettings.Change)
        case prompt
        case steer(String)
    }

    var stage = Stage.opening(isInterrupted: false)
    var calls: [Int64: Call] = [:]
    var nextCall: Int64 = 0
    /// What the agent said of itself.
    var agent = JSONValue.null
    /// The session that is being set up, and what it is to hear first.
    var session: String?
    var first: String
    /// Whether the session takes no more prompts, so that the next goes to a copy of it.
    var isBroken = false
    /// What is left to set before the first prompt.
    var changes: [ACPSettings.Change] = []
    var hasAuthenticated = false
    var hasOpenedOriginal = false
    var turn: ACPTurn?
    /// Words that wait for the turn to end, and those of the prompt that comes next, told when it is sent.
    var words: [String] = []
    var said: [AgentEvent] = []
    var text = ACPText()
    var tools = ACPTools()
    var usage: ACPUsage
    var permissions: [String: ACPPermission] = [:]
    var services: [String: ACPService] = [:]
    /// More permissions or services than this at once are refused: no agent has them, only a stream gone wrong.
    static let limit = 1000
    var strayLines = 0

    init(_ opening: Opening, preset: ACPPreset) {
        self.opening = opening
        self.preset = preset
        first = opening.prompt
        usage = ACPUsage(preset.counting)
    }

    var isBusy: Bool {
        if case .opening = stage { true } else { turn != nil }
    }

    mutating func receive(_ line: [UInt8], at now: Instant) -> [Effect] {
        guard let message = JSONValue(line).flatMap(RPCMessage.init) else { return stray(line) }
        switch message {
        case .result(let id, let result): return answered(id, .success(result), at: now)
        case .failure(let id, let error): return answered(id, .failure(error), at: now)
        case .request(let id, let method, let parameters): return requested(id, method, parameters)
        case .notification(let method, let parameters): return notified(method, parameters, at: now)
        }
    }

    mutating func answer(_ request: String, _ answer: AgentAnswer) -> [Effect] {
        guard let permission = permissions.removeValue(forKey: request) else { return [] }
        if permission.denies(answer) {
            tools.deny(permission.call)
            turn?.hasDenial = true
        }
        let effects = [
            Effect.event(.answered(request: request, answer: answer)),
            send(.result(id: permission.id, permission.outcome(answer))),
        ]
        // The protocol has no place for a reason, so it follows as a word.
        return effects + (permission.remark(answer).map { say($0) } ?? [])
    }

    mutating func served(_ call: String, _ result: ServiceResult) -> [Effect] {
        guard let service = services.removeValue(forKey: call) else { return [] }
        return [send(service.answer(result))]
    }
}

extension ACPDialect {
    /// A request with the next identifier.
    mutating func call(_ call: Call, _ method: String, _ parameters: [String: JSONValue?]) -> Effect {
        calls[nextCall] = call
        defer { nextCall += 1 }
        return send(.request(id: .integer(nextCall), method: method, parameters: .object(present: parameters)))
    }

    func send(_ message: RPCMessage) -> Effect { .send(message.value(versioned: true).line) }

    private mutating func answered(_ id: JSONValue, _ answer: Result<JSONValue, RPCError>, at now: Instant) -> [Effect]
    {
        guard let number = id.count, let call = calls.removeValue(forKey: number) else { return [] }
        switch call {
        case .initialize, .authenticate, .session, .original, .setting: return opened(call, answer, at: now)
        case .prompt, .steer: return promptEnded(call, answer, at: now)
        }
    }

    private mutating func requested(_ id: JSONValue, _ method: String, _ parameters: JSONValue) -> [Effect] {
        if method == "session/request_permission" { return asked(ACPPermission(id: id, parameters)) }
        guard opening.usesClientTools, ACPService.serves(method) else {
            return [send(.failure(id: id, .methodNotFound(method)))]
        }
        guard let service = ACPService(id: id, method, parameters) else {
            return [send(.failure(id: id, RPCError(code: -32602, message: "\(method) misses a parameter")))]
        }
        if services.count >= Self.limit { return [refusal(id)] }
        let name = "service-\(String(decoding: id.line, as: UTF8.self))"
        services[name] = service
        return [.serve(call: name, service.call)]
    }

    private mutating func asked(_ permission: ACPPermission) -> [Effect] {
        guard permissions[permission.name] == nil else { return [] }
        if permissions.count >= Self.limit { return [refusal(permission.id)] }
        // The protocol wants every question answered so once the turn is cancelled.
        if turn?.isInterrupted == true { return [send(.result(id: permission.id, ACPPermission.cancelled))] }
        permissions[permission.name] = permission
        let request = permission.request(tools.known(permission.call))
        return (text.interrupt() + [.asked(request)]).map { .event($0) }
    }

    private func refusal(_ id: JSONValue) -> Effect {
        send(.failure(id: id, RPCError(code: -32603, message: "too many requests are open")))
    }

    /// Some agents print a banner; one that prints without end is not worth a warning for each line.
    private mutating func stray(_ line: [UInt8]) -> [Effect] {
        guard strayLines < 20, line.contains(where: { $0 > 32 }) else { return [] }
        strayLines += 1
        return [.event(.warning("not a message: \(String(decoding: line.prefix(200), as: UTF8.self))"))]
    }
}

extension RPCError: Error {}
