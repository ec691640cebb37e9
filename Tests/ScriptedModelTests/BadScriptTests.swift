import Testing
import Wire

/// A script that cannot be followed is refused with a sentence, not guessed at.
@Suite("bad scripts", .timeLimit(.minutes(1))) struct BadScriptTests {
    @Test(arguments: [
        ("{", "it is not a JSON array of turns: {"),
        ("{}", "it is not a JSON array of turns: {}"),
        ("[1]", "turn 0 must be an object."),
        (#"[{}, {"txt": "a"}]"#, "turn 1 has no `txt`, only delayMs, fault, text, thinking, tools, usage."),
        (#"[{"text": 1}]"#, "turn 0: `text` must be a string."),
        (#"[{"tools": {}}]"#, "turn 0: `tools` must be an array."),
        (#"[{"tools": [{}]}]"#, "turn 0, tool 0 must have exactly one of run, read, write, quote, edit, ask, call."),
        (#"[{"tools": [{"write": {"path": "a"}}]}]"#, "turn 0, tool 0, write: `content` is missing."),
        (#"[{"delayMs": -1}]"#, "turn 0: `delayMs` must be a whole number, not below zero."),
        (
            #"[{"fault": "boom"}]"#,
            "turn 0, fault: `kind` is \"boom\", and must be one of status, overflow, dropBefore,"
        ),
        (#"[{"fault": {"kind": "status", "status": 200}}]"#, "turn 0, fault: `status` must be from 400 to 599."),
        (
            #"[{"usage": {"in": 1}}]"#,
            "turn 0, usage has no `in`, only cacheRead, cacheWrite, input, output, reasoning."
        ),
        (
            #"[{"tools": [{"edit": {"path": "a", "old": "b", "new": "c"}}]}]"#,
            "the agent offers no tool for edit, only: "
        ),
    ])
    func isRefused(turns: String, reason: String) async throws {
        try await Model.serving { model in
            for path in Model.paths {
                let reply = try await model.post(path, request(path, prompt(turns)))
                #expect(reply.status == 400)
                let message = try #require(reply.json.error?.message?.text)
                #expect(message.hasPrefix("The prompt's script cannot be followed: " + reason))
            }
        }
    }

    @Test func aBodyThatIsNoJSON() async throws {
        try await Model.serving { model in
            for path in Model.paths {
                let reply = try await model.send("POST \(path)", [], Array("{".utf8))
                #expect(reply.status == 400 && reply.json.error?.message == "The request's body is not a JSON object.")
            }
        }
    }
}
