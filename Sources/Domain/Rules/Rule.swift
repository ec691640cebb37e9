/// What is done when something happens: an event, a filter and an action.
public struct Rule: Record {
    /// The name in `skein.yaml`.
    public struct ID: NamedIdentifier {
        public let name: String
        public init(name: String) { self.name = name }
    }

    public let id: ID
    public var definition: Definition
    /// No longer in `skein.yaml`.
    public var isRetired: Bool
    public var firings: Int
    public var firedAt: Instant?
    /// Why it last did nothing though its event came; empty when it did something since.
    public var note: String

    public init(id: ID) {
        self.id = id
        definition = Definition(event: .ticketDone, action: .comment(""))
        isRetired = true
        firings = 0
        note = ""
    }

    /// What can happen to a rule.
    public enum Event: Hashable, Sendable, Codable {
        case configured(definition: Definition)
        case retired
        /// The entry at `position`, about `ticket`, had it do something, the `depth`th time in one chain.
        case fired(position: Int64, ticket: Ticket.ID, wrote: Writing, depth: Int)
        /// It did nothing for that entry, and says why.
        case stopped(position: Int64, ticket: Ticket.ID, note: String)
    }

    /// What a rule left.
    public enum Writing: Hashable, Sendable, Codable {
        case ticket(id: Ticket.ID)
        /// On the ticket that the event was about.
        case comment
        case message(id: Message.ID)
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .configured(let definition):
            self.definition = definition
            isRetired = false
            note = ""
        case .retired: isRetired = true
        case .fired:
            firings += 1
            firedAt = now
            note = ""
        case .stopped(_, _, let note): self.note = note
        }
    }
}

extension Rule {
    /// What `skein.yaml` says of a rule.
    public struct Definition: Hashable, Sendable, Codable {
        public var event: Occasion.Kind
        public var filter: Filter
        public var action: Action
        /// How often it may fire in one chain of causes.
        public var depth: Int
        public var perHour: Int

        public init(
            event: Occasion.Kind, filter: Filter = Filter(), action: Action, depth: Int = 3, perHour: Int = 60
        ) {
            self.event = event
            self.filter = filter
            self.action = action
            self.depth = depth
            self.perHour = perHour
        }
    }

    /// What a rule does.
    public enum Action: Hashable, Sendable, Codable {
        case ticket(TicketTemplate)
        /// A comment on the ticket that the event is about.
        case comment(String)
        /// To an agent, about the ticket that the event is about.
        case message(to: Agent.ID, text: String)
    }

    /// What the event's ticket must be like; what is nil does not matter.
    public struct Filter: Hashable, Sendable, Codable {
        public var project: Project.ID?
        public var agent: Agent.ID?
        public var label: String?
        /// `*` stands for any text; case does not matter.
        public var title: String?

        public init(
            project: Project.ID? = nil, agent: Agent.ID? = nil, label: String? = nil, title: String? = nil
        ) {
            self.project = project
            self.agent = agent
            self.label = label
            self.title = title
        }

        func admits(_ occasion: Occasion) -> Bool {
            let content = occasion.ticket.content
            return project.map { $0 == content.project } ?? true
                && agent.map { $0 == occasion.agent } ?? true
                && label.map(content.labels.contains) ?? true
                && title.map { content.title.matches(pattern: $0) } ?? true
        }
    }

    public func isAbout(_ occasion: Occasion) -> Bool {
        // A ticket that only brings mail is nobody's work.
        !isRetired && definition.event == occasion.kind && occasion.ticket.purpose == .work
            && definition.filter.admits(occasion)
    }

    /// What its ticket, comment or message may hold in braces.
    public static let places = ["ticket", "title", "agent", "summary", "project", "event", "rule"]
}

extension String {
    /// Whether the whole text is like `pattern`, where `*` stands for any text; case does not matter.
    func matches(pattern: String) -> Bool {
        let (text, pattern) = (Array(lowercased()), Array(pattern.lowercased()))
        var (place, wanted, star, mark) = (0, 0, -1, 0)
        while place < text.count {
            if wanted < pattern.count, pattern[wanted] == "*" {
                (star, mark) = (wanted, place)
                wanted += 1
            } else if wanted < pattern.count, pattern[wanted] == text[place] {
                wanted += 1
                place += 1
            } else if star >= 0 {
                // The star takes one letter more.
                mark += 1
                (wanted, place) = (star + 1, mark)
            } else {
                return false
            }
        }
        return pattern[wanted...].allSatisfy { $0 == "*" }
    }
}
