/// The bounds of what people write.
enum TicketLimits {
    /// Bytes of UTF-8.
    static let title = 500
    static let text = 256 * 1024
    static let labels = 32
    static let labelLength = 64
    static let blockers = 1000
}

extension String {
    /// Refuses U+0000 in what people write: databases and terminals cut there.
    func checkCharacters(_ what: String) throws(Rejection) {
        if utf8.contains(0) {
            throw Rejection(.controlCharacter, "The \(what) contains the character U+0000: leave it out.")
        }
    }

    /// Drops U+0000 from what programs wrote: databases and terminals cut there.
    var withoutNull: String { utf8.contains(0) ? String(decoding: utf8.filter { $0 != 0 }, as: UTF8.self) : self }
}

extension Ticket.Content {
    /// Named twice is named once.
    var withoutRepeats: Ticket.Content {
        var content = self
        var seen: Set<Ticket.ID> = []
        content.blockers = blockers.filter { seen.insert($0).inserted }
        var words: Set<String> = []
        content.labels = labels.filter { words.insert($0).inserted }
        return content
    }

    /// The rules that hold for a ticket's content whoever writes it.
    ///
    /// - Parameter before: what it said so far. A project or agent that was taken out of the files since then does not
    ///   keep people from editing the rest.
    func check(_ context: TicketContext, before: Ticket.Content? = nil) throws(Rejection) {
        if title.allSatisfy(\.isWhitespace) {
            throw Rejection(.emptyTitle, "A ticket needs a title: say in one line what is to be done.")
        }
        // A title becomes a commit's subject, a line of the brief and a variable of the environment.
        if title.hasControlCharacters {
            throw Rejection(
                .controlCharacter,
                "The title must be one line without control characters: put the rest into the ticket's text.")
        }
        if labels.contains(where: \.hasControlCharacters) {
            throw Rejection(.controlCharacter, "A label must be one line without control characters.")
        }
        if labels.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw Rejection(.emptyText, "A label needs a text: leave the empty one out.")
        }
        if title.utf8.count > TicketLimits.title {
            throw .tooLong("title", title.utf8.count, limit: TicketLimits.title)
        }
        for (what, text) in [("title", title), ("text", body)] + labels.map({ ("label", $0) }) {
            try text.checkCharacters(what)
        }
        if body.utf8.count > TicketLimits.text {
            throw .tooLong("text", body.utf8.count, limit: TicketLimits.text)
        }
        if labels.count > TicketLimits.labels || labels.contains(where: { $0.utf8.count > TicketLimits.labelLength }) {
            throw Rejection(
                .tooManyLabels,
                "A ticket carries at most \(TicketLimits.labels) labels of \(TicketLimits.labelLength) bytes each.")
        }
        try checkModel()
        if project != before?.project { try checkProject(context) }
        if assignee != before?.assignee { try checkAssignee(context) }
    }

    /// They become arguments of the agent's program, where a dash would begin an option.
    private func checkModel() throws(Rejection) {
        for (what, text) in [("model", model), ("effort", effort)] {
            guard let text else { continue }
            if !text.isName {
                throw Rejection(
                    .badModel, "The \(what) must be a name of at most 200 bytes that does not begin with a dash.")
            }
        }
    }

    private func checkProject(_ context: TicketContext) throws(Rejection) {
        guard let found = context.project, !found.isRetired else {
            throw .unknown(project, known: context.knownProjects)
        }
    }

    private func checkAssignee(_ context: TicketContext) throws(Rejection) {
        guard let assignee else { return }
        guard let agent = context.assignee, !agent.isRetired else {
            throw .unknown(assignee, known: context.knownAgents)
        }
        if !agent.definition.accepts(project) { throw .refuses(assignee, project) }
    }
}

extension Rejection {
    static func refuses(_ agent: Agent.ID, _ project: Project.ID) -> Rejection {
        Rejection(
            .agentRefusesProject,
            "Agent \(agent) does not accept project \(project): add it to `projects` in agents/\(agent).md, "
                + "or choose another agent.")
    }
}

extension String {
    /// Whether it may become a word of a command line: a dash would begin an option.
    var isName: Bool { !isEmpty && !hasPrefix("-") && !hasControlCharacters && utf8.count <= 200 }

    /// Whether anything in it would start a new line or steer a terminal.
    var hasControlCharacters: Bool {
        unicodeScalars.contains { scalar in
            let value = scalar.value
            return value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0x2028 || value == 0x2029
        }
    }
}

/// What the rules on a ticket's content must know of the world around it.
public struct TicketContext: Sendable {
    public var project: Project?
    public var assignee: Agent?
    public var knownProjects: [Project.ID]
    public var knownAgents: [Agent.ID]
    /// The named blockers that exist.
    public var blockers: [Ticket.ID: Blocker]
    /// All that waits for this ticket, directly or through others.
    public var waiting: Set<Ticket.ID>
    public var parentExists: Bool
    /// The parent's parents.
    public var aboveParent: Set<Ticket.ID>

    public init(
        project: Project?, assignee: Agent?, knownProjects: [Project.ID], knownAgents: [Agent.ID],
        blockers: [Ticket.ID: Blocker] = [:], waiting: Set<Ticket.ID> = [], parentExists: Bool = false,
        aboveParent: Set<Ticket.ID> = []
    ) {
        self.project = project
        self.assignee = assignee
        self.knownProjects = knownProjects
        self.knownAgents = knownAgents
        self.blockers = blockers
        self.waiting = waiting
        self.parentExists = parentExists
        self.aboveParent = aboveParent
    }

    /// What a ticket that is waited for comes to.
    public enum Blocker: Hashable, Sendable {
        case open
        case done
        /// It never will be done. Of a part that was cancelled its whole has heard: to that it is `done`.
        case cancelled
    }
}

extension Ticket.Content {
    /// Checks blockers and parent of the ticket `id`, and says which blockers are still open. One that was named
    /// `before` and cancelled since stays: `skein why` says so, and what else is edited has nothing to do with it.
    func openBlockers(
        of id: Ticket.ID, _ context: TicketContext, before: Ticket.Content? = nil
    ) throws(Rejection) -> [Ticket.ID] {
        if blockers.count > TicketLimits.blockers {
            throw .tooLong("list of blockers", blockers.count, limit: TicketLimits.blockers)
        }
        for blocker in blockers {
            guard let state = context.blockers[blocker] else { throw .unknown(blocker) }
            if state == .cancelled, before?.blockers.contains(blocker) != true {
                throw Rejection(
                    .blockerCancelled,
                    "\(blocker) was cancelled and will never be done: leave it out, or name another ticket.")
            }
            if blocker == id {
                throw Rejection(
                    .blockerCycle, "\(id) cannot wait for itself: leave it out of its blockers.")
            }
            if context.waiting.contains(blocker) {
                throw Rejection(
                    .blockerCycle,
                    "\(id) cannot wait for \(blocker): \(blocker) already waits for \(id). "
                        + "Remove one of the two blockers."
                )
            }
        }
        if let parent {
            guard context.parentExists else { throw .unknown(parent) }
            if parent == id || context.aboveParent.contains(id) {
                throw Rejection(
                    .parentCycle, "\(parent) cannot be the parent of \(id): it is below it. Choose another parent.")
            }
        }
        return blockers.filter { context.blockers[$0] != .done }
    }
}
