import Wire

/// `POST /v1/chat/completions` of OpenAI, as Grok, Vibe, Hermes and many others use it.
enum ChatCompletions: ModelAPI {
    static func conversation(_ body: JSONValue) -> Conversation {
        var conversation = Conversation(body)
        conversation.tools = (body.tools?.items ?? []).compactMap {
            Tool(name: $0.function?.name, schema: $0.function?.parameters)
        }
        conversation.items = (body.messages?.items ?? []).flatMap { message -> [Conversation.Item] in
            switch message.role?.text {
            case "assistant": [.answered(calls: (message.tool_calls?.items ?? []).compactMap { $0.id?.text })]
            case "tool": [.result]
            case "user": JSONValue.text(of: message.content).map { .said($0) }
            default: []
            }
        }
        return conversation
    }

    static func whole(_ answer: Answer) -> JSONValue {
        let message: JSONValue = .object(present: [
            "role": "assistant", "content": .string(answer.text),
            "reasoning_content": answer.thinking.isEmpty ? nil : .string(answer.thinking),
            "tool_calls": answer.calls.isEmpty ? nil : .array(answer.calls.map(call)),
        ])
        let choice: JSONValue = ["index": 0, "message": message, "finish_reason": finishReason(answer)]
        return body(answer, "chat.completion", ["choices": [choice], "usage": usage(answer)])
    }

    static func events(_ answer: Answer) -> EventStream {
        var deltas: [JSONValue] = [["role": "assistant", "content": ""]]
        deltas += Answer.pieces(answer.thinking).map { ["reasoning_content": .string($0)] }
        deltas += Answer.pieces(answer.text).map { ["content": .string($0)] }
        for (index, call) in answer.calls.enumerated() {
            deltas += parts(of: call, at: .integer(Int64(index))).map { ["tool_calls": [$0]] }
        }
        let end = chunk(answer, delta: [:], finish: finishReason(answer))
        let usage = EventStream.plain(body(answer, "chat.completion.chunk", ["choices": [], "usage": usage(answer)]))
        return EventStream(
            events: deltas.map { chunk(answer, delta: $0, finish: .null) }, ending: [end, usage, "data: [DONE]\n\n"],
            opening: 2)
    }

    static func error(_ problem: ModelProblem) -> JSONValue { OpenAI.error(problem) }

    static func errorEvent() -> String {
        EventStream.plain(error(ModelProblem(status: 503, message: "Overloaded (scripted)")))
    }

    private static func parts(of call: Call, at index: JSONValue) -> [JSONValue] {
        var first = self.call(call).members ?? [:]
        first["index"] = index
        first["function"] = ["name": .string(call.tool), "arguments": ""]
        return [.object(first)]
            + Answer.pieces(call.inputText).map { ["index": index, "function": ["arguments": .string($0)]] }
    }

    private static func chunk(_ answer: Answer, delta: JSONValue, finish: JSONValue) -> String {
        let choice: JSONValue = ["index": 0, "delta": delta, "finish_reason": finish]
        return EventStream.plain(body(answer, "chat.completion.chunk", ["choices": [choice]]))
    }

    private static func body(_ answer: Answer, _ object: JSONValue, _ members: [String: JSONValue]) -> JSONValue {
        let base: [String: JSONValue] = [
            "id": .string("chatcmpl-\(answer.id)"), "object": object, "created": 1_750_000_000,
            "model": .string(answer.model),
        ]
        return .object(base.merging(members) { _, new in new })
    }

    private static func call(_ call: Call) -> JSONValue {
        let function: JSONValue = ["name": .string(call.tool), "arguments": .string(call.inputText)]
        return ["id": .string("call_\(call.id)"), "type": "function", "function": function]
    }

    private static func finishReason(_ answer: Answer) -> JSONValue { answer.calls.isEmpty ? "stop" : "tool_calls" }

    private static func usage(_ answer: Answer) -> JSONValue {
        OpenAI.usage(answer.usage, input: "prompt", output: "completion")
    }
}
