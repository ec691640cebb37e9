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
    case end(EndRun.Result)

    /// The first step of a server that takes the run up, whether it claimed the run itself or came back.
    ///
    /// - Parameter hasStarted: whether the run's process was started before, by whichever server.
    public init(of run: Run, hasStarted: Bool) {
        switch run.state {
        case _ where hasStarted: self = .follow
        case .stopping: self = .end(.stopped)
        case .starting, .running, .ended: self = .prepareWorktree
        }
    }

    /// After `prepareWorktree`: `base` is the commit that the work starts from.
    public static func prepared(_ base: Result<String, WorldFailure>) -> RunStep {
        switch base {
        case .success(let base): .startProcess(base: base)
        case .failure(let failure): .end(.failed(.cannotStart(failure.description)))
        }
    }

    /// After `startProcess`.
    public static func started(base: String, _ start: Result<Void, WorldFailure>) -> RunStep {
        switch start {
        case .success: .recordStart(base: base)
        case .failure(let failure): .end(.failed(.cannotStart(failure.description)))
        }
    }

    /// Whether the ticket needs its worktree no more, after its run has ended or its change has landed.
    public static func retiresWorktree(of ticket: Ticket) -> Bool { ticket.state.isClosed }

    /// After `collect`: what the process said of itself, held against what its worktree shows.
    ///
    /// - Parameter head: the branch's commit; nil when nothing was changed.
    public static func collected(_ ending: Ending, _ head: Result<String?, WorldFailure>) -> RunStep {
        switch head {
        case .success(let head): .end(ending.result(head: head))
        case .failure(let failure): .end(.failed(.badResult("its work could not be collected: \(failure)")))
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
