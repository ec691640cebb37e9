extension AgentRequest {
    /// What a person who answers in one word or more means.
    ///
    /// - Parameter reason: why not, when that is the answer.
    public func answer(_ words: String, reason: String = "") -> AgentAnswer {
        let option = options.first { $0.id == words || $0.label == words }
        switch (words, kind.isDecision) {
        case (_, false): return option?.answer(reason: reason) ?? reply(words, reason)
        // These three come first: an agent may call what allows something "deny".
        case ("allow", _): return .allow
        case ("always", _): return .allowAlways
        case ("deny", _): return .deny(reason: reason)
        case (_, true): return option?.answer(reason: reason) ?? .reply(text: words)
        }
    }

    private func reply(_ words: String, _ reason: String) -> AgentAnswer {
        words == "deny" ? .deny(reason: reason) : .reply(text: words)
    }
}

extension AgentRequest.Option {
    fileprivate func answer(reason: String) -> AgentAnswer {
        switch effect {
        case .allow: .allow
        case .allowAlways: .allowAlways
        case .deny: .deny(reason: reason)
        case .denyAlways, .choice: .reply(text: id)
        }
    }
}

extension AgentRequest.Kind {
    /// Whether it is a permission that is asked for, and not words or a decision.
    var isPermission: Bool {
        switch self {
        case .question, .choice, .loop, .hire, .watchdog: false
        case .edit, .execute, .read, .fetch, .other: true
        }
    }

    /// Whether it is answered by yes or no.
    public var isDecision: Bool { isPermission || self == .hire }

    /// The command line that answers a request of this kind.
    public func command(answering request: String) -> String {
        switch self {
        case .question, .choice: "skein answer \(request) \"…\""
        case .loop: "skein answer \(request) continue|stop"
        case .hire: "skein answer \(request) allow|deny"
        case .watchdog: "skein answer \(request) wait|stop|replace"
        case .edit, .execute, .read, .fetch, .other: "skein answer \(request) allow"
        }
    }
}

extension AgentAnswer {
    /// The word that stands for it, or the words that it is.
    public var words: String {
        switch self {
        case .allow: "allow"
        case .allowAlways: "always"
        case .deny: "deny"
        case .reply(let text): text
        }
    }

    /// The same, with the reason of a no.
    public var sentence: String {
        if case .deny(let reason) = self, !reason.isEmpty { "no: \(reason)" } else { words }
    }
}

extension Request {
    /// What is asked and how to answer, for people.
    public var sentence: String {
        let asks = content.kind == .watchdog ? "A watchdog asks" : "\(run) asks"
        return "\(asks): \(content.title) (`\(content.kind.command(answering: id.description))`)"
    }
}
