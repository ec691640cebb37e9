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
        /// One of the options, and nothing else.
        case choice
        /// Whether agents that wake each other again and again may go on.
        case loop
        /// Whether an agent that another proposes is hired.
        case hire
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

/// Which answers need nobody.
public struct AnswerPolicy: Hashable, Sendable, Codable {
    public var permissions: Permissions
    /// Kinds that were found harmless with time.
    public var approved: Set<AgentRequest.Kind>
    /// Whether what is not allowed is denied.
    public var asksNobody: Bool

    public init(_ permissions: Permissions, approved: Set<AgentRequest.Kind> = [], asksNobody: Bool = false) {
        self.permissions = permissions
        self.approved = approved
        self.asksNobody = asksNobody
    }

    /// The answer that follows from it; nil when somebody has to give it.
    public func answer(to kind: AgentRequest.Kind) -> AgentAnswer? {
        if let answer = permissions.answer(to: kind) { return answer }
        guard kind.isPermission else { return nil }
        if approved.contains(kind) { return .allow }
        return asksNobody ? .deny(reason: "The policy does not allow it, and nobody is asked.") : nil
    }
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
        case (_, .question), (_, .choice), (_, .loop), (_, .hire), (_, .watchdog): nil
        case (.all, _), (.edits, .edit), (.edits, .read), (.ask, .read): .allow
        case (.edits, .execute), (.edits, .fetch), (.edits, .other): nil
        case (.ask, .edit), (.ask, .execute), (.ask, .fetch), (.ask, .other): nil
        }
    }
}
