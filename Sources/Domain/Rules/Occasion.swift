/// Something that happened to a ticket and that a rule may be about.
public struct Occasion: Hashable, Sendable {
    /// What a rule's `event` can be.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case ticketCreated = "ticket.created"
        case ticketCommented = "ticket.commented"
        case ticketBlocked = "ticket.blocked"
        case ticketDone = "ticket.done"
        case ticketCancelled = "ticket.cancelled"
        case changeLanded = "change.landed"
        case changeRejected = "change.rejected"
        case runFailed = "run.failed"
        case requestAsked = "request.asked"
    }

    /// Of its entry in the journal.
    public let position: Int64
    public let kind: Kind
    public let ticket: Ticket
    /// Who did it, or else who worked on the ticket last, or else who it is assigned to.
    public let agent: Agent.ID?
    /// What was said with it: a comment, a reason, a summary.
    public let summary: String
    /// A person's act begins a chain of its own.
    public let isByPerson: Bool

    public init(
        position: Int64, kind: Kind, ticket: Ticket, agent: Agent.ID?, summary: String, isByPerson: Bool
    ) {
        self.position = position
        self.kind = kind
        self.ticket = ticket
        self.agent = agent
        self.summary = summary
        self.isByPerson = isByPerson
    }

    /// The agents that led to it, the latest last.
    var chain: [Agent.ID] { isByPerson ? [] : ticket.chain + [agent].compactMap { $0 } }

    /// What the places in braces stand for.
    func words(_ rule: Rule.ID) -> [String: String] {
        [
            "rule": rule.name, "event": kind.rawValue, "ticket": ticket.id.description, "title": ticket.content.title,
            "project": ticket.content.project.name, "agent": agent?.name ?? "nobody", "summary": summary,
        ]
    }
}

extension Event {
    /// What rules call it, and what was said with it; nil for what no rule is about.
    public var occasion: (kind: Occasion.Kind, summary: String)? {
        switch self {
        case .ticket(_, let event): event.occasion
        case .change(_, .landed(let commit)): (.changeLanded, "landed as \(commit.prefix(10))")
        case .change(_, .rejected(let evidence)): (.changeRejected, "gate \(evidence.gate) failed")
        case .change(_, .conflicted(let files, _)):
            (.changeRejected, "conflicts in \(files.prefix(5).joined(separator: ", "))")
        case .run(_, .ended(.failed(let failure))): (.runFailed, failure.sentence)
        case .request(_, .asked(_, _, _, let content, _)): (.requestAsked, content.title)
        case .workspace, .project, .agent, .run, .change, .request, .message, .schedule, .rule: nil
        }
    }
}

extension Ticket.Event {
    fileprivate var occasion: (kind: Occasion.Kind, summary: String)? {
        switch self {
        case .created(let content, _, _, _, _): (.ticketCreated, content.body)
        case .commented(_, let text): (.ticketCommented, text)
        case .blocked(let blockage): (.ticketBlocked, blockage.reason)
        case .done(let summary): (.ticketDone, summary)
        case .cancelled(let reason): (.ticketCancelled, reason)
        case .edited, .checkedOut, .parked, .fellBack, .submitted, .returned, .waits, .handedOver, .blockerFinished,
            .answered, .reopened:
            nil
        }
    }
}
