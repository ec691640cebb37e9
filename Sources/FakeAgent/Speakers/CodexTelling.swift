import Wire

/// What the fake Codex tells its client.
extension CodexSpeaker {
    func tell(_ event: Told) {
        switch event {
        case .began(let word): began(word)
        case .answering(let usage):
            used = usage
            thread?.used.add(usage)
        case .text(let text):
            items += 1
            item("completed", ["id": .string("msg_\(items)"), "type": "agentMessage", "text": .string(text)])
        case .started(let call): if !isQuestion(call) { item("started", shape(call, "inProgress")) }
        case .asked(let call): ask(call)
        case .withdrawn: for number in asked.keys.sorted() { resolved(number) }
        case .finished(let call, let output, let isError):
            if !isQuestion(call) { item("completed", shape(call, isError ? "failed" : "completed", output)) }
            tellUsage(used, turn: turns.last ?? "")
        case .retrying(let trouble, let attempt): retrying(trouble, attempt)
        case .read(let word): userMessage(word.text, word.id)
        case .ended(let end): ended(end)
        }
    }

    func tellUsage(_ last: Usage, turn: String) {
        let members: JSONValue = ["last": counts(last), "total": counts(thread?.used ?? last)]
        notify("thread/tokenUsage/updated", ["tokenUsage": members, "turnId": .string(turn)])
    }

    private func began(_ word: Word) {
        thread?.turn = word.id
        notify("turn/started", ["turn": ["id": .string(word.id), "status": "inProgress", "error": nil]])
        userMessage(word.text, nil)
    }

    private func userMessage(_ text: String, _ client: String?) {
        items += 1
        let content: JSONValue = [["type": "text", "text": .string(text), "text_elements": []]]
        let message: [String: JSONValue] = [
            "id": .string("user_\(items)"), "type": "userMessage", "clientId": client.map { .string($0) } ?? .null,
            "content": content,
        ]
        item("started", message)
        item("completed", message)
    }

    private func isQuestion(_ call: Call) -> Bool { if case .ask = call.action { true } else { false } }

    private func shape(_ call: Call, _ status: String, _ output: String? = nil) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["id": .string(call.id), "status": .string(status)]
        switch call.action {
        case .run(let command):
            members["type"] = "commandExecution"
            members["command"] = .string("/bin/sh -c '\(command)'")
            members["commandActions"] = [["type": "unknown", "command": .string(command)]]
            members["aggregatedOutput"] = output.map { .string($0) } ?? .null
        case .write(let path, let content):
            members["type"] = "fileChange"
            members["changes"] = [["path": .string(path), "kind": ["type": "add"], "diff": .string(content)]]
        case .edit(let path, let old, let new):
            members["type"] = "fileChange"
            let change: JSONValue = .string("-\(old)\n+\(new)")
            members["changes"] = [["path": .string(path), "kind": ["type": "update"], "diff": change]]
        case .ask: break
        }
        return members
    }

    private func ask(_ call: Call) {
        let number = nextRequest
        nextRequest += 1
        asked[number] = call
        var members: [String: JSONValue] = ["itemId": .string(call.id), "turnId": .string(turns.last ?? "")]
        let method: String
        switch call.action {
        case .run(let command):
            method = "item/commandExecution/requestApproval"
            members["command"] = .string("/bin/sh -c '\(command)'")
            members["commandActions"] = [["type": "unknown", "command": .string(command)]]
        case .write, .edit: method = "item/fileChange/requestApproval"
        case .ask(let question, let options):
            method = "item/tool/requestUserInput"
            let choices = options.map { JSONValue.object(["label": .string($0), "description": ""]) }
            members["questions"] = [
                ["id": "q", "header": "Question", "question": .string(question), "options": .array(choices)]
            ]
        }
        members["threadId"] = .string(thread?.id ?? "")
        let request = RPCMessage.request(id: .integer(number), method: method, parameters: .object(members))
        Output.write(request.value(versioned: false))
    }

    private func resolved(_ number: Int64) {
        notify("serverRequest/resolved", ["requestId": .integer(number)])
    }

    private func retrying(_ trouble: Trouble, _ attempt: Int) {
        let (info, message) = words(trouble)
        let error: JSONValue = [
            "message": .string("Reconnecting... \(attempt)/2"), "additionalDetails": .string(message),
            "codexErrorInfo": info,
        ]
        notify("error", ["error": error, "turnId": .string(turns.last ?? ""), "willRetry": true])
    }

    private func ended(_ end: End) {
        var turn: [String: JSONValue] = ["id": .string(turns.last ?? ""), "error": nil]
        switch end {
        case .completed: turn["status"] = "completed"
        case .interrupted: turn["status"] = "interrupted"
        case .failed(let trouble):
            let (info, message) = words(trouble)
            turn["status"] = "failed"
            turn["error"] = ["message": .string(message), "additionalDetails": nil, "codexErrorInfo": info]
            if let seconds = trouble.seconds { tellLimit(seconds) }
        }
        if case .completed = end { tellUsage(used, turn: turns.last ?? "") }
        closeTurn()
        if let thread { home.keep(thread) }
        notify("turn/completed", ["turn": .object(turn)])
    }

    private func tellLimit(_ seconds: Int64) {
        let window: JSONValue = ["usedPercent": 100, "resetsAt": .integer(Clock.seconds + seconds)]
        notify("account/rateLimits/updated", ["rateLimits": ["limitId": "codex", "primary": window]])
    }

    private func item(_ state: String, _ item: [String: JSONValue]) {
        notify("item/\(state)", ["item": .object(item), "turnId": .string(turns.last ?? "")])
    }

    private func notify(_ method: String, _ members: [String: JSONValue]) {
        let all = members.merging(["threadId": .string(thread?.id ?? "")]) { own, _ in own }
        Output.write(RPCMessage.notification(method: method, parameters: .object(all)).value(versioned: false))
    }

    private func counts(_ usage: Usage) -> JSONValue {
        let input = usage.input + usage.cacheRead + usage.cacheWrite
        return [
            "inputTokens": .integer(input), "cachedInputTokens": .integer(usage.cacheRead),
            "cacheWriteInputTokens": .integer(usage.cacheWrite), "outputTokens": .integer(usage.output),
            "totalTokens": .integer(input + usage.output),
        ]
    }

    private func words(_ trouble: Trouble) -> (info: JSONValue, message: String) {
        switch trouble.kind {
        case .auth: (["httpConnectionFailed": ["httpStatusCode": 401]], "unexpected status 401 Unauthorized")
        case .quota: ("usageLimitExceeded", "You've hit your usage limit.")
        case .limited:
            (
                ["responseTooManyFailedAttempts": ["httpStatusCode": 429]],
                "exceeded retry limit, last status: 429 Too Many Requests"
            )
        case .overloaded: ("serverOverloaded", "Selected model is at capacity.")
        case .server: ("internalServerError", "We’re currently experiencing high demand.")
        case .overflow: ("contextWindowExceeded", "Codex ran out of room in the model's context window.")
        case .dropped:
            (["responseStreamDisconnected": ["httpStatusCode": nil]], "stream disconnected before completion")
        }
    }
}
