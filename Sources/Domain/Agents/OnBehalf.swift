/// A command that a run gives about a ticket: whether it may is decided in the transaction that carries it out.
public struct OnBehalf<Base: Command>: Command {
    public let claim: RunClaim
    public let verb: Agent.Verb
    public let ticket: Ticket.ID
    public let base: Base

    public init(_ claim: RunClaim, _ verb: Agent.Verb, _ ticket: Ticket.ID, _ base: Base) {
        self.claim = claim
        self.verb = verb
        self.ticket = ticket
        self.base = base
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var standing: Standing
        public var base: Base.Slice

        public init(standing: Standing, base: Base.Slice) {
            self.standing = standing
            self.base = base
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        try slice.standing.check(claim, verb, ticket)
        return try base.decide(slice.base, at: now)
    }
}

/// Who says that it is a run: its identifier and the token of its lease.
public struct RunClaim: Hashable, Sendable {
    public let run: Run.ID
    public let token: Int64

    public init(run: Run.ID, token: Int64) {
        self.run = run
        self.token = token
    }
}

/// A run, its agent, and how a ticket stands to its own.
public struct Standing: Sendable {
    public var run: Run?
    public var agent: Agent?
    /// Nil when there is no such ticket.
    public var relation: Ticket.Relation?

    public init(run: Run?, agent: Agent?, relation: Ticket.Relation?) {
        self.run = run
        self.agent = agent
        self.relation = relation
    }

    /// Throws unless the run lives, holds its lease, and may do that to the ticket. What it may not read it does not
    /// learn to exist.
    public func check(_ claim: RunClaim, _ verb: Agent.Verb, _ ticket: Ticket.ID) throws(Rejection) {
        guard let run, let agent else { throw .unknown(claim.run) }
        try run.check(token: claim.token)
        let kind = agent.definition.kind
        guard let relation, kind.allows(.read, on: relation) else {
            throw Rejection(
                .notAllowed,
                "\(run.ticket) has nothing to do with \(ticket): you may look at your own ticket, its parts, what it "
                    + "is a part of, and what waits for it or it waits for.")
        }
        if !kind.allows(verb, on: relation) {
            let allowed = Ticket.Relation.allCases.filter { kind.allows(verb, on: $0) }.map(\.rawValue)
            let list = allowed.joined(separator: ", ")
            let advice = allowed.isEmpty ? "leave it to others" : "only on one that is \(list)"
            throw Rejection(
                .notAllowed,
                "An agent of the kind `\(kind.rawValue)` may not \(verb.rawValue) on \(ticket): \(advice).")
        }
    }
}
