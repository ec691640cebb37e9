/// What clients send to create a ticket.
public struct CreateTicketBody: Codable, Hashable, Sendable {
    public var title: String
    public var body: String?
    /// May be left out when the workspace has one project.
    public var project: String?
    public var assignee: String?
    public var priority: String?
    public var labels: [String]?
    public var parent: String?
    public var blockers: [String]?
    public var isBacklog: Bool?
    /// In the place of the agent's own.
    public var model: String?
    public var effort: String?

    public init(
        title: String, body: String? = nil, project: String? = nil, assignee: String? = nil, priority: String? = nil,
        labels: [String]? = nil, parent: String? = nil, blockers: [String]? = nil, isBacklog: Bool? = nil,
        model: String? = nil, effort: String? = nil
    ) {
        self.title = title
        self.body = body
        self.project = project
        self.assignee = assignee
        self.priority = priority
        self.labels = labels
        self.parent = parent
        self.blockers = blockers
        self.isBacklog = isBacklog
        self.model = model
        self.effort = effort
    }
}

/// What clients send to edit a ticket; a field left out stays.
public struct EditTicketBody: Codable, Hashable, Sendable {
    public var title: String?
    public var body: String?
    /// Empty: nobody in particular.
    public var assignee: String?
    public var priority: String?
    public var labels: [String]?
    /// Empty: none.
    public var parent: String?
    public var blockers: [String]?
    /// Empty: the agent's own.
    public var model: String?
    /// Empty: the agent's own.
    public var effort: String?

    public init(
        title: String? = nil, body: String? = nil, assignee: String? = nil, priority: String? = nil,
        labels: [String]? = nil, parent: String? = nil, blockers: [String]? = nil, model: String? = nil,
        effort: String? = nil
    ) {
        self.title = title
        self.body = body
        self.assignee = assignee
        self.priority = priority
        self.labels = labels
        self.parent = parent
        self.blockers = blockers
        self.model = model
        self.effort = effort
    }
}

/// A remark to add.
public struct CommentRequestBody: Codable, Hashable, Sendable {
    public var text: String

    public init(text: String) {
        self.text = text
    }
}

/// Why something is asked for.
public struct ReasonRequestBody: Codable, Hashable, Sendable {
    public var reason: String?

    public init(reason: String? = nil) {
        self.reason = reason
    }
}

/// Pauses or resumes an agent.
public struct PauseBody: Codable, Hashable, Sendable {
    public var agent: String
    public var reason: String?

    public init(agent: String, reason: String? = nil) {
        self.agent = agent
        self.reason = reason
    }
}

/// Freezes the workspace, and stops its runs when that is asked for.
public struct FreezeBody: Codable, Hashable, Sendable {
    public var reason: String?
    /// Whether every live run is stopped too; no when it is left out.
    public var stopsRuns: Bool?

    public init(reason: String? = nil, stopsRuns: Bool? = nil) {
        self.reason = reason
        self.stopsRuns = stopsRuns
    }
}

/// A list with where to go on: pass `next` as `after`.
public struct PageBody<Item: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    public var items: [Item]
    public var next: String?

    public init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }
}
