import Wire

/// `POST /v1/messages` of Anthropic, as Claude Code uses it.
enum AnthropicMessages: ModelAPI {
    static func conversation(_ body: JSONValue) -> Conversation {
        var conversation = Conversation(body)
        conversation.tools = (body.tools?.items ?? []).compactMap { Tool(name: $0.name, schema: $0.input_schema) }
        conversation.items = (body.messages?.items ?? []).flatMap { message -> [Conversation.Item] in
            let blocks = message.content?.items ?? [["type": "text", "text": message.content ?? ""]]
            guard message.role?.text == "assistant" else { return blocks.flatMap(said) }
            let calls = blocks.filter { $0.type?.text == "tool_use" }.compactMap { $0.id?.text }
            return [.answered(calls: calls)]
        }
        return conversation
    }

    /// Claude Code puts words that a person says while a tool runs into the tool's result, as a reminder.
    private static func said(_ block: JSONValue) -> [Conversation.Item] {
        guard block.type?.text == "tool_result" else { return JSONValue.text(of: [block]).map { .said($0) } }
        let reminders = JSONValue.text(of: block.content).flatMap {
            $0.split(separator: "<system-reminder>").dropFirst()
        }
        return [.result] + reminders.map { .said(String($0)) }
    }

    static func whole(_ answer: Answer) -> JSONValue {
        message(answer, content: blocks(answer), usage: usage(answer.usage), stop: stopReason(answer))
    }

    static func events(_ answer: Answer) -> EventStream {
        var atStart = answer.usage
        atStart.output = 1
        let start = message(answer, content: [], usage: usage(atStart), stop: .null)
        let blocks = blocks(answer).enumerated().flatMap { events(of: $1, at: .integer(Int64($0))) }
        let end: JSONValue = ["stop_reason": stopReason(answer), "stop_sequence": nil]
        return EventStream(
            events: [EventStream.typed("message_start", ["message": start])] + blocks,
            ending: [
                EventStream.typed("message_delta", ["delta": end, "usage": usage(answer.usage)]),
                EventStream.typed("message_stop", [:]),
            ], opening: 3)
    }

    private static func events(of block: JSONValue, at index: JSONValue) -> [String] {
        var empty = block.members ?? [:]
        var deltas: [JSONValue] = []
        func split(_ member: String, into name: String, of text: String) {
            empty[member] = member == "input" ? [:] : ""
            deltas = Answer.pieces(text).map {
                ["type": .string(name), name == "input_json_delta" ? "partial_json" : member: .string($0)]
            }
        }
        switch block.type?.text {
        case "thinking":
            split("thinking", into: "thinking_delta", of: block.thinking?.text ?? "")
            empty["signature"] = ""
            deltas.append(["type": "signature_delta", "signature": block.signature ?? ""])
        case "text": split("text", into: "text_delta", of: block["text"]?.text ?? "")
        default:
            split("input", into: "input_json_delta", of: String(decoding: (block.input ?? [:]).line, as: UTF8.self))
        }
        return [EventStream.typed("content_block_start", ["index": index, "content_block": .object(empty)])]
            + deltas.map { EventStream.typed("content_block_delta", ["index": index, "delta": $0]) }
            + [EventStream.typed("content_block_stop", ["index": index])]
    }

    private static func message(_ answer: Answer, content: [JSONValue], usage: JSONValue, stop: JSONValue) -> JSONValue
    {
        [
            "id": .string("msg_\(answer.id)"), "type": "message", "role": "assistant", "model": .string(answer.model),
            "content": .array(content), "stop_reason": stop, "stop_sequence": nil, "usage": usage,
        ]
    }

    private static func blocks(_ answer: Answer) -> [JSONValue] {
        var blocks: [JSONValue] = []
        if !answer.thinking.isEmpty {
            blocks.append(["type": "thinking", "thinking": .string(answer.thinking), "signature": "c2NyaXB0ZWQ="])
        }
        if !answer.text.isEmpty { blocks.append(["type": "text", "text": .string(answer.text)]) }
        return blocks
            + answer.calls.map {
                ["type": "tool_use", "id": .string("toolu_\($0.id)"), "name": .string($0.tool), "input": $0.input]
            }
    }

    private static func stopReason(_ answer: Answer) -> JSONValue { answer.calls.isEmpty ? "end_turn" : "tool_use" }

    private static func usage(_ usage: Usage) -> JSONValue {
        [
            "input_tokens": .integer(Int64(usage.input)), "output_tokens": .integer(Int64(usage.output)),
            "cache_read_input_tokens": .integer(Int64(usage.cacheRead)),
            "cache_creation_input_tokens": .integer(Int64(usage.cacheWrite)),
        ]
    }
}

extension AnthropicMessages {
    static func error(_ problem: ModelProblem) -> JSONValue {
        let types = [
            401: "authentication_error", 403: "permission_error", 404: "not_found_error", 413: "request_too_large",
            429: "rate_limit_error", 529: "overloaded_error",
        ]
        let type = types[problem.status] ?? (problem.status < 500 ? "invalid_request_error" : "api_error")
        let message = problem.isOverflow ? "prompt is too long: 250000 tokens > 200000 maximum" : problem.message
        return ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
    }

    static func errorEvent() -> String {
        EventStream.typed("error", ["error": ["type": "overloaded_error", "message": "Overloaded (scripted)"]])
    }
}
