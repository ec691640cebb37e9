import Wire

/// `POST /v1/responses` of OpenAI, as Codex uses it.
enum Responses: ModelAPI {
    static func conversation(_ body: JSONValue) -> Conversation {
        var conversation = Conversation(body)
        let input = body.input?.items ?? [["role": "user", "content": body.input ?? ""]]
        // What a search brought to light can be called from then on.
        let found = input.filter { $0.type == "tool_search_output" }
        conversation.tools = ([body] + found).flatMap { tools($0.tools) }
        conversation.searched = Set(
            input.compactMap { $0.type == "tool_search_call" ? $0.arguments?.query?.text : nil })
        conversation.items = input.flatMap(items)
        return conversation
    }

    private static func tools(_ list: JSONValue?, in namespace: String? = nil) -> [Tool] {
        (list?.items ?? []).flatMap { tool in
            let type = tool.type?.text
            if type == "namespace" { return tools(tool.tools, in: tool.name?.text) }
            let name = type == "tool_search" ? tool.type : tool.name
            let isText = type == "custom"
            return [Tool(name: name, schema: tool.parameters, takesText: isText, namespace: namespace)].compactMap {
                $0
            }
        }
    }

    private static func items(_ item: JSONValue) -> [Conversation.Item] {
        let type = item.type?.text ?? "message"
        if type.hasSuffix("_output") { return [.result] }
        if type.hasSuffix("_call") { return [.answered(calls: [item.call_id?.text ?? ""])] }
        guard type == "message" else { return [] }
        switch item.role?.text {
        case "assistant": return [.answered(calls: [])]
        case "user": return JSONValue.text(of: item.content).map { .said($0) }
        default: return []
        }
    }

    static func whole(_ answer: Answer) -> JSONValue { response(answer, output: output(answer), isDone: true) }

    static func events(_ answer: Answer) -> EventStream {
        let start = response(answer, output: [], isDone: false)
        var events: [(String, [String: JSONValue])] = [
            ("response.created", ["response": start]), ("response.in_progress", ["response": start]),
        ]
        for (index, item) in output(answer).enumerated() {
            let place: [String: JSONValue] = ["output_index": .integer(Int64(index)), "item_id": item.id ?? .null]
            events += self.events(of: item).map { ($0, $1.merging(place) { _, new in new }) }
        }
        events.append(("response.completed", ["response": whole(answer)]))
        let lines = events.enumerated().map { number, event in
            EventStream.typed(
                event.0, event.1.merging(["sequence_number": .integer(Int64(number))]) { _, new in new })
        }
        return EventStream(events: lines.dropLast(), ending: lines.suffix(1), opening: 5)
    }

    static func error(_ problem: ModelProblem) -> JSONValue { OpenAI.error(problem) }

    static func errorEvent() -> String {
        let error: JSONValue = ["code": "server_is_overloaded", "message": "Overloaded (scripted)"]
        return EventStream.typed("response.failed", ["response": ["status": "failed", "error": error]])
    }

    private static func events(of item: JSONValue) -> [(String, [String: JSONValue])] {
        if item.type == "tool_search_call" {
            return ["added", "done"].map { ("response.output_item.\($0)", ["item": item]) }
        }
        let (member, name, added): (String, String, JSONValue) =
            switch item.type?.text {
            case "message": ("text", "output_text", item.changing(["content": [], "status": "in_progress"]))
            case "reasoning": ("text", "reasoning_summary_text", item.changing(["summary": []]))
            case "function_call": ("arguments", "function_call_arguments", item.changing(["arguments": ""]))
            default: ("input", "custom_tool_call_input", item.changing(["input": ""]))
            }
        let part = item.content?.items?.first ?? item.summary?.items?.first
        let text = (part ?? item)[member]?.text ?? ""
        let place: [String: JSONValue] = part == nil ? [:] : ["content_index": 0, "summary_index": 0]
        var events: [(String, [String: JSONValue])] = [("response.output_item.added", ["item": added])]
        if let part {
            let kind = name == "output_text" ? "content_part" : "reasoning_summary_part"
            let empty = part.changing(["text": ""])
            events.append(("response.\(kind).added", place.merging(["part": empty]) { $1 }))
        }
        events += Answer.pieces(text).map { ("response.\(name).delta", place.merging(["delta": .string($0)]) { $1 }) }
        events.append(("response.\(name).done", place.merging([member: .string(text)]) { $1 }))
        return events + [("response.output_item.done", ["item": item])]
    }

    private static func output(_ answer: Answer) -> [JSONValue] {
        var items: [JSONValue] = []
        if !answer.thinking.isEmpty {
            let summary: JSONValue = ["type": "summary_text", "text": .string(answer.thinking)]
            items.append(["type": "reasoning", "id": .string("rs_\(answer.id)"), "summary": [summary]])
        }
        if !answer.text.isEmpty {
            let part: JSONValue = ["type": "output_text", "text": .string(answer.text), "annotations": []]
            items.append([
                "type": "message", "id": .string("msg_\(answer.id)"), "role": "assistant", "status": "completed",
                "content": [part],
            ])
        }
        return items + answer.calls.map(call)
    }

    private static func call(_ call: Call) -> JSONValue {
        if Toolbox.isSearch(call) {
            return [
                "type": "tool_search_call", "id": .string("tsc_\(call.id)"), "call_id": .string("call_\(call.id)"),
                "execution": "client", "status": "completed", "arguments": call.input,
            ]
        }
        let isText = call.input.text != nil
        return .object(present: [
            "type": isText ? "custom_tool_call" : "function_call", "id": .string("\(isText ? "ctc" : "fc")_\(call.id)"),
            "call_id": .string("call_\(call.id)"), "name": .string(call.tool), "status": "completed",
            isText ? "input" : "arguments": .string(call.inputText), "namespace": call.namespace.map { .string($0) },
        ])
    }

    private static func response(_ answer: Answer, output: [JSONValue], isDone: Bool) -> JSONValue {
        let usage = isDone ? OpenAI.usage(answer.usage, input: "input", output: "output") : .null
        return [
            "id": .string("resp_\(answer.id)"), "object": "response", "created_at": 1_750_000_000,
            "status": isDone ? "completed" : "in_progress", "model": .string(answer.model), "output": .array(output),
            "usage": usage, "error": nil,
        ]
    }
}

extension JSONValue {
    fileprivate func changing(_ changes: [String: JSONValue]) -> JSONValue {
        .object((members ?? [:]).merging(changes) { _, new in new })
    }
}
