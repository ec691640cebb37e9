import Domain
import Wire

extension RunEventBody {
    /// The event as a line of the run's `events` log.
    init(_ event: AgentEvent, at now: Instant) {
        self.init(at: now.milliseconds, type: event.word)
        switch event {
        case .sessionStarted(let id, let model): (self.id, name) = (id, model)
        case .turnStarted: break
        case .text(let text), .reasoning(let text), .warning(let text): self.text = text
        case .toolStarted(let id, let name, let target): (self.id, self.name, self.target) = (id, name, target)
        case .toolFinished(let id, let isError, let size): (self.id, self.isError, bytes) = (id, isError, size)
        case .fileChanged(let path): target = path
        case .plan(let steps): self.steps = steps.map { PlanStepBody(text: $0.text, state: $0.state.rawValue) }
        case .used(let usage): self.usage = UsageBody(usage)
        case .asked(let request), .permitted(let request): take(request)
        case .answered(let request, let answer): (id, self.answer) = (request, answer?.word)
        case .retrying(_, let failure): take(failure)
        case .said(let text, let delivery): (self.text, self.delivery) = (text, delivery.rawValue)
        case .turnEnded(let end):
            outcome = end.word
            if case .failed(let failure) = end { take(failure) }
        }
    }

    private mutating func take(_ request: AgentRequest) {
        (id, kind, name, text) = (request.id, request.kind.rawValue, request.title, request.detail)
        options = request.options.map(\.label)
    }

    private mutating func take(_ failure: AgentFailure) {
        (kind, text, until) = (failure.kind.rawValue, failure.message, failure.until?.milliseconds)
    }
}

extension UsageBody {
    public init(_ usage: Usage) {
        self.init(
            inputTokens: usage.inputTokens, outputTokens: usage.outputTokens, cacheReadTokens: usage.cacheReadTokens,
            cacheWriteTokens: usage.cacheWriteTokens, costUSD: usage.costUSD)
    }
}

extension AgentEvent {
    fileprivate var word: String {
        switch self {
        case .sessionStarted: "session_started"
        case .turnStarted: "turn_started"
        case .text: "text"
        case .reasoning: "reasoning"
        case .toolStarted: "tool_started"
        case .toolFinished: "tool_finished"
        case .fileChanged: "file_changed"
        case .plan: "plan"
        case .used: "used"
        case .asked: "asked"
        case .permitted: "permitted"
        case .answered: "answered"
        case .retrying: "retrying"
        case .said: "said"
        case .turnEnded: "turn_ended"
        case .warning: "warning"
        }
    }
}

extension AgentAnswer {
    /// A stable word for logs and the API.
    var word: String {
        switch self {
        case .allow: "allow"
        case .allowAlways: "allow_always"
        case .deny: "deny"
        case .reply: "reply"
        }
    }
}

extension TurnEnd {
    /// A stable word for logs and the API.
    var word: String {
        switch self {
        case .completed: "completed"
        case .interrupted: "interrupted"
        case .failed: "failed"
        }
    }
}
