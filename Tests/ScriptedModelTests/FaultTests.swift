import Testing
import Wire

@Suite("faults", .timeLimit(.minutes(1))) struct FaultTests {
    /// What a client of a path gets from a turn with a fault.
    private static func reply(
        _ model: Model, _ path: String, _ fault: String, key: String = "fake", isStreamed: Bool = true
    ) async throws -> Reply {
        let script = prompt(#"[{"text": "Hello, this is the answer of a model.", "fault": \#(fault)}]"#)
        return try await model.post(path, request(path, script, isStreamed: isStreamed), key: key)
    }

    @Test(arguments: Model.paths) func statuses(path: String) async throws {
        try await Model.serving { model in
            for status in [401, 429, 500, 529] {
                let reply = try await Self.reply(model, path, #"{"kind": "status", "status": \#(status)}"#)
                #expect(reply.status == status)
                #expect(reply.json.error?.message == .string("Scripted fault \(status)."))
            }
            let fault = #"{"kind": "status", "status": 429, "retryAfter": 7, "headers": {"X-Reset": "9"}}"#
            let limited = try await Self.reply(model, path, fault)
            #expect(limited.head.contains("retry-after: 7\r\n") && limited.head.contains("x-reset: 9\r\n"))
        }
    }

    @Test func overflow() async throws {
        try await Model.serving { model in
            let anthropic = try await Self.reply(model, "/v1/messages", #""overflow""#)
            #expect(anthropic.status == 400)
            #expect(anthropic.json.error?.message?.text?.hasPrefix("prompt is too long: ") == true)
            let openAI = try await Self.reply(model, "/v1/responses", #""overflow""#)
            #expect(openAI.status == 400 && openAI.json.error?.code == "context_length_exceeded")
        }
    }

    @Test(arguments: Model.paths, [true, false]) func brokenAnswers(path: String, isStreamed: Bool) async throws {
        try await Model.serving { model in
            func reply(_ fault: String) async throws -> Reply {
                try await Self.reply(model, path, fault, isStreamed: isStreamed)
            }
            let whole = try await reply("[]")
            let nothing = try await reply(#""dropBefore""#)
            #expect(nothing.head.isEmpty)
            let dropped = try await reply(#""dropMid""#)
            #expect(dropped.status == 200 && !dropped.isWhole && !dropped.body.isEmpty)
            let truncated = try await reply(#""truncated""#)
            #expect(truncated.status == 200 && truncated.isWhole)
            #expect(truncated.body.count < whole.body.count)
            let malformed = try await reply(#""malformed""#)
            #expect(malformed.isWhole)
            #expect(isStreamed ? malformed.events.contains(nil) : malformed.json == .null)
        }
    }

    @Test(arguments: Model.paths) func errorEvent(path: String) async throws {
        try await Model.serving { model in
            let reply = try await Self.reply(model, path, #""errorEvent""#)
            #expect(reply.status == 200 && reply.isWhole)
            let last = try #require(reply.events.last ?? nil)
            #expect((last.error ?? last.response?.error)?.message?.text == "Overloaded (scripted)")
        }
    }

    /// An agent that lost an answer in the middle must not have anything of it that it could keep: Codex keeps messages
    /// and runs calls that came whole, and would ask for the turn after this one.
    @Test(arguments: Model.paths) func nothingIsWholeBeforeADrop(path: String) async throws {
        try await Model.serving { model in
            for turn in [#""text": "Now.", "tools": [{"run": "ls"}]"#, #""tools": [{"run": "ls"}, {"run": "pwd"}]"#] {
                let script = prompt(#"[{\#(turn), "fault": "dropMid"}]"#)
                let reply = try await model.post(path, request(path, script))
                let events = reply.events.compactMap { $0 }
                #expect(events.count > 1)
                let last = try #require(events.last)
                #expect((last.delta ?? last.choices?.items?.first?.delta ?? last.arguments) != nil)
                #expect(!reply.body.contains("output_item.done") && !reply.body.contains("content_block_stop"))
            }
        }
    }

    @Test func stall() async throws {
        try await Model.serving { model in
            let start = ContinuousClock.now
            let reply = try await Self.reply(model, "/v1/messages", #"{"kind": "stall", "ms": 300}"#)
            #expect(ContinuousClock.now - start >= .milliseconds(300))
            #expect(reply.isWhole && reply.body.contains("message_stop"))
        }
    }

    /// The first N times for each key; then the next fault of the turn, then the answer.
    @Test func times() async throws {
        try await Model.serving { model in
            let faults =
                #"[{"kind": "status", "status": 429, "times": 2}, {"kind": "status", "status": 500, "times": 1}]"#
            for key in ["a", "b"] {
                var statuses: [Int] = []
                for _ in 0..<5 {
                    statuses.append(try await Self.reply(model, "/v1/messages", faults, key: key).status)
                }
                #expect(statuses == [429, 429, 500, 200, 200])
            }
            let counts = try await model.get("/counts").json.items?.filter { $0.key == "a" }
            #expect(
                counts == [
                    ["key": "a", "path": "/v1/messages", "outcome": "200", "count": 2],
                    ["key": "a", "path": "/v1/messages", "outcome": "fault 429", "count": 2],
                    ["key": "a", "path": "/v1/messages", "outcome": "fault 500", "count": 1],
                ])
        }
    }

    @Test func delay() async throws {
        try await Model.serving { model in
            let start = ContinuousClock.now
            let body = request("/v1/messages", prompt(#"[{"text": "a", "delayMs": 300}]"#))
            let reply = try await model.post("/v1/messages", body)
            #expect(reply.status == 200)
            #expect(ContinuousClock.now - start >= .milliseconds(300))
        }
    }
}
