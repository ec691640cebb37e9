import Domain
import Wire

/// Opens the session: from `initialize` to the first prompt.
extension ACPDialect {
    mutating func begin() -> [Effect] {
        let isServed = JSONValue.bool(opening.usesClientTools)
        let files: JSONValue = ["readTextFile": isServed, "writeTextFile": isServed]
        return [
            call(
                .initialize, "initialize",
                [
                    "protocolVersion": 1,
                    "clientCapabilities": ["fs": files, "terminal": isServed],
                    "clientInfo": ["name": "skein", "title": "Skein", "version": "1"],
                ])
        ]
    }

    mutating func opened(_ call: Call, _ answer: Result<JSONValue, RPCError>, at now: Instant) -> [Effect] {
        guard case .opening = stage else { return [] }
        switch (call, answer) {
        case (.initialize, .success(let result)): return initialized(result)
        case (.authenticate, .success), (.original, .success): return start()
        case (.session, .success(let result)): return started(result)
        case (.setting, .success): return setNext()
        case (.setting(let change), .failure): return [.event(.warning(change.warning))] + setNext()
        case (.session, .failure(let error)): return refused(error, at: now)
        case (.initialize, .failure(let error)), (.authenticate, .failure(let error)), (.original, .failure(let error)):
            return fail(ACPFailure.of(error, at: now))
        case (.prompt, _), (.steer, _): return []
        }
    }

    private mutating func initialized(_ result: JSONValue) -> [Effect] {
        guard result.protocolVersion?.count == 1 else {
            return fail(AgentFailure(.invalidRequest, "\(preset.name) does not speak version 1 of the protocol."))
        }
        agent = result
        return start()
    }

    private mutating func start() -> [Effect] {
        guard let (method, id) = method(opening.session) else {
            let failure = AgentFailure(.invalidRequest, "\(preset.name) cannot go on with a session in this way.")
            return fail(failure)
        }
        return [open(.session, method, id)]
    }

    private var servers: JSONValue {
        guard let tools = opening.tools else { return [] }
        let variables = tools.environment.sorted { $0.key < $1.key }.map { name, value in
            JSONValue.object(["name": .string(name), "value": .string(value)])
        }
        return [
            [
                "name": .string(ToolServer.name), "command": .string(tools.command),
                "args": .array(tools.arguments.map { .string($0) }), "env": .array(variables),
            ]
        ]
    }

    private mutating func open(_ call: Call, _ method: String, _ id: String?) -> Effect {
        self.call(
            call, method,
            ["cwd": .string(opening.worktree), "mcpServers": servers, "sessionId": id.map { .string($0) }])
    }

    /// Goes on with `words` in a copy of the session, if the agent can copy one.
    mutating func copy(_ session: String, _ words: String) -> [Effect]? {
        guard let (method, id) = method(.forked(id: session)) else { return nil }
        stage = .opening(isInterrupted: false)
        first = words
        return [open(.session, method, id)]
    }

    private func method(_ session: Opening.Session) -> (String, String?)? {
        let capabilities = agent.agentCapabilities
        func can(_ name: String) -> Bool { capabilities?.sessionCapabilities?[name].map { !$0.isNull } ?? false }
        switch session {
        case .fresh: return ("session/new", nil)
        case .forked(let id): return can("fork") ? ("session/fork", id) : nil
        case .resumed(let id):
            // What `session/load` replays is known already, so it comes second.
            if can("resume") { return ("session/resume", id) }
            return capabilities?.loadSession?.flag == true ? ("session/load", id) : nil
        }
    }

    private mutating func started(_ result: JSONValue) -> [Effect] {
        let known: String? = if case .resumed(let id) = opening.session { id } else { nil }
        guard let id = result.sessionId?.text ?? known else {
            return fail(AgentFailure(.invalidRequest, "\(preset.name) opened a session without a name."))
        }
        let settings = ACPSettings(session: result, preset: preset).changes(opening)
        changes = settings.changes
        if session == nil { usage.begin() }
        session = id
        let events = [AgentEvent.sessionStarted(id: id, model: settings.model)] + settings.warnings.map { .warning($0) }
        return events.map { .event($0) } + setNext()
    }

    /// One setting after the other: an agent may have to start its model anew for each.
    private mutating func setNext() -> [Effect] {
        guard case .opening(let isInterrupted) = stage, let session else { return [] }
        guard changes.isEmpty else {
            let change = changes.removeFirst()
            let parameters = change.parameters.merging(["sessionId": .string(session)]) { _, new in new }
            return [call(.setting(change), change.method, parameters.mapValues { $0 })]
        }
        stage = .open(session: session)
        guard !isInterrupted else { return [.event(.turnEnded(.interrupted))] + sendWords() }
        return prompt(first)
    }

    /// A refused session is asked for once more when the preset knows a way to log in without a person.
    private mutating func refused(_ error: RPCError, at now: Instant) -> [Effect] {
        let ways = (agent.authMethods?.items ?? []).compactMap { $0.id?.text }
        if error.code == -32000, !hasAuthenticated, let way = preset.authentication, ways.contains(way) {
            hasAuthenticated = true
            return [call(.authenticate, "authenticate", ["methodId": .string(way)])]
        }
        // Vibe copies only what is open.
        if case .forked(let id) = opening.session, session == nil, !hasOpenedOriginal,
            let (method, id) = method(.resumed(id: id))
        {
            hasOpenedOriginal = true
            return [open(.original, method, id)]
        }
        return fail(ACPFailure.of(error, at: now))
    }

    private mutating func fail(_ failure: AgentFailure) -> [Effect] {
        stage = .failed
        return [.event(.turnEnded(.failed(failure)))]
    }
}
