/// A run asks a person, or an agent, something that its ticket waits for.
public struct Ask: Command {
    public let claim: RunClaim
    public let question: String
    /// What may be chosen; empty: the answer is a text.
    public let options: [String]
    /// An agent; nil: people.
    public let to: Agent.ID?
    /// The answer that holds when nobody gives one in time.
    public let fallback: String?

    public init(
        _ claim: RunClaim, question: String, options: [String] = [], to: Agent.ID? = nil, fallback: String? = nil
    ) {
        self.claim = claim
        self.question = question
        self.options = options
        self.to = to
        self.fallback = fallback
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var standing: Standing
        public var chart: Chart
        public var knownAgents: [Agent.ID]
        /// How the agent that is asked hears of it.
        public var post: PostOffice?
        /// Requests of the ticket that wait for an answer.
        public var open: [Request]
        public var next: Request.ID

        public init(
            standing: Standing, chart: Chart, knownAgents: [Agent.ID], post: PostOffice?, open: [Request],
            next: Request.ID
        ) {
            self.standing = standing
            self.chart = chart
            self.knownAgents = knownAgents
            self.post = post
            self.open = open
            self.next = next
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let run = slice.standing.run, let agent = slice.standing.agent else { throw .unknown(claim.run) }
        try slice.standing.check(claim, .declare, run.ticket)
        try check()
        let content = request.bounded
        // Asked again after a lost answer, it is the same request.
        if slice.open.contains(where: { $0.content == content && $0.terms.to == to }) { return [] }
        if slice.open.count >= Self.openLimit {
            throw Rejection(
                .goesInCircles,
                "\(run.ticket) waits for \(slice.open.count) answers already: end your turn until they are there.")
        }
        var terms = Request.Terms(to: to, outlivesRun: true, isAwaited: true, expiresAt: now + Request.patience)
        terms.fallback = fallback.map { .reply(text: $0) }
        let asked = Request.Event.asked(
            run: run.id, ticket: run.ticket, agent: run.agent, content: content, terms: terms)
        guard let to else { return [.request(slice.next, asked)] }
        guard let recipient = slice.post?.recipient, !recipient.isRetired else {
            throw .unknown(to, known: slice.knownAgents)
        }
        if to == agent.id { throw Rejection(.notAllowed, "That is you: decide it yourself, or ask a person.") }
        try slice.chart.check(agent.id, mayTurnTo: to)
        return [.request(slice.next, asked)] + (slice.post?.notice(of: content, slice.next, by: run, at: now) ?? [])
    }

    private func check() throws(Rejection) {
        try question.checkNote("question", limit: 16 * 1024)
        for option in options { try option.checkNote("option", limit: 200) }
        if options.count == 1 || options.count > 32 || Set(options).count != options.count {
            throw Rejection(.answerUnfit, "Give two to 32 different options, or none for an answer in words.")
        }
        guard let fallback else { return }
        try fallback.checkNote("default", limit: 500)
        if !options.isEmpty, !options.contains(fallback) {
            throw Rejection(.answerUnfit, "The default must be one of the options: \(options.joined(separator: ", ")).")
        }
    }

    private var request: AgentRequest {
        let lines = question.split(separator: "\n", omittingEmptySubsequences: false)
        let title = lines.first { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? question
        let key = ([question] + options + [to?.name ?? ""]).joined(separator: "\n")
        return AgentRequest(
            id: "ask \(SHA256.hex(Array(key.utf8)).prefix(16))", kind: options.isEmpty ? .question : .choice,
            title: title, detail: lines.count > 1 ? question : "",
            options: options.map { .init(id: $0, label: $0, effect: .choice) })
    }

    /// Questions of one ticket that may be open at once.
    private static let openLimit = 10
}

extension Request {
    /// How long people have for an answer.
    static let patience = Span.hours(7 * 24)
    /// How long an agent has, before those above it are asked.
    static let patienceWithAgents = Span.hours(1)
}

extension PostOffice {
    /// The letter that tells an agent of a request that was put to it.
    func notice(of content: AgentRequest, _ request: Request.ID, by run: Run, at now: Instant) -> [Event] {
        guard let recipient else { return [] }
        let choice = content.options.isEmpty ? "" : "\nOne of: \(content.options.map(\.label).joined(separator: ", "))"
        let detail = content.detail.isEmpty ? "" : "\n\n\(content.detail)"
        let words = content.kind.isPermission ? "allow, or deny and why" : "your answer"
        var office = self
        office.nextRequest = Request.ID(number: max(nextRequest.number, request.number + 1))
        return office.send(
            Message.Content(
                kind: .request, from: run.agent.name, to: recipient.id, ticket: run.ticket,
                text: "\(request): \(content.title)\(detail)\(choice)\n\nSend \(words) with `message`, to \(request).",
                chain: run.chain + [run.agent], expiresAt: now),
            by: run, at: now)
    }
}
