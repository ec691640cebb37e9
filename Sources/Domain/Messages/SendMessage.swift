/// Somebody writes to an agent.
public struct SendMessage: Command {
    /// Who writes.
    public enum Author: Hashable, Sendable {
        case person(String)
        case run(RunClaim)
    }

    public let author: Author
    public let to: Agent.ID
    /// What it is about; a run's own ticket when nil.
    public let ticket: Ticket.ID?
    public let text: String
    /// Sent again with the same key it is the same message; a run that says the same twice says it once.
    public let key: String?

    public init(_ author: Author, to: Agent.ID, ticket: Ticket.ID? = nil, text: String, key: String? = nil) {
        self.author = author
        self.to = to
        self.ticket = ticket
        self.text = text
        switch author {
        case .person: self.key = key
        case .run(let claim): self.key = "\(claim.run) \(SHA256.hex(Array("\(to)\n\(text)".utf8)))"
        }
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var post: PostOffice
        /// How the run stands to its own ticket; nil when a person writes.
        public var standing: Standing?
        public var chart: Chart
        public var knownAgents: [Agent.ID]
        /// The message that was sent with the same key.
        public var known: Message?
        public var ticketExists: Bool

        public init(
            post: PostOffice, standing: Standing?, chart: Chart, knownAgents: [Agent.ID], known: Message?,
            ticketExists: Bool
        ) {
            self.post = post
            self.standing = standing
            self.chart = chart
            self.knownAgents = knownAgents
            self.known = known
            self.ticketExists = ticketExists
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        try text.checkNote("message", limit: Self.limit)
        try key?.checkNote("key", limit: 200)
        guard let recipient = slice.post.recipient, !recipient.isRetired else {
            throw .unknown(to, known: slice.knownAgents)
        }
        if let ticket, !slice.ticketExists { throw .unknown(ticket) }
        if slice.known != nil { return [] }
        if slice.post.waiting >= Self.boxLimit {
            throw Rejection(
                .mailboxFull,
                "\(to) has \(slice.post.waiting) messages that it has not got yet: wait, or take some of them back.")
        }
        switch author {
        case .person(let name): return slice.post.send(content(from: name, nil), by: nil, at: now)
        case .run(let claim):
            guard let run = slice.standing?.run, let agent = slice.standing?.agent else { throw .unknown(claim.run) }
            try slice.standing?.check(claim, .declare, run.ticket)
            if agent.id == to {
                throw Rejection(.notAllowed, "That is you: what you want to keep for later, `remember`.")
            }
            try slice.chart.check(agent.id, mayTurnTo: to)
            return slice.post.send(content(from: agent.id.name, run), by: run, at: now)
        }
    }

    private func content(from name: String, _ run: Run?) -> Message.Content {
        Message.Content(
            kind: .letter, from: name, to: to, ticket: ticket ?? run?.ticket, text: text,
            chain: run.map { $0.chain + [$0.agent] } ?? [], key: key, expiresAt: Instant(milliseconds: 0))
    }

    /// Bytes of a message.
    static let limit = 16 * 1024
    /// Messages to one agent that wait for delivery.
    static let boxLimit = 200
}

/// What it takes to send an agent mail: shared by every rule that does.
public struct PostOffice: Sendable {
    public var recipient: Agent?
    public var next: Message.ID
    /// Messages to it that no run has got.
    public var waiting: Int
    /// How often a chain of causes may come back to one agent.
    public var rounds: Int
    public var nextRequest: Request.ID
    /// Whether a person was already asked whether agents that go round in circles with it may go on.
    public var isAsked: Bool

    public init(
        recipient: Agent?, next: Message.ID, waiting: Int, rounds: Int, nextRequest: Request.ID, isAsked: Bool
    ) {
        self.recipient = recipient
        self.next = next
        self.waiting = waiting
        self.rounds = rounds
        self.nextRequest = nextRequest
        self.isAsked = isAsked
    }

    /// How long a message waits for its agent.
    static let patience = Span.hours(7 * 24)

    /// The events of a message that is sent; of one that would go round once too often, which is kept and put to a
    /// person.
    func send(_ content: Message.Content, by run: Run?, at now: Instant) -> [Event] {
        var content = content
        content.expiresAt = now + Self.patience
        let sent = Event.message(next, .sent(content: content))
        guard content.chain.returns(to: content.to) > rounds else { return [sent] }
        let way = (content.chain.suffix(6) + [content.to]).map(\.name).joined(separator: " → ")
        let reason = "it would be the \(rounds + 1)th round of \(way)"
        let died = [sent, .message(next, .died(reason: reason))]
        guard let run, !isAsked else { return died }
        let options: [AgentRequest.Option] = [
            .init(id: "continue", label: "continue", effect: .choice),
            .init(id: "stop", label: "stop", effect: .choice),
        ]
        let request = AgentRequest(
            id: next.description, kind: .loop,
            title: "\(run.agent) and \(content.to) wake each other again and again (\(way)): let them go on?",
            detail: "\(content.from) to \(content.to), not delivered: \(content.text)", options: options)
        return died + [
            .request(
                nextRequest,
                .asked(
                    run: run.id, ticket: run.ticket, agent: run.agent, content: request.bounded,
                    terms: Request.Terms(outlivesRun: true, about: content.to)))
        ]
    }
}
