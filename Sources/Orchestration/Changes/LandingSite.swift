import Domain

/// Where changes land: the target branch of a project's repository.
public protocol LandingSite: Sendable {
    /// Merges the change onto the target's tip without touching any checkout.
    func candidate(for change: Change, in project: Project) async throws -> CandidateOutcome

    /// Runs one gate in a private checkout of exactly the candidate's tree.
    func run(
        _ gate: Gate, on candidate: Change.Candidate, for change: Change, in project: Project
    ) async throws -> GateResult

    /// The commit that carries the candidate's tree; the same inputs give the same commit.
    func commit(
        _ candidate: Change.Candidate, of change: Change, for work: Work, in project: Project
    ) async throws -> String

    /// Moves the target branch from the candidate's target to `commit`, or finds that it has moved. Safe to repeat.
    ///
    /// - Throws: when it cannot be told whether the branch has the commit.
    func publish(_ commit: String, over target: String, in project: Project) async throws -> Publication
}

/// Whose work a change is, and for what.
public struct Work: Hashable, Sendable {
    public let ticket: Ticket
    public let agent: Agent.ID

    public init(ticket: Ticket, agent: Agent.ID) {
        self.ticket = ticket
        self.agent = agent
    }
}

/// What git made of a change and the target.
public enum CandidateOutcome: Hashable, Sendable {
    case merged(Change.Candidate)
    case conflict(files: [String])
    /// There is nothing to merge by: the change's history begins at `root` and has no commit of the target's.
    case unrelated(root: String)
    /// The target has all of it already.
    case nothingToLand(target: String)
}

/// What became of the target branch.
public enum Publication: Hashable, Sendable {
    /// Proven: the commit is reachable from the target branch.
    case landed
    /// Somebody else moved the branch; the candidate is out of date.
    case targetMoved(to: String)
    /// Proven: the commit is not there, and something that only a person can mend keeps it away.
    case refused(reason: String)
}
