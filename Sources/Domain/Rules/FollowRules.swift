/// Does what the rules say about one entry of the journal: once, however often it is asked for.
public struct FollowRules: Command {
    /// Of the entry.
    public let position: Int64

    public init(position: Int64) {
        self.position = position
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        /// Nil when the entry is of no kind that rules are about.
        public var occasion: Occasion?
        /// Whether the entry had its answer.
        public var isDecided: Bool
        /// Those that are about the occasion, in the order of their names.
        public var rules: [Standing]
        /// The next ticket's.
        public var next: Ticket.ID

        public init(occasion: Occasion?, isDecided: Bool, rules: [Standing], next: Ticket.ID) {
            self.occasion = occasion
            self.isDecided = isDecided
            self.rules = rules
            self.next = next
        }
    }

    /// A rule, and how often it fired.
    public struct Standing: Sendable {
        public var rule: Rule
        /// In the chain of causes that led to the occasion's ticket.
        public var depth: Int
        public var inLastHour: Int
        /// Whether it said before that it stops at this ticket.
        public var hasStopped: Bool
        /// For the ticket that it writes; nil when it writes none.
        public var context: TicketContext?
        /// For the message that it sends; nil when it sends none.
        public var post: PostOffice?

        public init(
            rule: Rule, depth: Int, inLastHour: Int, hasStopped: Bool, context: TicketContext?,
            post: PostOffice? = nil
        ) {
            self.rule = rule
            self.depth = depth
            self.inLastHour = inLastHour
            self.hasStopped = hasStopped
            self.context = context
            self.post = post
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        // A ticket that only brings mail is nobody's work.
        guard let occasion = slice.occasion, !slice.isDecided, occasion.ticket.purpose == .work else { return [] }
        var events: [Event] = []
        var next = slice.next
        var messages: Int64 = 0
        for var standing in slice.rules where standing.rule.isAbout(occasion) {
            if let first = standing.post?.next { standing.post?.next = Message.ID(number: first.number + messages) }
            let answer = standing.answer(occasion, next, at: now)
            if case .ticket(next, _)? = answer.first { next = Ticket.ID(number: next.number + 1) }
            if case .message? = answer.first { messages += 1 }
            events += answer
        }
        return events
    }
}

extension FollowRules.Standing {
    /// What the rule does, or, once, why it does nothing.
    fileprivate func answer(_ occasion: Occasion, _ next: Ticket.ID, at now: Instant) -> [Event] {
        let depth = occasion.isByPerson ? 0 : depth
        let (id, limits) = (rule.id, rule.definition)
        if depth >= limits.depth {
            let note =
                "\(occasion.ticket.id) comes from rule \(id) itself, \(depth) times over, and `depth: \(limits.depth)` "
                + "allows no more: nothing is done for its \(occasion.kind.rawValue)."
            return hasStopped ? [] : stop(occasion, note, at: now)
        }
        if inLastHour >= limits.perHour {
            let note = "Rule \(id) fired \(inLastHour) times within an hour, which is all that `perHour` allows."
            return rule.note.hasSuffix("all that `perHour` allows.") ? [] : stop(occasion, note, at: now)
        }
        do throws(Rejection) {
            return try write(occasion, next, depth: depth + 1, at: now)
        } catch {
            let note = "Rule \(id) could not do what it is for: \(error.sentence)"
            return rule.note == note ? [] : stop(occasion, note, at: now)
        }
    }

    private func write(
        _ occasion: Occasion, _ next: Ticket.ID, depth: Int, at now: Instant
    ) throws(Rejection) -> [Event] {
        let words = occasion.words(rule.id)
        let fired = { (wrote: Rule.Writing) in
            Event.rule(
                rule.id, .fired(position: occasion.position, ticket: occasion.ticket.id, wrote: wrote, depth: depth))
        }
        switch rule.definition.action {
        case .ticket(let template):
            let content = template.content(words, project: occasion.ticket.content.project)
            guard let context else { return [] }
            let slice = CreateTicket.Slice(next: next, context: context)
            return try CreateTicket(content: content, chain: occasion.chain).decide(slice, at: now) + [
                fired(.ticket(id: next))
            ]
        case .comment(let text):
            return try comment(occasion, text.filled(with: words), at: now) + [fired(.comment)]
        case .message(let agent, let text):
            guard let post else { return [] }
            return try send(text.filled(with: words), to: agent, occasion, post, at: now)
                + [fired(.message(id: post.next))]
        }
    }

    private func send(
        _ text: String, to agent: Agent.ID, _ occasion: Occasion, _ post: PostOffice, at now: Instant
    ) throws(Rejection) -> [Event] {
        guard let recipient = post.recipient, !recipient.isRetired else { throw .unknown(agent, known: []) }
        if post.waiting >= SendMessage.boxLimit {
            throw Rejection(.mailboxFull, "\(agent) has \(post.waiting) messages that it has not got yet.")
        }
        let content = Message.Content(
            kind: .letter, from: rule.id.author, to: agent, ticket: occasion.ticket.id,
            text: text.cut(toBytes: SendMessage.limit), chain: occasion.chain, expiresAt: now)
        return post.send(content, by: nil, at: now)
    }

    /// Said where people look: at the ticket, and with the rule.
    private func stop(_ occasion: Occasion, _ note: String, at now: Instant) -> [Event] {
        let id = occasion.ticket.id
        return [
            .ticket(id, .commented(author: rule.id.author, text: note)),
            .rule(rule.id, .stopped(position: occasion.position, ticket: id, note: note)),
        ]
    }

    private func comment(_ occasion: Occasion, _ text: String, at now: Instant) throws(Rejection) -> [Event] {
        let command = CommentOnTicket(
            ticket: occasion.ticket.id, author: rule.id.author, text: text.cut(toBytes: TicketLimits.text))
        return try command.decide(CommentOnTicket.Slice(ticket: occasion.ticket), at: now)
    }
}

extension Rule.ID {
    /// Who comments for it.
    var author: String { "rule \(name)" }
}
