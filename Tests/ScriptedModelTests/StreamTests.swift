import Testing
import Wire

/// Every API's answer, read back as its clients do.
@Suite("answers", .timeLimit(.minutes(1))) struct StreamTests {
    private static let text = "Ünïcödé words, enough of them for several pieces of the stream."
    private static let script = prompt(
        """
        [{"thinking": "Hm.", "text": "\(text)", "tools": [{"run": "echo \\"a\\""}, {"run": "true"}],
          "usage": {"input": 7, "output": 5, "cacheRead": 3, "cacheWrite": 2, "reasoning": 1}}]
        """)

    private static func events(_ path: String) async throws -> [JSONValue] {
        let reply = try await Model.serving { try await $0.post(path, request(path, script)) }
        #expect(reply.status == 200)
        #expect(reply.head.contains("content-type: text/event-stream"))
        #expect(reply.isWhole)
        if path == "/v1/chat/completions" { #expect(reply.body.hasSuffix("data: [DONE]\n\n")) }
        return reply.events.compactMap { $0 }
    }

    @Test func anthropic() async throws {
        let events = try await Self.events("/v1/messages")
        var kinds: [String] = []
        for event in events where event.type?.text != kinds.last { kinds.append(event.type?.text ?? "") }
        let block = ["content_block_start", "content_block_delta", "content_block_stop"]
        #expect(
            kinds == ["message_start"] + block + block + block + block + ["message_delta", "message_stop"])
        #expect(events.first?.message?.usage?.cache_read_input_tokens == 3)
        let deltas = events.compactMap(\.delta)
        #expect(deltas.compactMap { $0["text"]?.text }.joined() == Self.text)
        #expect(deltas.compactMap { $0["text"] }.count > 1)
        #expect(deltas.compactMap { $0.thinking?.text }.joined() == "Hm.")
        let inputs = (2...3).map { index in
            events.filter { $0.index?.count == index }.compactMap { $0.delta?.partial_json?.text }.joined()
        }
        #expect(inputs.map { JSONValue($0.utf8) } == [["command": "echo \"a\""], ["command": "true"]])
        let ids = Set(events.compactMap { $0.content_block?.id?.text })
        #expect(ids.count == 2 && ids.allSatisfy { $0.hasPrefix("toolu_t0_") })
        let end = events.first { $0.type == "message_delta" }
        #expect(end?.delta?.stop_reason == "tool_use")
        #expect(end?.usage?.output_tokens == 5)
        #expect(end?.usage?.input_tokens == 7)
        #expect(end?.usage?.cache_creation_input_tokens == 2)
    }

    @Test func chat() async throws {
        let events = try await Self.events("/v1/chat/completions")
        #expect(Set(events.map(\.id)).count == 1)
        let choices = events.compactMap { $0.choices?.items?.first }
        let deltas = choices.compactMap(\.delta)
        #expect(deltas.first?.role == "assistant")
        #expect(deltas.compactMap { $0.content?.text }.joined() == Self.text)
        #expect(deltas.compactMap { $0.reasoning_content?.text }.joined() == "Hm.")
        let calls = deltas.compactMap { $0.tool_calls?.items?.first }
        for (index, command) in [(0, "echo \"a\""), (1, "true")] {
            let parts = calls.filter { $0.index?.count == Int64(index) }
            #expect(parts.compactMap { $0.id?.text }.count == 1)
            #expect(parts.first?.function?.name == "bash")
            let text = parts.compactMap { $0.function?.arguments?.text }.joined()
            #expect(JSONValue(text.utf8) == ["command": .string(command)])
        }
        #expect(choices.last?.finish_reason == "tool_calls")
        let usage = events.last?.usage
        #expect(usage?.prompt_tokens == 12 && usage?.completion_tokens == 5 && usage?.total_tokens == 17)
        #expect(usage?.prompt_tokens_details?.cached_tokens == 3)
    }

    @Test func responses() async throws {
        let events = try await Self.events("/v1/responses")
        #expect(events.compactMap { $0.sequence_number?.count } == Array(0..<Int64(events.count)))
        #expect(events.prefix(2).map(\.type) == ["response.created", "response.in_progress"])
        let response = events.last?.response
        #expect(events.last?.type == "response.completed")
        #expect(response?.usage?.input_tokens == 12 && response?.usage?.total_tokens == 17)
        #expect(response?.usage?.output_tokens_details?.reasoning_tokens == 1)
        let done = events.filter { $0.type == "response.output_item.done" }.compactMap(\.item)
        #expect(done == response?.output?.items)
        #expect(done.map(\.type) == ["reasoning", "message", "function_call", "function_call"])
        #expect(done.last?.arguments == #"{"command":"true"}"#)
        let words = events.filter { $0.type == "response.output_text.delta" }.compactMap { $0.delta?.text }
        #expect(words.joined() == Self.text && words.count > 1)
        for item in done {
            let added = events.first { $0.type == "response.output_item.added" && $0.item?.id == item.id }
            #expect(added?.item?.type == item.type)
        }
    }

    @Test func whole() async throws {
        try await Model.serving { model in
            var bodies: [String: JSONValue] = [:]
            for path in Model.paths {
                let reply = try await model.post(path, request(path, Self.script, isStreamed: false))
                #expect(reply.status == 200 && reply.head.contains("content-type: application/json"))
                bodies[path] = reply.json
            }
            let message = bodies["/v1/messages"]
            #expect(message?.content?.items?.map(\.type) == ["thinking", "text", "tool_use", "tool_use"])
            #expect(message?.usage?.output_tokens == 5)
            let choice = bodies["/v1/chat/completions"]?.choices?.items?.first
            #expect(choice?.message?.content?.text == Self.text)
            #expect(choice?.message?.tool_calls?.items?.count == 2)
            #expect(bodies["/v1/responses"]?.output?.items?.count == 4)
        }
    }

    @Test(arguments: Model.paths) func withoutAScript(path: String) async throws {
        try await Model.serving { model in
            let reply = try await model.post(path, request(path, "Hello"))
            #expect(reply.status == 200 && reply.body.contains("Done."))
            let next = try await model.post(path, request(path, prompt("[]")))
            #expect(next.status == 200 && next.body.contains("Done."))
        }
    }
}
