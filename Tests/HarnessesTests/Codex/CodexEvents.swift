import Domain

extension CodexReplayTests {
    /// An event in one line.
    static func say(_ event: AgentEvent) -> String {
        switch event {
        case .sessionStarted(let id, let model): "session \(id.suffix(3)) \(model ?? "-")"
        case .turnStarted: "turn"
        case .text(let text): "text \(line(text))"
        case .reasoning(let text): "reasoning \(line(text))"
        case .toolStarted(_, let name, let target): "\(name) \(line(target))"
        case .toolFinished(_, let isError, let size): "\(isError ? "failed" : "done") \(size)"
        case .fileChanged(let path): "changed \(path)"
        case .plan(let steps): "plan \(steps.map { "\($0.state) \($0.text)" }.joined(separator: ", "))"
        case .used(let usage):
            "used \(usage.inputTokens) \(usage.outputTokens) \(usage.cacheReadTokens) \(usage.cacheWriteTokens)"
        case .permitted(let request): "permitted \(request.id)"
        case .asked(let request): "asked \(request.id) \(request.kind) \(line(request.title))"
        case .answered(let request, let answer): "answered \(request) \(answer.map { "\($0)" } ?? "taken back")"
        case .retrying(let attempt, let failure): "retrying \(attempt) \(failure.kind)"
        case .said(let text, let delivery): "said \(text) \(delivery)"
        case .turnEnded(.failed(let failure)): "failed \(failure.kind)"
        case .turnEnded(let end): "\(end)"
        case .warning(let text): "warning \(text.prefix(40))"
        }
    }

    private static func line(_ text: String) -> String {
        String(text.replacing("\n", with: " ").prefix(60))
    }

    /// What is seen of each scene.
    static let events: [String: [String]] = [
        "edits": [
            "session 010 gpt-5.5",
            "turn",
            "text I will write hello.txt.",
            "edit /work/tree/hello.txt",
            "changed /work/tree/hello.txt",
            "done 0",
            "used 1200 80 300 0",
            "shell git add hello.txt && git -c user.name=agent -c user.email=ag",
            "done 22",
            "used 2400 160 600 0",
            "text Committed hello.txt.",
            "used 3900 180 1800 0",
            "completed",
        ],
        "ask_allowed": [
            "session 014 gpt-5.5",
            "turn",
            "text I will write hello.txt.",
            "edit /work/tree/hello.txt",
            "asked 0 edit change /work/tree/hello.txt",
            "answered 0 allow",
            "changed /work/tree/hello.txt",
            "done 0",
            "used 1200 80 300 0",
            "shell git add hello.txt && git -c user.name=agent -c user.email=ag",
            "asked 1 execute run git add hello.txt && git -c user.name=agent -c user.emai",
            "answered 1 allow",
            "done 22",
            "used 2400 160 600 0",
            "text Committed hello.txt.",
            "used 3900 180 1800 0",
            "completed",
        ],
        "ask_denied": [
            "session 018 gpt-5.5",
            "turn",
            "text I will write hello.txt.",
            "edit /work/tree/hello.txt",
            "asked 0 edit change /work/tree/hello.txt",
            "answered 0 deny(reason: \"no\")",
            "failed 0",
            "used 1200 80 300 0",
            "shell git add hello.txt && git -c user.name=agent -c user.email=ag",
            "asked 1 execute run git add hello.txt && git -c user.name=agent -c user.emai",
            "answered 1 deny(reason: \"no\")",
            "failed 0",
            "used 2400 160 600 0",
            "text Committed hello.txt.",
            "used 3900 180 1800 0",
            "completed",
        ],
        "ask_ended": [
            "session 022 gpt-5.5",
            "turn",
            "text I will write hello.txt.",
            "edit /work/tree/hello.txt",
            "asked 0 edit change /work/tree/hello.txt",
            "answered 0 reply(text: \"cancel\")",
            "used 1200 80 300 0",
            "failed 0",
            "interrupted",
        ],
        "ask_for_session": [
            "session 026 gpt-5.5",
            "turn",
            "shell touch a",
            "asked 0 execute run touch a",
            "answered 0 allowAlways",
            "done 0",
            "used 1200 80 300 0",
            "text Ran it: Chunk ID: c48f28 Wall time: 0.0391 seconds Process e",
            "used 2400 160 600 0",
            "completed",
            "said RUN `touch a` newTurn",
            "turn",
            "shell touch a",
            "done 0",
            "used 3600 240 900 0",
            "text Ran it: Chunk ID: 77c8bc Wall time: 0.0033 seconds Process e",
            "used 4800 320 1200 0",
            "completed",
        ],
        "steered": [
            "session 040 gpt-5.5",
            "turn",
            "text Step one.",
            "shell sleep 1; echo step1",
            "said STEER: go-left sameTurn",
            "done 6",
            "used 1200 80 300 0",
            "text Steered to: go-left",
            "shell echo go-left > steered.txt",
            "done 0",
            "used 2400 160 600 0",
            "text Steering obeyed: go-left",
            "used 3600 240 900 0",
            "completed",
        ],
        "interrupted": [
            "session 045 gpt-5.5",
            "turn",
            "text Step one.",
            "shell sleep 20; echo step1",
            "used 1200 80 300 0",
            "failed 0",
            "interrupted",
            "said hello newTurn",
            "turn",
            "text Hello from the scripted model gpt-5.5.",
            "used 2400 160 600 0",
            "completed",
        ],
        "steered_interrupted": [
            "session 051 gpt-5.5",
            "turn",
            "text Step one.",
            "shell sleep 20; echo step1",
            "said STEER: go-left sameTurn",
            "used 1200 80 300 0",
            "failed 0",
            "interrupted",
            "said STEER: go-left nextTurn",
            "turn",
            "said hello sameTurn",
            "text Hello from the scripted model gpt-5.5.",
            "used 2400 160 600 0",
            "completed",
        ],
        "errors": [
            "session 058 gpt-5.5",
            "turn",
            "retrying 1 rateLimited",
            "text Recovered after rate limit.",
            "used 1200 80 300 0",
            "completed",
            "said FAULT 500 y newTurn",
            "turn",
            "text Recovered after server error.",
            "used 2400 160 600 0",
            "completed",
            "said FAULT FOREVER 429 newTurn",
            "turn",
            "retrying 1 rateLimited",
            "retrying 2 rateLimited",
            "failed rateLimited",
            "said FAULT500 FOREVER newTurn",
            "turn",
            "retrying 1 transient",
            "retrying 2 transient",
            "failed transient",
            "said FAULT 401 newTurn",
            "turn",
            "retrying 1 auth",
            "retrying 2 auth",
            "failed auth",
            "said FAULT OVERFLOW newTurn",
            "turn",
            "failed contextExhausted",
            "said FAULT DROP y newTurn",
            "turn",
            "retrying 1 transient",
            "text Recovered after the connection dropped in the middle of a st",
            "used 3600 240 900 0",
            "completed",
        ],
        "resumed": [
            "session 001 gpt-5.5",
            "turn",
            "text Resumed conversation, previous result was: Chunk ID: 815696 ",
            "used 1200 80 300 0",
            "completed",
        ],
        "forked": [
            "session 076 gpt-5.5",
            "turn",
            "text Resumed conversation, previous result was: Chunk ID: 815696 ",
            "used 1200 80 300 0",
            "completed",
        ],
        "resume_unknown": [
            "failed invalidRequest"
        ],
        "mcp": [
            "session 080 gpt-5.5",
            "turn",
            "used 1200 80 300 0",
            "orch/echo ",
            "done 23",
            "used 2400 160 600 0",
            "text MCP said: Wall time: 0.0025 seconds Output: echo:{\"text\": \"p",
            "used 3600 240 900 0",
            "completed",
        ],
        "question": [
            "session 084 gpt-5.5",
            "warning Under-development features enabled: defa",
            "turn",
            "asked 0 question Which colour?",
            "answered 0 reply(text: \"Blue\")",
            "used 1200 80 300 0",
            "text Chosen: {\"answers\":{\"colour\":{\"answers\":[\"Blue\"]}}}",
            "used 2400 160 600 0",
            "completed",
        ],
        "agents": [
            "session 088 gpt-5.5",
            "turn",
            "used 1200 80 300 0",
            "spawnAgent hello",
            "done 0",
            "used 2400 160 600 0",
            "text Spawned: {\"agent_id\":\"00000000-0000-7000-8000-000000000091\",",
            "used 3600 240 900 0",
            "used 4800 320 1200 0",
            "completed",
        ],
    ]
}
