/// A run hands a part of its ticket to somebody: a ticket below its own, for which its own may wait.
public struct Delegate: Command {
    public let claim: RunClaim
    /// Its parent is the run's own ticket, whatever is written there.
    public let content: Ticket.Content
    /// Whether the run's ticket goes on only when the part has ended.
    public let waits: Bool

    /// Parts of one ticket, and parts of parts of parts: an agent that divides work without end stops there.
    public static let partLimit = 100
    public static let depthLimit = 5

    public init(_ claim: RunClaim, content: Ticket.Content, waits: Bool) {
        self.claim = claim
        self.content = content
        self.waits = waits
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var standing: Standing
        public var own: Ticket?
        /// Tickets right below it.
        public var parts: Int
        /// Tickets above it.
        public var depth: Int
        public var chart: Chart
        public var create: CreateTicket.Slice

        public init(
            standing: Standing, own: Ticket?, parts: Int, depth: Int, chart: Chart, create: CreateTicket.Slice
        ) {
            self.standing = standing
            self.own = own
            self.parts = parts
            self.depth = depth
            self.chart = chart
            self.create = create
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let own = slice.own, let agent = slice.standing.agent else { throw .unknown(claim.run) }
        try slice.standing.check(claim, .delegate, own.id)
        try checkBounds(slice, own)
        if let assignee = content.assignee { try slice.chart.check(agent.id, mayGiveWorkTo: assignee) }
        var part = content
        part.parent = own.id
        let chain = (slice.standing.run?.chain ?? []) + [agent.id]
        let created = try CreateTicket(content: part, chain: chain).decide(slice.create, at: now)
        guard waits else { return created }
        var waiting = own.content
        waiting.blockers.append(slice.create.next)
        return created
            + [.ticket(own.id, .edited(content: waiting, openBlockers: own.openBlockers + [slice.create.next]))]
    }

    private func checkBounds(_ slice: Slice, _ own: Ticket) throws(Rejection) {
        if slice.parts >= Self.partLimit {
            throw Rejection(
                .tooManyParts,
                "\(own.id) has \(slice.parts) parts and \(Self.partLimit) are allowed: put more into one of them.")
        }
        if slice.depth >= Self.depthLimit {
            throw Rejection(
                .tooManyParts,
                "\(own.id) is a part of a part, \(slice.depth) levels deep, and \(Self.depthLimit) are allowed: "
                    + "do it yourself.")
        }
        if waits, content.blockers.contains(own.id) {
            throw Rejection(
                .blockerCycle, "The part cannot wait for \(own.id), which waits for it: leave one of the two out.")
        }
    }
}

/// Who reports to whom.
public struct Chart: Hashable, Sendable {
    /// Each agent's manager, as far as it has one.
    public var managers: [Agent.ID: Agent.ID]

    public init(managers: [Agent.ID: Agent.ID]) {
        self.managers = managers
    }

    /// The managers above an agent, the nearest first.
    public func above(_ agent: Agent.ID) -> [Agent.ID] {
        var chain: [Agent.ID] = []
        var next = managers[agent]
        // The files' check refuses circles; a restored state may be older than that.
        while let manager = next, !chain.contains(manager) {
            chain.append(manager)
            next = managers[manager]
        }
        return chain
    }

    /// Work goes to oneself and down the chart. Without a chart all are peers.
    public func allows(_ agent: Agent.ID, toGiveWorkTo assignee: Agent.ID) -> Bool {
        managers.isEmpty || assignee == agent || above(assignee).contains(agent)
    }

    /// A ticket moves, and words go, down the chart, up it, and to those with the same manager.
    public func allows(_ agent: Agent.ID, toTurnTo other: Agent.ID) -> Bool {
        managers.isEmpty || above(agent).contains(other) || above(other).contains(agent)
            || (managers[agent] != nil && managers[agent] == managers[other])
    }

    /// Whom an agent may turn to, as far as the chart names them.
    func within(_ agent: Agent.ID) -> [Agent.ID] {
        Set(managers.keys).union(managers.values).filter { $0 != agent && allows(agent, toTurnTo: $0) }.sorted()
    }

    public func check(_ agent: Agent.ID, mayTurnTo other: Agent.ID) throws(Rejection) {
        if allows(agent, toTurnTo: other) { return }
        let choice = within(agent).map(\.name).joined(separator: ", ")
        throw Rejection(
            .notAllowed,
            "\(other) is not above, below or beside \(agent) in the organisation: turn to one of \(choice).")
    }

    public func check(_ agent: Agent.ID, mayGiveWorkTo assignee: Agent.ID) throws(Rejection) {
        if allows(agent, toGiveWorkTo: assignee) { return }
        let reports = managers.filter { $0.value == agent }.keys.sorted().map(\.name)
        let choice = reports.isEmpty ? "nobody reports to you" : "to you report \(reports.joined(separator: ", "))"
        throw Rejection(
            .notAllowed,
            "\(assignee) does not report to \(agent): \(choice). Leave `assignee` out, and whoever may takes it.")
    }
}
