/// Adds a remark to a ticket; an agent's next run reads it.
public struct CommentOnTicket: Command {
    public let ticket: Ticket.ID
    public let author: String
    public let text: String

    public init(ticket: Ticket.ID, author: String, text: String) {
        self.ticket = ticket
        self.author = author
        self.text = text
    }

    public func decide(_ record: Ticket?, at now: Instant) throws(Rejection) -> [Event] {
        guard record != nil else { throw .unknown(ticket) }
        if text.allSatisfy(\.isWhitespace) {
            throw Rejection(.emptyText, "A comment needs a text.")
        }
        if text.utf8.count > TicketLimits.text {
            throw .tooLong("comment", text.utf8.count, limit: TicketLimits.text)
        }
        try text.checkCharacters("comment")
        return [.ticket(ticket, .commented(author: author, text: text))]
    }
}
