import Domain
import Orchestration
import Storage

/// What a server does with one run, between two steps; lost when it crashes.
struct Supervision {
    /// The run as it was taken up, with the lease of then.
    let run: Run
    var notes: RunNotes
    /// How much of the process's log was heard.
    var position = 0
    var phase: Phase

    /// Where it is.
    enum Phase {
        case at(RunStep)
        /// Writes to make before it goes on; `question` was asked, and may have been answered earlier.
        case keeping([any Performable], question: String?, next: RunStep)
        case sleeping(until: Instant)
        case over
    }

    init(_ run: Run, hasStarted: Bool) {
        self.run = run
        notes = RunNotes(of: run)
        phase = .at(RunStep(of: run, hasStarted: hasStarted))
    }
}

/// What a server does with one change, between two steps; lost when it crashes.
struct Merging {
    let action: MergeAction
    var phase: Phase = .begin

    /// Where it is.
    enum Phase {
        case begin
        case recording(any Performable)
        case givingUp(String)
        case sleeping(until: Instant)
        case over
    }
}

/// The memory of one server: all that a crash takes away.
struct Server {
    /// That of its own start.
    let epoch: Int64
    var isRunsAwake = true
    var isMergesAwake = true
    /// What is left of a pass over the runs.
    var actions: [RunAction] = []
    /// When the runs are looked at although nothing happened.
    var alarm: Instant?
    var supervisions: [Run.ID: Supervision] = [:]
    var mergings: [Change.ID: Merging] = [:]

    mutating func wake() {
        isRunsAwake = true
        isMergesAwake = true
    }

    /// The next instant at which it does something by itself.
    var nextInstant: Instant? {
        var instants = [alarm].compactMap { $0 }
        for supervision in supervisions.values {
            if case .sleeping(let until) = supervision.phase { instants.append(until) }
        }
        for merging in mergings.values { if case .sleeping(let until) = merging.phase { instants.append(until) } }
        return instants.min()
    }
}
