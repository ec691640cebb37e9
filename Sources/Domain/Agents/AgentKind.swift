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
        case other
    }
}

extension Agent.Kind {
    /// Whether an agent of this kind may do that to a ticket which stands so to its own.
    public func allows(_ verb: Agent.Verb, on relation: Ticket.Relation) -> Bool {
        switch (verb, relation) {
        case (_, .other): false
        case (.read, .own), (.read, .below), (.read, .above), (.read, .beside), (.read, .linked): true
        case (.comment, .own), (.comment, .below), (.comment, .above): true
        // Who judges or tries another's work says so where that work is.
        case (.comment, .beside), (.comment, .linked): self == .review || self == .verify
        case (.delegate, .own): self != .explore
        case (.delegate, .below), (.delegate, .above), (.delegate, .beside), (.delegate, .linked): false
        }
    }
}
