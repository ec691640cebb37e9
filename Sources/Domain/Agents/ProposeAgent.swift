/// A run proposes that another agent be hired; a person decides.
public struct ProposeAgent: Command {
    public let claim: RunClaim
    /// The name of the file that it would get.
    public let name: String
    /// The file: front matter and instructions.
    public let file: String

    public init(_ claim: RunClaim, name: String, file: String) {
        self.claim = claim
        self.name = name
        self.file = file
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var standing: Standing
        /// Whether there is, or was, an agent of that name.
        public var isTaken: Bool
        /// Proposals that nobody has decided on.
        public var open: [Request]
        public var next: Request.ID

        public init(standing: Standing, isTaken: Bool, open: [Request], next: Request.ID) {
            self.standing = standing
            self.isTaken = isTaken
            self.open = open
            self.next = next
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let run = slice.standing.run, let agent = slice.standing.agent else { throw .unknown(claim.run) }
        try slice.standing.check(claim, .declare, run.ticket)
        guard agent.definition.mayHire else {
            throw Rejection(
                .notAllowed, "\(agent.id) may not propose agents: a person would write `mayHire: true` in its file.")
        }
        guard Agent.ID.isValid(name) else {
            throw Rejection(.badName, "An agent is named with lower-case letters, digits and dashes, such as `dora`.")
        }
        try file.checkNote("file", limit: Self.limit)
        if slice.isTaken { throw Rejection(.nameTaken, "There is, or was, an agent \(name): choose another name.") }
        let request = AgentRequest(
            id: Self.prefix + name, kind: .hire, title: "\(agent.id) proposes to hire \(name)", detail: file)
        if let known = slice.open.first(where: { $0.content.id == request.id }) {
            if known.content == request { return [] }
            throw Rejection(.nameTaken, "\(known.id) proposes an agent \(name) already: wait for the answer.")
        }
        let terms = Request.Terms(outlivesRun: true, expiresAt: now + Request.patience)
        return [
            .request(
                slice.next,
                .asked(run: run.id, ticket: run.ticket, agent: agent.id, content: request, terms: terms))
        ]
    }

    /// Bytes of a proposed file: less than what a request keeps of its details.
    private static let limit = 12 * 1024
    fileprivate static let prefix = "hire "
}

extension Request {
    /// The agent that a person said yes to, with its file; nil when it is about something else.
    public var hired: (agent: Agent.ID, file: String)? {
        guard content.kind == .hire, case .answered(.allow, _) = state else { return nil }
        return (Agent.ID(name: String(content.id.dropFirst(ProposeAgent.prefix.count))), content.detail)
    }
}
