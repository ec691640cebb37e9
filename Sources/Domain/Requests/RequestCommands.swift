/// A run asks something and waits for the answer. Asked again, it is still the same request.
public struct AskRequest: Command {
    public let run: Run.ID
    public let token: Int64
    public let content: AgentRequest

    public init(run: Run.ID, token: Int64, content: AgentRequest) {
        self.run = run
        self.token = token
        self.content = content.bounded
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var run: Run?
        /// The request of this run with this name, when it was asked before.
        public var known: Request?
        public var next: Request.ID

        public init(run: Run?, known: Request?, next: Request.ID) {
            self.run = run
            self.known = known
            self.next = next
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.run else { throw .unknown(run) }
        try record.check(token: token)
        if slice.known != nil { return [] }
        return [
            .request(
                slice.next, .asked(run: run, ticket: record.ticket, agent: record.agent, content: content))
        ]
    }
}

/// The agent takes a request back: nobody needs to answer it any more.
public struct WithdrawRequest: Command {
    public let run: Run.ID
    public let token: Int64
    /// The agent's own name for it.
    public let name: String

    public init(run: Run.ID, token: Int64, name: String) {
        self.run = run
        self.token = token
        self.name = name
    }

    public func decide(_ slice: AskRequest.Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.run else { throw .unknown(run) }
        try record.check(token: token)
        guard let known = slice.known, known.state == .open else { return [] }
        return [.request(known.id, .withdrawn)]
    }
}

/// A person answers. The same answer again changes nothing; another one comes too late.
public struct AnswerRequest: Command {
    public let request: Request.ID
    public let answer: AgentAnswer
    public let person: String

    public init(request: Request.ID, answer: AgentAnswer, person: String) {
        self.request = request
        self.answer = answer
        self.person = person
    }

    public func decide(_ record: Request?, at now: Instant) throws(Rejection) -> [Event] {
        guard let record else { throw .unknown(request) }
        switch record.state {
        case .open: break
        case .answered(answer, _): return []
        case .answered(_, let by):
            throw Rejection(.requestClosed, "\(request) was answered already, by \(by): the agent went on with that.")
        case .withdrawn:
            throw Rejection(.requestClosed, "\(request) was taken back: its run asks it no more.")
        }
        try checkText()
        try check(record.content)
        return [.request(request, .answered(answer: answer, by: person))]
    }

    private func checkText() throws(Rejection) {
        let text =
            switch answer {
            case .allow, .allowAlways: ""
            case .deny(let reason): reason
            case .reply(let text): text
            }
        try text.checkCharacters("answer")
        if text.utf8.count > TicketLimits.text {
            throw .tooLong("answer", text.utf8.count, limit: TicketLimits.text)
        }
        if case .reply = answer, text.allSatisfy(\.isWhitespace) {
            throw Rejection(.emptyText, "An answer needs a text.")
        }
    }

    private func check(_ content: AgentRequest) throws(Rejection) {
        if content.kind == .question, case .reply = answer { return }
        switch answer {
        case .allow, .allowAlways:
            guard content.kind == .question else { return }
            throw Rejection(.answerUnfit, "\(request) is a question: answer it in words.")
        case .deny: return
        case .reply(let text):
            if content.options.contains(where: { $0.id == text || $0.label == text }) { return }
            let labels = content.options.map(\.label).joined(separator: ", ")
            let others = labels.isEmpty ? "" : ", or one of: \(labels)"
            throw Rejection(
                .answerUnfit,
                "\(request) asks for a permission: answer allow, always or deny\(others)."
            )
        }
    }
}

extension AgentRequest {
    /// Agents ask what they like; a screen and a database are smaller.
    var bounded: AgentRequest {
        AgentRequest(
            id: id.withoutNull, kind: kind, title: title.withoutNull.cut(to: 500),
            detail: detail.withoutNull.cut(to: 16 * 1024),
            options: options.prefix(32).map {
                Option(id: $0.id.withoutNull, label: $0.label.withoutNull.cut(to: 200), effect: $0.effect)
            })
    }
}

extension String {
    fileprivate func cut(to limit: Int) -> String { count > limit ? prefix(limit) + "…" : self }
}
