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
        /// The agent that is asked in the place of a person, when there is one.
        public var post: PostOffice?

        public init(run: Run?, known: Request?, next: Request.ID, post: PostOffice? = nil) {
            self.run = run
            self.known = known
            self.next = next
            self.post = post
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.run else { throw .unknown(run) }
        try record.check(token: token)
        if slice.known != nil { return [] }
        var terms = Request.Terms()
        let coordinator = content.kind.isPermission ? slice.post?.recipient : nil
        if let coordinator, !coordinator.isRetired, coordinator.id != record.agent {
            terms.to = coordinator.id
            terms.expiresAt = now + Request.patienceWithAgents
        }
        let asked = Request.Event.asked(
            run: run, ticket: record.ticket, agent: record.agent, content: content, terms: terms)
        let letter = terms.to == nil ? [] : slice.post?.notice(of: content, slice.next, by: record, at: now) ?? []
        return [.request(slice.next, asked)] + letter
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
