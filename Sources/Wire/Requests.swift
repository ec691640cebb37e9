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
}

/// What clients send to edit a ticket; a field left out stays.
public struct EditTicketBody: Codable, Hashable, Sendable {
    public var title: String?
    public var body: String?
    public var assignee: String?
    public var priority: String?
    public var labels: [String]?
    public var blockers: [String]?
}

public struct CommentRequestBody: Codable, Hashable, Sendable {
    public var text: String
}

public struct ReasonRequestBody: Codable, Hashable, Sendable {
    public var reason: String?
}

/// Pauses or resumes the workspace, or one agent.
public struct PauseBody: Codable, Hashable, Sendable {
    public var agent: String?
    public var reason: String?
}

/// A list with where to go on: pass `next` as `after`.
public struct PageBody<Item: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    public var items: [Item]
    public var next: String?
}
