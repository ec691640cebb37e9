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

    /// What the rule must know.
    public struct Slice: Sendable {
        public var request: Request?
        /// The run that it is about.
        public var run: Run?

        public init(request: Request?, run: Run?) {
            self.request = request
            self.run = run
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.request else { throw .unknown(request) }
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
        return [.request(request, .answered(answer: answer, by: person))] + consequences(record, slice.run)
    }

    /// What a person decides about a run that stands still is done at once.
    private func consequences(_ record: Request, _ run: Run?) -> [Event] {
        guard record.content.kind == .watchdog, case .reply(let word) = answer,
            let reason = Alarm.Choice(rawValue: word)?.reason
        else { return [] }
        switch run?.state {
        case .starting, .running: return [.run(record.run, .stopRequested(reason: reason))]
        case .stopping, .ended, nil: return []
        }
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
            if content.kind.isPermission { return }
            if content.kind == .watchdog { throw undecided(content) }
            throw Rejection(.answerUnfit, "\(request) is a question: answer it in words.")
        case .deny:
            if content.kind == .watchdog { throw undecided(content) }
        case .reply(let text):
            if content.options.contains(where: { $0.id == text || $0.label == text }) { return }
            if content.kind == .watchdog { throw undecided(content) }
            let labels = content.options.map(\.label).joined(separator: ", ")
            let others = labels.isEmpty ? "" : ", or one of: \(labels)"
            throw Rejection(
                .answerUnfit,
                "\(request) asks for a permission: answer allow, always or deny\(others)."
            )
        }
    }

    private func undecided(_ content: AgentRequest) -> Rejection {
        let labels = content.options.map(\.label).joined(separator: ", ")
        return Rejection(.answerUnfit, "\(request) is about a run that stands still: answer one of \(labels).")
    }
}
