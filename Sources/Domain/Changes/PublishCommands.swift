/// Recorded before the branch moves: `commit` carries the proven tree and is about to become the target.
public struct BeginPublishing: Command {
    public let change: Change.ID
    public let commit: String

    public init(change: Change.ID, commit: String) {
        self.change = change
        self.commit = commit
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        let (record, _) = try slice.require(change) { state in
            if case .proven = state { true } else { false }
        }
        if let other = slice.publishing {
            throw Rejection(.changeMoved, "\(other) is being published just now: \(change) comes after it.")
        }
        if slice.project?.isRetired == true { return [.change(change, .held(reason: record.retirement))] }
        let gates = slice.project?.definition.gates ?? []
        guard !gates.isEmpty, gates.allSatisfy(slice.passed.contains) else {
            return [.change(change, .requeued(reason: "the project's gates changed"))]
        }
        return [.change(change, .publishing(commit: commit))]
    }
}

/// Git proved that the commit is not on the target branch, and it cannot be brought there: a person is asked.
public struct RefuteLanding: Command {
    public let change: Change.ID
    public let commit: String
    public let reason: String

    public init(change: Change.ID, commit: String, reason: String) {
        self.change = change
        self.commit = commit
        self.reason = reason
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        _ = try slice.require(change) { state in
            if case .publishing(_, commit) = state { true } else { false }
        }
        return [.change(change, .held(reason: reason))]
    }
}

/// Git proved that the commit is reachable from the target branch: the ticket is done.
public struct ConfirmLanding: Command {
    public let change: Change.ID
    public let commit: String

    public init(change: Change.ID, commit: String) {
        self.change = change
        self.commit = commit
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        let (_, ticket) = try slice.require(change) { state in
            if case .publishing(_, commit) = state { true } else { false }
        }
        return [.change(change, .landed(commit: commit))]
            + ticket.finished(summary: ticket.summary, dependants: slice.dependants)
    }
}
