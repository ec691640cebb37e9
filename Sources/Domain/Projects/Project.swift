/// A git repository that tickets change.
public struct Project: Record {
    /// The name in `skein.yaml`.
    public struct ID: NamedIdentifier {
        public let name: String
        public init(name: String) { self.name = name }
    }

    public let id: ID
    public var definition: Definition
    /// No longer in `skein.yaml`: its tickets stay, none starts.
    public var isRetired: Bool

    public init(id: ID) {
        self.id = id
        definition = Definition(path: "", target: "")
        isRetired = false
    }

    /// What can happen to a project.
    public enum Event: Hashable, Sendable, Codable {
        case configured(definition: Definition)
        case retired
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .configured(let definition):
            self.definition = definition
            isRetired = false
        case .retired:
            isRetired = true
        }
    }
}

extension Project {
    /// What `skein.yaml` says of a project.
    public struct Definition: Hashable, Sendable, Codable {
        /// Absolute path of the repository.
        public var path: String
        /// The branch that landed work goes to.
        public var target: String
        /// The checks that a tree must pass to land, in order; at least one.
        public var gates: [Gate]
        public var maxRuns: Int
        /// Who works on a ticket that names no agent; nil means any agent that accepts the project.
        public var agent: Agent.ID?
        /// The remote that landed commits are pushed to; nil means none.
        public var remote: String?
        public var strategy: LandingStrategy
        /// Update the files of a clean checkout of the target branch after a landing.
        public var autoUpdateCheckout: Bool
        /// Ignored paths (git patterns) that survive between gates, such as build caches.
        public var keep: [String]

        public init(
            path: String, target: String, gates: [Gate] = [], maxRuns: Int = 100, agent: Agent.ID? = nil,
            remote: String? = nil, strategy: LandingStrategy = .squash, autoUpdateCheckout: Bool = false,
            keep: [String] = []
        ) {
            self.path = path
            self.target = target
            self.gates = gates
            self.maxRuns = maxRuns
            self.agent = agent
            self.remote = remote
            self.strategy = strategy
            self.autoUpdateCheckout = autoUpdateCheckout
            self.keep = keep
        }
    }

    /// How a change becomes a commit of the target branch.
    public enum LandingStrategy: String, Hashable, Sendable, Codable, CaseIterable {
        /// One commit a ticket, whose only parent is the target: every commit of the target was gated.
        case squash
        /// A merge commit that keeps the agent's own commits.
        case merge
    }
}

/// A check that a tree must pass before it may land.
public struct Gate: Hashable, Sendable, Codable {
    public var name: String
    /// The program and its arguments; run in a checkout of exactly the tree.
    public var command: [String]
    public var timeout: Span

    public init(name: String, command: [String], timeout: Span = .minutes(30)) {
        self.name = name
        self.command = command
        self.timeout = timeout
    }
}
