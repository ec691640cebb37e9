/// A person answers, or the agent that was asked. The same answer again changes nothing; another one comes too late.
public struct AnswerRequest: Command {
    public let request: Request.ID
    public let answer: AgentAnswer
    public let author: SendMessage.Author

    public init(request: Request.ID, answer: AgentAnswer, by author: SendMessage.Author) {
        self.request = request
        self.answer = answer
        self.author = author
    }

    public init(request: Request.ID, answer: AgentAnswer, person: String) {
        self.init(request: request, answer: answer, by: .person(person))
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var request: Request?
        /// The run that it is about.
        public var run: Run?
        /// How the run that answers stands to its own ticket; nil when a person does.
        public var standing: Standing?
        /// The message that did not go out, when it is about that.
        public var message: Message?

        public init(request: Request?, run: Run?, standing: Standing? = nil, message: Message? = nil) {
            self.request = request
            self.run = run
            self.standing = standing
            self.message = message
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.request else { throw .unknown(request) }
        let name = try name(slice, record)
        switch record.state {
        case .open: break
        case .answered(answer, _): return []
        case .answered(_, let by):
            throw Rejection(.requestClosed, "\(request) was answered already, by \(by): the agent went on with that.")
        case .expired:
            throw Rejection(.requestClosed, "\(request) has expired: nobody answered in time.")
        case .withdrawn:
            throw Rejection(.requestClosed, "\(request) was taken back: its run asks it no more.")
        }
        try checkText()
        try check(record.content)
        return [.request(request, .answered(answer: answer, by: name))] + consequences(record, slice)
    }

    /// An agent answers what was put to it, and nothing else.
    private func name(_ slice: Slice, _ record: Request) throws(Rejection) -> String {
        switch author {
        case .person(let name): return name
        case .run(let claim):
            guard let run = slice.standing?.run else { throw .unknown(claim.run) }
            try slice.standing?.check(claim, .declare, run.ticket)
            if record.terms.to == run.agent { return run.agent.name }
            throw Rejection(.notAllowed, "\(request) was not put to you: \(record.answerer) answers it.")
        }
    }

    private func consequences(_ record: Request, _ slice: Slice) -> [Event] {
        if record.terms.isAwaited { return [.ticket(record.ticket, .answered(request: request))] }
        switch record.content.kind {
        case .loop:
            guard answer == .reply(text: "continue"), let message = slice.message, case .dead = message.state else {
                return []
            }
            return [.message(message.id, .released)]
        case .watchdog: return stop(record, slice.run)
        case .edit, .execute, .read, .fetch, .other, .question, .choice, .hire: return []
        }
    }

    /// What a person decides about a run that stands still is done at once.
    private func stop(_ record: Request, _ run: Run?) -> [Event] {
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
        let isOption =
            if case .reply(let text) = answer {
                content.options.contains { $0.id == text || $0.label == text }
            } else { false }
        let labels = content.options.map(\.label).joined(separator: ", ")
        switch (content.kind, answer) {
        case (_, .reply) where isOption: return
        case (.question, .reply), (.question, .deny): return
        case (.question, .allow), (.question, .allowAlways):
            throw Rejection(.answerUnfit, "\(request) is a question: answer it in words.")
        case (.choice, _), (.loop, _):
            throw Rejection(.answerUnfit, "\(request) leaves a choice: answer one of \(labels).")
        case (.watchdog, _): throw undecided(content)
        case (.hire, .allow), (.hire, .deny): return
        case (.hire, _): throw Rejection(.answerUnfit, "\(request) proposes an agent: answer allow or deny.")
        case (_, .allow), (_, .allowAlways), (_, .deny): return
        case (_, .reply):
            let others = labels.isEmpty ? "" : ", or one of: \(labels)"
            throw Rejection(
                .answerUnfit, "\(request) asks for a permission: answer allow, always or deny\(others).")
        }
    }

    private func undecided(_ content: AgentRequest) -> Rejection {
        let labels = content.options.map(\.label).joined(separator: ", ")
        return Rejection(.answerUnfit, "\(request) is about a run that stands still: answer one of \(labels).")
    }
}
