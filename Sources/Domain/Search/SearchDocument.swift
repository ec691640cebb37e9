/// What is found: one thing that has words in it.
public struct SearchDocument: Hashable, Sendable {
    /// What kind of thing it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Its title, text, result and comments.
        case ticket
        /// A note of an agent.
        case memory
        /// A note of the workspace.
        case knowledge
        /// What an agent said in a run.
        case run
    }

    public let kind: Kind
    /// `T-12`, `R-7`, `memory/ada/testing`, `knowledge/build`.
    public let id: String
    /// Of a note, who keeps it; of a run, who worked.
    public let agent: Agent.ID?
    /// Of a ticket.
    public let project: Project.ID?

    public init(kind: Kind, id: String, agent: Agent.ID? = nil, project: Project.ID? = nil) {
        self.kind = kind
        self.id = id
        self.agent = agent
        self.project = project
    }
}

extension SearchDocument {
    public init(_ note: Note.ID) {
        self.init(kind: note.owner == nil ? .knowledge : .memory, id: note.description, agent: note.owner)
    }

    public init(_ run: Run) {
        self.init(kind: .run, id: run.id.description, agent: run.agent)
    }
}
