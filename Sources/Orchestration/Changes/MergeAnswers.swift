import Domain
import Storage

/// What is recorded of the world's answers in the merge queue: decided here, without doing anything.
extension CandidateOutcome {
    public func command(for change: Change.ID) -> any Performable {
        switch self {
        case .merged(let candidate): RecordCandidate(change: change, candidate: candidate)
        case .conflict(let files): RecordConflict(change: change, files: files)
        case .unrelated(let root): RecordConflict(change: change, files: [], root: root)
        case .nothingToLand(let target): RecordNothingToLand(change: change, target: target)
        }
    }
}

extension Publication {
    /// - Parameter target: the name of the branch.
    public func command(for change: Change.ID, publishing commit: String, to target: String) -> any Performable {
        switch self {
        case .landed: ConfirmLanding(change: change, commit: commit)
        case .targetMoved(let tip):
            RequeueChange(change: change, reason: "\(target) moved to \(tip.prefix(10)) meanwhile")
        case .refused(let reason): RefuteLanding(change: change, commit: commit, reason: reason)
        }
    }
}

extension MergeAction {
    /// After a failure of the world the change waits for a person, and the queue goes on with the next one. Nil: only a
    /// change that may have landed is looked at until that is known; to ask a person meanwhile would be to let them
    /// cancel it.
    public func command(afterFailure reason: String) -> HoldChange? {
        switch self {
        case .settle: nil
        case .buildCandidate, .runGate, .publish, .hold: HoldChange(change: change, reason: reason)
        }
    }
}
