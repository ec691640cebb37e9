import Wire

/// What OpenAI's two APIs have in common.
enum OpenAI {
    static func error(_ problem: ModelProblem) -> JSONValue {
        let codes = [401: "invalid_api_key", 429: "rate_limit_exceeded"]
        let code = problem.isOverflow ? "context_length_exceeded" : codes[problem.status]
        let message = problem.isOverflow ? "Your input exceeds the context window of this model." : problem.message
        let type = problem.status < 500 ? "invalid_request_error" : "server_error"
        return [
            "error": [
                "message": .string(message), "type": .string(type), "code": code.map(JSONValue.string) ?? .null,
                "param": nil,
            ]
        ]
    }

    /// The members of a usage: the two APIs name them with different words.
    static func usage(_ usage: Usage, input: String, output: String) -> JSONValue {
        .object([
            "\(input)_tokens": .integer(Int64(usage.allInput)),
            "\(output)_tokens": .integer(Int64(usage.output)),
            "total_tokens": .integer(Int64(usage.allInput + usage.output)),
            "\(input)_tokens_details": ["cached_tokens": .integer(Int64(usage.cacheRead))],
            "\(output)_tokens_details": ["reasoning_tokens": .integer(Int64(usage.reasoning))],
        ])
    }
}
