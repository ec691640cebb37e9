import Wire

/// The lines that go to Claude Code.
enum ClaudeOutgoing {
    /// A word for the agent. Its `uuid` comes back in `command_lifecycle` when it is taken in.
    static func word(_ text: String, uuid: String) -> [UInt8] {
        let line: JSONValue = [
            "type": "user",
            "message": ["role": "user", "content": .string(text)],
            "parent_tool_use_id": nil,
            "session_id": "",
            "uuid": .string(uuid),
        ]
        return line.line
    }

    static func request(_ id: String, _ body: JSONValue) -> [UInt8] {
        let line: JSONValue = ["type": "control_request", "request_id": .string(id), "request": body]
        return line.line
    }

    /// What is answered to a request of the agent's.
    static func response(to id: String, _ body: JSONValue) -> [UInt8] {
        let response: JSONValue = ["subtype": "success", "request_id": .string(id), "response": body]
        let line: JSONValue = ["type": "control_response", "response": response]
        return line.line
    }

    /// That a request of the agent's is not served.
    static func refusal(to id: String, _ reason: String) -> [UInt8] {
        let response: JSONValue = ["subtype": "error", "request_id": .string(id), "error": .string(reason)]
        let line: JSONValue = ["type": "control_response", "response": response]
        return line.line
    }
}
