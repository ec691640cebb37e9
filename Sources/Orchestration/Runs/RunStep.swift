import Domain
import Storage

/// One step of seeing a run through. Which one follows from what the world showed is decided here, without doing
/// anything; the supervisor does it.
public enum RunStep: Hashable, Sendable {
    case prepareWorktree
    case startProcess(base: String)
    case recordStart(base: String)
    case follow
    case collect(Ending)
    /// - Parameter head: the branch's commit, when there is work on it.
    case end(EndRun.Result, head: String?)

    /// The first step of a server that takes the run up, whether it claimed the run itself or came back.
    ///
    /// - Parameter hasStarted: whether there is a process of the run. One whose folder its agent deleted started all
    ///   the same; following it shows that it is lost.
    public init(of run: Run, hasStarted: Bool) {
        switch run.state {
        case _ where hasStarted || run.processStartedAt != nil: self = .follow
        case .stopping: self = .end(.stopped, head: nil)
        case .starting, .running, .ended: self = .prepareWorktree
        }
    }

    /// After `prepareWorktree`: `base` is the commit that the work starts from.
    public static func prepared(_ base: Result<String, WorldFailure>) -> RunStep {
        switch base {
        case .success(let base): .startProcess(base: base)
        case .failure(let failure): .end(.failed(.cannotStart(failure.description)), head: nil)
        }
    }

    /// After `startProcess`.
    public static func started(base: String, _ start: Result<Void, WorldFailure>) -> RunStep {
        switch start {
        case .success: .recordStart(base: base)
        case .failure(let failure): .end(.failed(.cannotStart(failure.description)), head: nil)
        }
    }

    /// After `collect`: what the process said of itself, held against what its worktree shows.
    ///
    /// - Parameter head: the branch's commit; nil when nothing was changed.
    public static func collected(_ ending: Ending, _ head: Result<String?, WorldFailure>) -> RunStep {
        switch head {
        case .success(let head): .end(ending.result(head: head), head: head)
        case .failure(let failure): .end(.failed(.badResult("\(failure)")), head: nil)
        }
    }
}

extension Ending {
    fileprivate func result(head: String?) -> EndRun.Result {
        switch self {
        case .finished(let summary): head.map { .submitted(head: $0, summary: summary) } ?? .failed(.noChange)
        case .nothingToDo(let summary):
            head.map { .submitted(head: $0, summary: summary) } ?? .nothingToDo(summary: summary)
        case .blocked(let reason): .blocked(reason: reason)
        case .failed(let failure): .failed(failure)
        case .stopped: .stopped
        }
    }
}
