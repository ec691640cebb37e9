/// Messages reach a run that lives: they were said into its turn, or it fetched them.
public struct DeliverMessages: Command {
    public let claim: RunClaim
    /// Whether the agent asked for them itself.
    public let isRead: Bool
    /// Those that reached it; nil: all there are.
    public let messages: Set<Message.ID>?

    public init(_ claim: RunClaim, isRead: Bool, messages: Set<Message.ID>? = nil) {
        self.claim = claim
        self.isRead = isRead
        self.messages = messages
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var run: Run?
        /// Those to its agent that no run has got, and those that it has, the oldest first.
        public var mail: [Message]

        public init(run: Run?, mail: [Message]) {
            self.run = run
            self.mail = mail
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let run = slice.run else { throw .unknown(claim.run) }
        try run.check(token: claim.token)
        let news = slice.mail.filter { message in
            messages?.contains(message.id) != false
                && (message.state == .sent || (isRead && message.state == .delivered(run.id)))
        }
        let chain = news.map(\.content.chain).reduce(run.chain) { $0.longer($1) }
        return news.map { .message($0.id, isRead ? .read(run: run.id) : .delivered(run: run.id)) }
            + (chain == run.chain ? [] : [.run(run.id, .caused(chain: chain))])
    }
}

/// Messages that waited too long are given up, visibly.
public struct ExpireMessages: Command {
    public init() {}

    /// - Parameter mail: messages that no run has got, and are past their time.
    public func decide(_ mail: [Message], at now: Instant) throws(Rejection) -> [Event] {
        mail.filter { $0.state == .sent && $0.content.expiresAt <= now }.map {
            .message($0.id, .died(reason: "\($0.content.to) did not get it in time"))
        }
    }
}

extension Message {
    /// What becomes of a message when the run that had it ends.
    func afterRun(_ run: Run.ID, succeeded: Bool) -> Domain.Event? {
        guard state.run == run else { return nil }
        switch state {
        case .acted, .sent, .dead: return nil
        case .delivered, .read:
            if succeeded { return .message(id, .acted(run: run)) }
            if deliveries < Self.deliveryLimit { return .message(id, .returned) }
            return .message(id, .died(reason: "\(deliveries) runs that got it failed"))
        }
    }

    /// Runs that may fail with it.
    private static let deliveryLimit = 5
}
