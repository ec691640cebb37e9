import Foundation
import Wire

/// Claude Code's `stream-json`, as the transcripts of version 2.1.330 have it.
final class ClaudeSpeaker: Speaker {
    private let stage: Stage
    private let home: Home
    private let arguments: ClaudeArguments
    private var session: Home.Session
    private var isInitialized = false
    private var controls: Set<String> = []
    private var words: Set<String> = []
    /// The words of the turn that runs, and what it has used.
    private var turn: [String] = []
    private var used = Usage(input: 0, output: 0)
    private var message = ""
    private var usage = Usage(input: 0, output: 0)
    private var messages = 0

    let readsLateWords = false

    init(_ stage: Stage, _ home: Home, _ arguments: ClaudeArguments) {
        (self.stage, self.home, self.arguments) = (stage, home, arguments)
        let old = arguments.resumed.flatMap { home.session($0) }
        if old == nil, let id = arguments.resumed { Self.unknown(id) }
        let id = arguments.session ?? arguments.resumed ?? "00000000-0000-4000-8000-00000000fa4e"
        if old == nil || arguments.isFork, home.session(id) != nil { reject("the session \(id) is there already") }
        session = Home.Session(id: id, used: old?.used ?? Usage(input: 0, output: 0))
        home.keep(session)
    }

    func hear(_ message: JSONValue) {
        switch message.type?.text {
        case "control_request": requested(message)
        case "control_response": answered(message.response ?? .null)
        case "user": said(message)
        case let other: reject("claude does not hear \(other ?? "a message without a type")")
        }
    }

    func asks(_ call: Call) -> Bool {
        switch call.action {
        case .ask: true
        case .run: arguments.mode != "bypassPermissions"
        case .write, .edit: arguments.mode == "default"
        }
    }

    private func requested(_ message: JSONValue) {
        guard let id = message.request_id?.text, controls.insert(id).inserted else {
            reject("a control request without an identifier of its own")
        }
        switch message.request?.subtype?.text {
        case "initialize":
            if isInitialized { reject("a second initialize") }
            isInitialized = true
            respond(id, ["current_permission_mode": .string(arguments.mode), "session_state": "idle"])
        case "interrupt":
            if !isInitialized { reject("an interrupt before initialize") }
            if stage.isInTurn { stage.isInterrupted = true }
            respond(id, ["still_queued": []])
        case let other: reject("claude has no control request \(other ?? "")")
        }
    }

    private func answered(_ response: JSONValue) {
        guard let request = response.request_id?.text, response.subtype?.text == "success" else {
            reject("a request was refused: \(String(decoding: response.line, as: UTF8.self))")
        }
        let body = response.response ?? .null
        switch body.behavior?.text {
        case "allow":
            guard let input = body.updatedInput, input.members != nil else { reject("an allowance without its input") }
            let words = (input.answers?.members ?? [:]).values.compactMap(\.text)
            stage.reply(request, words.isEmpty ? .allow : .words(words.joined(separator: ", ")))
        case "deny":
            guard let reason = body.message?.text else { reject("a denial without a message") }
            stage.reply(request, .deny(reason))
        case let other: reject("an answer must allow or deny, not \(other ?? "nothing")")
        }
    }

    private func said(_ message: JSONValue) {
        if !isInitialized { reject("a word before initialize") }
        guard let text = message.message?.content?.text, message.message?.role?.text == "user",
            let uuid = message.uuid?.text, words.insert(uuid).inserted
        else { reject("a word without content, or with an identifier that was there before") }
        lifecycle(uuid, "queued")
        let word = Word(id: uuid, text: text)
        if stage.isInTurn { stage.steers.append(word) } else { stage.prompts.append(word) }
    }

    /// As the real program ends when it is to go on with a session that it does not have.
    private static func unknown(_ id: String) -> Never {
        let sentence = JSONValue.string("No conversation found with session ID: \(id)")
        Output.write([
            "type": "result", "subtype": "error_during_execution", "is_error": true, "num_turns": 0, "session_id": "",
            "total_cost_usd": 0, "modelUsage": [:], "errors": [sentence],
        ])
        exit(1)
    }
}

// MARK: What is told

extension ClaudeSpeaker {
    func tell(_ event: Told) {
        switch event {
        case .began(let word): began(word)
        case .answering(let usage): answering(usage)
        case .text(let text): assistant(["type": "text", "text": .string(text)])
        case .started(let call):
            let (name, input) = tool(call)
            assistant(["type": "tool_use", "id": .string(call.id), "name": .string(name), "input": input])
        case .asked(let call): ask(call)
        case .withdrawn: break
        case .finished(let call, let output, let isError): finished(call.id, output, isError)
        case .retrying(let trouble, let attempt):
            let (status, word, _) = Self.words(trouble)
            system("api_retry", ["attempt": .integer(Int64(attempt)), "error_status": status, "error": .string(word)])
        case .read(let word):
            turn.append(word.id)
            lifecycle(word.id, "started")
        case .ended(let end): ended(end)
        }
    }

    private func began(_ word: Word) {
        turn = [word.id]
        used = Usage(input: 0, output: 0)
        lifecycle(word.id, "started")
        system("init", ["model": .string(arguments.model), "permissionMode": .string(arguments.mode)])
    }

    private func answering(_ usage: Usage) {
        messages += 1
        message = "msg_\(messages)"
        self.usage = usage
        used.add(usage)
    }

    private func assistant(_ block: JSONValue) {
        // The number of output tokens is not known before the end.
        var counts = usage
        counts.output = 1
        let body: JSONValue = [
            "id": .string(message), "type": "message", "role": "assistant", "model": .string(arguments.model),
            "content": [block], "stop_reason": nil, "usage": Self.counts(counts),
        ]
        send(["type": "assistant", "message": body, "parent_tool_use_id": nil])
    }

    private func tool(_ call: Call) -> (String, JSONValue) {
        switch call.action {
        case .run(let command): ("Bash", ["command": .string(command)])
        case .write(let path, let content): ("Write", ["file_path": .string(path), "content": .string(content)])
        case .edit(let path, let old, let new):
            ("Edit", ["file_path": .string(path), "old_string": .string(old), "new_string": .string(new)])
        case .ask(let question, let options):
            (
                "AskUserQuestion",
                [
                    "questions": [
                        [
                            "question": .string(question), "header": "Question", "multiSelect": false,
                            "options": .array(options.map { ["label": .string($0), "description": ""] }),
                        ]
                    ]
                ]
            )
        }
    }

    private func ask(_ call: Call) {
        let (name, input) = tool(call)
        let request: JSONValue = [
            "subtype": "can_use_tool", "tool_name": .string(name), "display_name": .string(name), "input": input,
            "permission_suggestions": [], "tool_use_id": .string(call.id),
        ]
        Output.write(["type": "control_request", "request_id": .string(call.id), "request": request])
    }

    private func finished(_ id: String, _ output: String, _ isError: Bool) {
        let block: JSONValue = [
            "type": "tool_result", "tool_use_id": .string(id), "content": .string(output), "is_error": .bool(isError),
        ]
        send(["type": "user", "message": ["role": "user", "content": [block]], "parent_tool_use_id": nil])
    }

    private func ended(_ end: End) {
        session.used.add(used)
        home.keep(session)
        switch end {
        case .completed(let text): result(["is_error": false, "terminal_reason": "completed", "result": .string(text)])
        case .interrupted:
            result([
                "is_error": true, "subtype": "error_during_execution", "terminal_reason": "aborted_tools",
                "errors": ["[ede_diagnostic] result_type=user"],
            ])
        case .failed(let trouble): failed(trouble)
        }
        for word in turn { lifecycle(word, "completed") }
        // What came too late for this turn begins the next one.
        stage.prompts = stage.steers + stage.prompts
        stage.steers = []
    }

    private func failed(_ trouble: Trouble) {
        let (status, word, sentence) = Self.words(trouble)
        if let seconds = trouble.seconds {
            let limit: JSONValue = [
                "status": "rejected", "rateLimitType": "five_hour", "resetsAt": .integer(Clock.seconds + seconds),
            ]
            send(["type": "rate_limit_event", "rate_limit_info": limit])
        }
        send([
            "type": "assistant", "error": .string(word), "is_api_error_message": true, "parent_tool_use_id": nil,
            "message": [
                "id": "synthetic", "model": "<synthetic>", "role": "assistant",
                "content": [["type": "text", "text": .string(sentence)]],
            ],
        ])
        let reason: JSONValue = trouble.kind == .overflow ? "prompt_too_long" : "api_error"
        result([
            "is_error": true, "terminal_reason": reason, "result": .string(sentence), "api_error_status": status,
        ])
    }

    private func result(_ members: [String: JSONValue]) {
        stage.status = members["is_error"] == true ? 1 : 0
        let model = arguments.model
        let all: [String: JSONValue] = [
            "type": "result", "subtype": "success", "total_cost_usd": .number(Double(session.used.output) / 1000),
            "usage": Self.counts(used), "modelUsage": [model: Self.totals(session.used)], "permission_denials": [],
            "model_usage_since_last_result": [model: Self.totals(used)],
            "user_message_uuids": .array(turn.map(JSONValue.string)), "queued_turn_count": 0,
        ]
        send(all.merging(members) { _, new in new })
    }
}

// MARK: Words of the protocol

extension ClaudeSpeaker {
    private func respond(_ id: String, _ body: JSONValue) {
        let response: JSONValue = ["subtype": "success", "request_id": .string(id), "response": body]
        Output.write(["type": "control_response", "response": response])
    }

    private func lifecycle(_ word: String, _ state: String) {
        send(["type": "command_lifecycle", "command_uuid": .string(word), "state": .string(state)])
    }

    private func system(_ subtype: String, _ members: [String: JSONValue]) {
        send(members.merging(["type": "system", "subtype": .string(subtype)]) { _, new in new })
    }

    private func send(_ members: [String: JSONValue]) {
        Output.write(.object(members.merging(["session_id": .string(session.id)]) { _, new in new }))
    }

    private static func counts(_ usage: Usage) -> JSONValue {
        [
            "input_tokens": .integer(usage.input), "output_tokens": .integer(usage.output),
            "cache_read_input_tokens": .integer(usage.cacheRead),
            "cache_creation_input_tokens": .integer(usage.cacheWrite),
        ]
    }

    private static func totals(_ usage: Usage) -> JSONValue {
        [
            "inputTokens": .integer(usage.input), "outputTokens": .integer(usage.output),
            "cacheReadInputTokens": .integer(usage.cacheRead), "cacheCreationInputTokens": .integer(usage.cacheWrite),
            "costUSD": .number(Double(usage.output) / 1000),
        ]
    }

    private static func words(_ trouble: Trouble) -> (status: JSONValue, word: String, sentence: String) {
        switch trouble.kind {
        case .auth: (401, "authentication_failed", "Failed to authenticate. API Error: 401 invalid x-api-key")
        case .quota: (400, "billing_error", "Credit balance is too low")
        case .limited: (429, "rate_limit", "API Error: Request rejected (429)")
        case .overloaded: (529, "overloaded", "API Error: 529 Overloaded")
        case .server: (500, "server_error", "API Error: 500 Internal server error")
        case .overflow: (400, "invalid_request", "Prompt is too long")
        case .dropped: (nil, "unknown", "API Error: Connection error.")
        }
    }
}
