/// Forms of output that several programs share.
extension OneShotReading {
    /// The `stream-json` of Claude Code, which others have taken over.
    static let claude = OneShotReading(rules: [
        Rule(["type": "system", "subtype": "init"], gives: .session(id: "session_id", model: "model")),
        Rule(
            ["type": "assistant"], each: "message.content", only: ["type": "thinking"], gives: .reasoning("thinking")),
        Rule(["type": "assistant"], each: "message.content", only: ["type": "text"], gives: .text("text")),
        Rule(
            ["type": "assistant"], each: "message.content", only: ["type": "tool_use"],
            gives: .toolStarted(id: "id", name: "name", target: "input")),
        Rule(
            ["type": "user"], each: "message.content", only: ["type": "tool_result"],
            gives: .toolFinished(id: "tool_use_id", result: "content", error: .flag("is_error"))),
        Rule(
            ["type": "result"],
            gives: .used(
                Count(
                    at: "usage", input: "input_tokens", output: "output_tokens", cacheRead: "cache_read_input_tokens",
                    cacheWrite: "cache_creation_input_tokens", cost: "total_cost_usd")),
            .ended(error: .flag("is_error"), words: ["result", "error", "terminal_reason", "subtype"])),
    ])

    /// `codex exec --json`.
    static let codex = OneShotReading(rules: [
        Rule(["type": "thread.started"], gives: .session(id: "thread_id")),
        Rule(
            ["type": "item.started", "item.type": "command_execution"],
            gives: .toolStarted(id: "item.id", name: "item.type", target: "item")),
        Rule(
            ["type": "item.completed", "item.type": "command_execution"],
            gives: .toolFinished(
                id: "item.id", result: "item.aggregated_output", error: .isNot("item.status", "completed"))),
        Rule(
            ["type": "item.completed", "item.type": "file_change", "item.status": "completed"], each: "item.changes",
            gives: .changed("path")),
        Rule(["type": "item.completed", "item.type": "reasoning"], gives: .reasoning("item.text")),
        Rule(["type": "item.completed", "item.type": "agent_message"], gives: .text("item.text")),
        Rule(["type": "error"], gives: .warning("message")),
        Rule(
            ["type": "turn.completed"],
            gives: .used(
                Count(
                    at: "usage", input: "input_tokens", output: "output_tokens", cacheRead: "cached_input_tokens",
                    cacheWrite: "cache_write_input_tokens", includesCache: true)), .ended()),
        Rule(["type": "turn.failed"], gives: .failed(words: ["error.message", "message"])),
    ])

    /// `gemini --output-format stream-json`.
    static let gemini = OneShotReading(rules: [
        Rule(["type": "init"], gives: .session(id: "session_id", model: "model")),
        Rule(["type": "message", "role": "assistant"], gives: .piece("content")),
        Rule(["type": "tool_use"], gives: .toolStarted(id: "tool_id", name: "tool_name", target: "parameters")),
        Rule(
            ["type": "tool_result"],
            gives: .toolFinished(id: "tool_id", result: "output", error: .isNot("status", "success"))),
        Rule(["type": "error"], gives: .warning("message")),
        Rule(
            ["type": "result"],
            gives: .used(
                Count(
                    at: "stats", input: "input_tokens", output: "output_tokens", cacheRead: "cached",
                    includesCache: true)), .ended(error: .isNot("status", "success"), words: ["error.message"])),
    ])

    /// `droid exec --output-format stream-json`.
    static let droid = OneShotReading(rules: [
        Rule(["type": "system", "subtype": "init"], gives: .session(id: "session_id", model: "model")),
        Rule(["type": "message", "role": "assistant"], gives: .text("text")),
        Rule(["type": "tool_call"], gives: .toolStarted(id: "id", name: "toolName", target: "parameters")),
        Rule(["type": "tool_result"], gives: .toolFinished(id: "id", result: "value", error: .flag("isError"))),
        Rule(["type": "error"], gives: .failed(words: ["message"])),
        Rule(["type": "completion"], gives: .ended()),
    ])

    /// `opencode run --format json`: a line for each part; the last is like the others.
    static let opencode = OneShotReading(
        rules: [
            Rule(["type": "step_start"], gives: .session(id: "sessionID")),
            Rule(["type": "text"], gives: .text("part.text")),
            Rule(
                ["type": "tool_use"],
                gives: .toolStarted(id: "part.callID", name: "part.tool", target: "part.state.input"),
                .toolFinished(
                    id: "part.callID", result: "part.state.output", error: .isNot("part.state.status", "completed"))),
            Rule(
                ["type": "step_finish"],
                gives: .used(
                    Count(
                        at: "part.tokens", input: "input", output: "output", cacheRead: "cache.read",
                        cacheWrite: "cache.write", cost: "part.cost", isPartial: true))),
            Rule(["type": "error"], gives: .failed(words: ["error.data.message", "error.message", "error.name"])),
        ], tellsEnd: false)

    /// `kimi --print --output-format stream-json`: the messages of a chat, and no last line.
    static let kimi = OneShotReading(
        rules: [
            Rule(["role": "assistant"], gives: .text("content")),
            Rule(["role": "assistant"], each: "content", only: ["type": "text"], gives: .text("text")),
            Rule(
                ["role": "assistant"], each: "tool_calls",
                gives: .toolStarted(id: "id", name: "function.name", target: "function")),
            Rule(["role": "tool"], gives: .toolFinished(id: "tool_call_id", result: "content")),
        ], tellsEnd: false)
}
