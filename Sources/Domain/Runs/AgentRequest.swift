/// Something that an agent asks in the middle of a turn.
public struct AgentRequest: Hashable, Sendable, Codable {
    /// The harness's own name for it, unique in its run.
    public let id: String
    public let kind: Kind
    /// One line: the tool and what it wants to do, or the question.
    public let title: String
    /// More of it, such as a command or a patch; may be empty.
    public let detail: String
    /// What may be chosen; empty for a question that takes any text.
    public let options: [Option]

    public init(id: String, kind: Kind, title: String, detail: String = "", options: [Option] = []) {
        self.id = id
        self.kind = kind
        self.title = title
        self.detail = detail
        self.options = options
    }

    /// What is asked for: the permission to do something, or an answer in words.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// To change files of the worktree.
        case edit
        /// To run a program.
        case execute
        /// To read files, or to look something up.
        case read
        /// To use the network.
        case fetch
        /// To do anything else.
        case other
        case question
        /// What to do with a run that stands still: Skein asks, not the agent.
        case watchdog
    }

    /// One answer that the agent offers.
    public struct Option: Hashable, Sendable, Codable {
        /// What choosing it means.
        public enum Effect: String, Hashable, Sendable, Codable, CaseIterable {
            case allow
            case allowAlways = "allow_always"
            case deny
            case denyAlways = "deny_always"
            case choice
        }

        public let id: String
        public let label: String
        public let effect: Effect

        public init(id: String, label: String, effect: Effect) {
            self.id = id
            self.label = label
            self.effect = effect
        }
    }
}

/// What somebody answers.
public enum AgentAnswer: Hashable, Sendable, Codable {
    case allow
    /// This time and whenever the same is asked again in the session.
    case allowAlways
    case deny(reason: String)
    /// One of the options, or words of one's own.
    case reply(text: String)
}

/// What an agent may do without asking.
public enum Permissions: String, Hashable, Sendable, Codable, CaseIterable {
    /// Nothing but reading: every change and every program is asked for.
    case ask
    /// Changing files of its worktree.
    case edits
    /// Everything.
    case all

    /// The answer that follows from it; nil when a person has to give it.
    public func answer(to kind: AgentRequest.Kind) -> AgentAnswer? {
        switch (self, kind) {
        case (_, .question), (_, .watchdog): nil
        case (.all, _), (.edits, .edit), (.edits, .read), (.ask, .read): .allow
        case (.edits, .execute), (.edits, .fetch), (.edits, .other): nil
        case (.ask, .edit), (.ask, .execute), (.ask, .fetch), (.ask, .other): nil
        }
    }
}
