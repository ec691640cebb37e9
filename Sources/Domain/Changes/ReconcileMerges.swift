/// What the merge queue should do next.
public enum MergeAction: Hashable, Sendable {
    /// Merge the change onto the target's tip, in memory.
    case buildCandidate(Change.ID)
    /// Run one gate on the candidate's tree.
    case runGate(Change.ID, Gate)
    /// Every gate is known to have passed on this tree.
    case publish(Change.ID)
    /// Publishing was begun: find out whether the branch moved, and finish.
    case settle(Change.ID)
    /// A person has to mend something first.
    case hold(Change.ID, reason: String)

    public var change: Change.ID {
        switch self {
        case .buildCandidate(let id), .runGate(let id, _), .publish(let id), .settle(let id), .hold(let id, _): id
        }
    }
}

/// The head of one project's queue, with what is known about its tree.
public struct QueueHead: Hashable, Sendable {
    public var change: Change
    public var gates: [Gate]
    /// Gates that passed on the candidate's tree.
    public var passed: Set<Gate>
    /// Its project is not in skein.yaml any more.
    public var isRetired: Bool

    public init(change: Change, gates: [Gate], passed: Set<Gate>, isRetired: Bool = false) {
        self.change = change
        self.gates = gates
        self.passed = passed
        self.isRetired = isRetired
    }
}

extension Change {
    /// Whoever takes a project out of skein.yaml does not expect its branches to move after that.
    var retirement: String {
        "project \(project) is not in skein.yaml any more. Put it back, then `skein ticket reopen \(ticket)`, "
            + "or cancel the ticket."
    }
}

/// Each project lands one change at a time, in the order they were submitted.
///
/// A project whose change is in `busy` has an action under way and gets none.
public func reconcileMerges(_ heads: [QueueHead], busy: Set<Change.ID>) -> [MergeAction] {
    heads.filter { !busy.contains($0.change.id) }.compactMap { head in
        let id = head.change.id
        switch head.change.state {
        case .queued where head.isRetired, .gating where head.isRetired, .proven where head.isRetired:
            return .hold(id, reason: head.change.retirement)
        case .queued: return .buildCandidate(id)
        case .gating:
            guard let next = head.gates.first(where: { !head.passed.contains($0) }) else { return .buildCandidate(id) }
            return .runGate(id, next)
        case .proven: return .publish(id)
        case .publishing: return .settle(id)
        case .landed, .rejected, .conflicted, .held, .withdrawn: return nil
        }
    }
}
