import Wire

/// The Agent Client Protocol, version 1: what the client says.
final class ACPSpeaker: Speaker {
    private let stage: Stage
    private let home: Home
    private var isInitialized = false
    private var requests: Set<Int64> = []
    /// Nil before a session is open.
    private var session: Home.Session?
    private var mode = "default"
    /// The identifier of the prompt that is not answered yet.
    private var prompt: Int64?
    private var asked: [Int64: Call] = [:]
    private var nextRequest: Int64 = 0

    let readsLateWords = false

    init(_ stage: Stage, _ home: Home) { (self.stage, self.home) = (stage, home) }

    func hear(_ message: JSONValue) {
        if message.jsonrpc?.text != "2.0" { reject("a message without its version") }
        switch RPCMessage(message) {
        case .request(let id, let method, let parameters):
            guard let number = id.count, requests.insert(number).inserted else { reject("\(method) has no new id") }
            requested(number, method, parameters)
        case .notification("session/cancel", let parameters):
            if parameters.sessionId?.text != session?.id { reject("a cancel of another session") }
            if prompt != nil { stage.isInterrupted = true }
        case .notification(let method, _): reject("an agent does not hear \(method)")
        case .result(let id, let result): answered(id, result)
        case .failure(_, let error): reject("a request was refused: \(error.message)")
        case nil: reject("not a message")
        }
    }

    func asks(_ call: Call) -> Bool {
        switch call.action {
        case .ask: reject("the protocol has no questions")
        case .run: mode != "bypass_permissions"
        case .write, .edit: mode == "default"
        }
    }

    private func requested(_ id: Int64, _ method: String, _ parameters: JSONValue) {
        if isInitialized == (method == "initialize") { reject("\(method) before initialize, or a second one") }
        switch method {
        case "initialize":
            if parameters.protocolVersion?.count != 1 { reject("initialize without version 1") }
            isInitialized = true
            let abilities: JSONValue = ["loadSession": true, "sessionCapabilities": ["resume": [:], "fork": [:]]]
            respond(id, ["protocolVersion": 1, "agentCapabilities": abilities, "authMethods": []])
        case "session/new", "session/resume", "session/fork": open(id, method, parameters)
        case "session/set_config_option":
            guard let mode = parameters.value?.text, parameters.configId == "mode", Self.modes.contains(mode),
                isOurs(parameters)
            else { reject("no such setting") }
            self.mode = mode
            respond(id, [:])
        case "session/prompt":
            guard isOurs(parameters), prompt == nil, let text = parameters.prompt?.items?.first?["text"]?.text else {
                reject("a prompt without words or session, or while another is not answered")
            }
            prompt = id
            stage.prompts.append(Word(id: "\(id)", text: text))
        case let other: reject("an agent has no method \(other)")
        }
    }

    private static let modes = ["default", "accept_edits", "bypass_permissions"]

    private func isOurs(_ parameters: JSONValue) -> Bool {
        session != nil && parameters.sessionId?.text == session?.id
    }

    private func open(_ id: Int64, _ method: String, _ parameters: JSONValue) {
        if session != nil { reject("a second session") }
        if parameters.cwd?.text == nil || parameters.mcpServers?.items == nil { reject("\(method) misses a member") }
        var opened = Home.Session(id: Names.new())
        if method != "session/new" {
            guard let old = parameters.sessionId?.text else { reject("\(method) without a session") }
            guard let known = home.session(old) else {
                let failure = RPCError(code: -32002, message: "Resource not found: \(old)")
                return Output.write(RPCMessage.failure(id: .integer(id), failure).value(versioned: true))
            }
            opened = method == "session/fork" ? Home.Session(id: opened.id, used: known.used) : known
        }
        session = opened
        home.keep(opened)
        // What an old session had used comes before its opening is answered.
        if method != "session/new" {
            update(["sessionUpdate": "usage_update", "used": 0, "size": 200_000, "_meta": counts(opened.used)])
        }
        let modes = Self.modes.map { JSONValue.object(["value": .string($0), "name": .string($0)]) }
        let option: JSONValue = [
            "id": "mode", "name": "Mode", "category": "mode", "type": "select", "currentValue": .string(mode),
            "options": .array(modes),
        ]
        respond(id, ["sessionId": .string(opened.id), "configOptions": [option]])
    }

    private func answered(_ id: JSONValue, _ result: JSONValue) {
        guard let number = id.count, let call = asked.removeValue(forKey: number) else {
            reject("an answer to nothing that is asked")
        }
        switch (result.outcome?.outcome?.text, result.outcome?.optionId?.text) {
        case ("selected", "once"), ("selected", "always"): stage.reply(call.id, .allow)
        case ("selected", "no"): stage.reply(call.id, .deny("denied"))
        case ("cancelled", _): if !stage.isInterrupted { stage.reply(call.id, .deny("cancelled")) }
        default: reject("no such answer: \(String(decoding: result.line, as: UTF8.self))")
        }
    }
}

// MARK: What is told

extension ACPSpeaker {
    func tell(_ event: Told) {
        switch event {
        case .answering(let usage): session?.used.add(usage)
        case .text(let text):
            // In two chunks, as they come from a model.
            let middle = text.index(text.startIndex, offsetBy: text.count / 2)
            for chunk in [text[..<middle], text[middle...]] {
                update(["sessionUpdate": "agent_message_chunk", "content": Self.content(String(chunk))])
            }
        case .started(let call): update(shape(call, "tool_call", "in_progress"))
        case .asked(let call): ask(call)
        case .finished(let call, let output, let isError):
            var members = shape(call, "tool_call_update", isError ? "failed" : "completed")
            if case .run = call.action { members["content"] = [["type": "content", "content": Self.content(output)]] }
            update(members)
        case .ended(let end): ended(end)
        case .began, .withdrawn, .retrying, .read: break
        }
    }

    private func ended(_ end: End) {
        guard let prompt, let session else { return }
        self.prompt = nil
        home.keep(session)
        switch end {
        case .completed: respond(prompt, ["stopReason": "end_turn", "usage": counts(session.used)])
        case .interrupted: respond(prompt, ["stopReason": "cancelled"])
        case .failed(let trouble):
            let failure = Self.failure(trouble)
            var error: [String: JSONValue] = ["code": .integer(failure.code), "message": .string(failure.message)]
            if let seconds = trouble.seconds { error["data"] = ["retryAfter": .integer(seconds)] }
            Output.write(["jsonrpc": "2.0", "id": .integer(prompt), "error": .object(error)])
        }
    }

    private static func failure(_ trouble: Trouble) -> RPCError {
        switch trouble.kind {
        case .auth: RPCError(code: -32000, message: "Authentication required")
        case .quota: RPCError(code: -32603, message: "Usage limit reached (402)")
        case .limited: RPCError(code: -32003, message: "API error (status 429 Too Many Requests)")
        case .overloaded: RPCError(code: -32603, message: "API error (status 529 Overloaded)")
        case .server: RPCError(code: -32603, message: "API error (status 500)")
        case .overflow: RPCError(code: -32603, message: "The prompt is too long for the context window")
        case .dropped: RPCError(code: -32603, message: "Connection reset by peer")
        }
    }

    private func shape(_ call: Call, _ update: String, _ status: String) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "sessionUpdate": .string(update), "toolCallId": .string(call.id), "status": .string(status),
        ]
        switch call.action {
        case .run(let command):
            (members["kind"], members["title"]) = ("execute", .string("shell: \(command)"))
            members["rawInput"] = ["command": .string(command)]
        case .write(let path, let text), .edit(let path, _, let text):
            (members["kind"], members["title"]) = ("edit", .string("Writing \(path)"))
            members["locations"] = [["path": .string(path)]]
            members["content"] = [["type": "diff", "path": .string(path), "newText": .string(text)]]
        case .ask: break
        }
        return members
    }

    private func ask(_ call: Call) {
        let number = nextRequest
        nextRequest += 1
        asked[number] = call
        let kinds = [("once", "allow_once"), ("always", "allow_always"), ("no", "reject_once")]
        let options = kinds.map { id, kind in
            JSONValue.object(["optionId": .string(id), "name": .string(kind), "kind": .string(kind)])
        }
        let parameters: JSONValue = [
            "sessionId": .string(session?.id ?? ""), "toolCall": ["toolCallId": .string(call.id)],
            "options": .array(options),
        ]
        let request = RPCMessage.request(
            id: .integer(number), method: "session/request_permission", parameters: parameters)
        Output.write(request.value(versioned: true))
    }

    private func update(_ members: [String: JSONValue]) {
        let parameters: JSONValue = ["sessionId": .string(session?.id ?? ""), "update": .object(members)]
        Output.write(RPCMessage.notification(method: "session/update", parameters: parameters).value(versioned: true))
    }

    private func respond(_ id: Int64, _ result: JSONValue) {
        Output.write(RPCMessage.result(id: .integer(id), result).value(versioned: true))
    }

    private func counts(_ usage: Usage) -> JSONValue {
        let total = usage.input + usage.output + usage.cacheRead + usage.cacheWrite
        return [
            "inputTokens": .integer(usage.input), "outputTokens": .integer(usage.output),
            "cachedReadTokens": .integer(usage.cacheRead), "cachedWriteTokens": .integer(usage.cacheWrite),
            "totalTokens": .integer(total),
        ]
    }

    private static func content(_ text: String) -> JSONValue { ["type": "text", "text": .string(text)] }
}
