extension Agent {
    /// What an agent is for. It bounds what the agent may do through Skein, whatever its prompt says.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Divides work and hands it out.
        case plan
        /// Looks things up and says what it found.
        case explore
        /// Changes files.
        case implement
        /// Judges what others changed.
        case review
        /// Tries what others changed.
        case verify
    }

    /// What an agent does to a ticket through Skein.
    public enum Verb: String, Hashable, Sendable, CaseIterable {
        /// Reads it, its comments, and what became of it.
        case read
        case comment
        /// Writes down a part of it as a ticket below it.
        case delegate
        /// Says how far it is, what it comes to, or who goes on with it.
        case declare
    }
}

extension Ticket {
    /// How a ticket stands to the one that an agent works on.
    public enum Relation: String, Hashable, Sendable, CaseIterable {
        /// The very one.
        case own
        /// A part of it, or a part of a part.
        case below
        /// What it is a part of, up to the root.
        case above
        /// Another part of the same ticket.
        case beside
        /// One waits for the other.
        case linked
        /// Its agent's own too, or what mail to the run is about.
        case concerned
        case other
    }
}

extension Agent.Kind {
    /// Whether an agent of this kind may do that to a ticket which stands so to its own.
    public func allows(_ verb: Agent.Verb, on relation: Ticket.Relation) -> Bool {
        switch (verb, relation) {
        case (_, .other): false
        case (.read, _): true
        case (.comment, .own), (.comment, .below), (.comment, .above), (.comment, .concerned): true
        // Who judges or tries another's work says so where that work is.
        case (.comment, .beside), (.comment, .linked): self == .review || self == .verify
        case (.delegate, let relation): relation == .own && self != .explore
        case (.declare, let relation): relation == .own
        }
    }
}

extension Agent {
    /// Who decides what an agent's permissions leave open.
    public enum Approver: Hashable, Sendable, Codable {
        case person
        /// Nobody is asked: what is not allowed is denied.
        case policy
        /// The agent's manager; a person when it has none.
        case manager
        case agent(ID)
    }
}

extension Agent.Definition {
    public var policy: AnswerPolicy {
        AnswerPolicy(permissions, approved: approved, asksNobody: approver == .policy)
    }

    /// The agent that is asked in the place of a person.
    public var coordinator: Agent.ID? {
        switch approver {
        case .person, .policy: nil
        case .manager: manager
        case .agent(let agent): agent
        }
    }
}
