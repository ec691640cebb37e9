import Domain
import Orchestration
import Processes

extension ProcessExit {
    /// How the process ended when its own word does not count: stopped, over a limit, never started, or killed by a
    /// signal. Nil when it exited with a status.
    var endingFromOutside: Ending? {
        switch reason {
        case .stopped: .stopped
        case .deadline: .failed(.timedOut)
        case .outputLimit: .failed(.outputLimit)
        case .failedToStart: .failed(.cannotStart(failure ?? "the program could not be started"))
        case .exited: signal.map { .failed(.killed(signal: Int($0))) }
        }
    }
}
