/// Adds a remark to a ticket. Its agent's next run reads it; an agent that has none coming gets it as mail.
public struct CommentOnTicket: Command {
    public let ticket: Ticket.ID
    public let author: String
    public let text: String
    /// The run that says it, with its agent; nil when a person does.
    public let run: Run?

    public init(ticket: Ticket.ID, author: String, text: String, run: Run? = nil) {
        self.ticket = ticket
        self.author = author
        self.text = text
        self.run = run
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var ticket: Ticket?
        /// How the ticket's agent gets mail; nil when it has none.
        public var post: PostOffice?

        public init(ticket: Ticket?, post: PostOffice? = nil) {
            self.ticket = ticket
            self.post = post
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.ticket else { throw .unknown(ticket) }
        try text.checkNote("comment")
        return [.ticket(ticket, .commented(author: author, text: text))] + mail(record, slice.post, at: now)
    }

    private func mail(_ record: Ticket, _ post: PostOffice?, at now: Instant) -> [Event] {
        guard let post, let reader = post.recipient, !reader.isRetired, reader.id != run?.agent else { return [] }
        switch record.state {
        case .backlog, .todo: return []
        case .inProgress, .merging, .done, .blocked, .cancelled:
            let content = Message.Content(
                kind: .comment, from: author, to: reader.id, ticket: ticket, text: text.cut(toBytes: SendMessage.limit),
                chain: run.map { $0.chain + [$0.agent] } ?? [], expiresAt: now)
            return post.send(content, by: run, at: now)
        }
    }
}
