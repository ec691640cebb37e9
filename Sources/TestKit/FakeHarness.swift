import Domain
import Orchestration

/// A harness whose processes are the fake world's.
public struct FakeHarness: ConversingHarness {
    let world: FakeWorld

    public init(_ world: FakeWorld) {
        self.world = world
    }

    public var capabilities: [Capability] { [] }

    public func hasStarted(_ assignment: Assignment) -> Bool {
        world.state.withLock { $0.processes[assignment.run.id]?.hasFolder == true }
    }

    public func start(_ assignment: Assignment) async throws {
        try world.step()
        world.state.withLock { state in
            let (run, ticket) = (assignment.run.id, assignment.ticket.id)
            if let other = state.processes.values.first(where: { $0.ticket == ticket && $0.ending == nil }) {
                state.violations.append("\(run) starts while \(other.run) works on \(ticket)")
            }
            if state.worktrees[ticket] != run { state.violations.append("\(run) starts without its worktree") }
            if state.processes[run] != nil { state.violations.append("\(run) was started twice") }
            state.processes[run] = FakeWorld.Process(run: run, ticket: ticket, ending: world.ending(assignment.ticket))
        }
        try world.step()
    }

    public func follow(
        _ assignment: Assignment, report: @escaping Report
    ) async throws -> Ending {
        try world.step()
        // What has no folder cannot be followed; what goes on of it is killed.
        let isLost = world.state.withLock { $0.processes[assignment.run.id]?.hasFolder != true }
        if isLost { world.end(assignment.run.id, .failed(.lost)) }
        while true {
            if let ending = world.state.withLock({ $0.processes[assignment.run.id]?.ending }) { return ending }
            await withTaskCancellationHandler {
                await wait(for: assignment.run.id)
            } onCancel: {
                let waiting = world.state.withLock { $0.waiting.removeValue(forKey: assignment.run.id) ?? [] }
                for follower in waiting { follower.resume() }
            }
            try Task.checkCancellation()
        }
    }

    private func wait(for run: Run.ID) async {
        await withCheckedContinuation { continuation in
            let goesOn = world.state.withLock { state in
                if state.processes[run]?.ending != nil || Task.isCancelled { return true }
                state.waiting[run, default: []].append(continuation)
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    public func tell(_ run: Run.ID, _ control: AgentControl) async throws -> Bool {
        world.state.withLock { $0.told.append(control) }
        return true
    }

    public func ask(_ assignment: Assignment, _ question: String) async throws -> String {
        throw WorldFailure("The fake world keeps no sessions.")
    }

    public func stop(_ assignment: Assignment) async {
        world.end(assignment.run.id, .stopped)
    }
}
