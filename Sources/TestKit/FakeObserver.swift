import Domain
import Orchestration

/// What the fake world shows to watchdogs; by itself a run of a program that writes nothing.
public struct FakeObserver: Observer {
    let world: FakeWorld

    public init(_ world: FakeWorld) {
        self.world = world
    }

    public func disk() -> DiskSpace? { world.state.withLock { $0.disk } }

    public func pulse(of run: Run) async -> Pulse {
        world.state.withLock { state in
            state.looks += 1
            return state.pulses[run.id] ?? Pulse(converses: false)
        }
    }

    public func tree(of run: Run) async -> String? { world.state.withLock { $0.contents[run.ticket] } }

    public func keep(_ alarm: Alarm, about run: Run) async -> String? {
        "runs/\(run.id)/alarms/\(alarm.watchdog.rawValue)-\(alarm.since.milliseconds)-\(alarm.step).json"
    }

    public func sweep(sparing live: Set<Run.ID>) async -> [Run.ID: Int] {
        world.state.withLock { state in
            state.sweeps += 1
            let found = state.leftovers.filter { !live.contains($0.key) }
            for run in found.keys { state.leftovers[run] = nil }
            return found
        }
    }
}

extension FakeWorld {
    /// What is seen of a run from now on.
    public func show(_ pulse: Pulse, of run: Run.ID) { state.withLock { $0.pulses[run] = pulse } }
    /// How full the disk is from now on.
    public func fillDisk(percent: Int64) { state.withLock { $0.disk = DiskSpace(total: 100, free: 100 - percent) } }
    /// The content of the ticket's files from now on.
    public func write(_ content: String, for ticket: Ticket.ID) { state.withLock { $0.contents[ticket] = content } }
    /// A run leaves processes behind.
    public func leave(_ processes: Int, behind run: Run.ID) { state.withLock { $0.leftovers[run] = processes } }

    /// How often a run was looked at.
    public var looks: Int { state.withLock { $0.looks } }
    public var sweeps: Int { state.withLock { $0.sweeps } }
    /// What agents were told.
    public var told: [AgentControl] { state.withLock { $0.told } }
}
