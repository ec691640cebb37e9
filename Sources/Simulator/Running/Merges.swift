import Domain
import Orchestration
import Storage

/// What a server does with the merge queue, one step at a time: `MergesReconciler` without its waiting.
extension Simulation {
    func passOverMerges() throws {
        coverage.count("passes over merges")
        guard var server else { return }
        server.isMergesAwake = false
        let heads = try read { try $0.queueHeads() }
        for action in reconcileMerges(heads, busy: Set(server.mergings.keys))
        where server.mergings[action.change] == nil {
            server.mergings[action.change] = Merging(action: action)
            note("merges: \(action)")
        }
        self.server = server
    }

    func isRunnable(_ merging: Merging) -> Bool {
        if case .sleeping(let until) = merging.phase { until <= now } else { true }
    }

    /// One step of an action of the merge queue.
    func advance(_ id: Change.ID) throws {
        guard var merging = server?.mergings[id] else { return }
        do {
            try step(&merging)
        } catch is Rejection {
            merging.phase = .over
        } catch {
            switch merging.phase {
            case .givingUp: merging.phase = .sleeping(until: now + .seconds(5))
            case .begin, .recording, .sleeping, .over: merging.phase = .givingUp("\(error)")
            }
        }
        if case .over = merging.phase {
            server?.mergings[id] = nil
            server?.wake()
        } else {
            server?.mergings[id] = merging
        }
    }

    private func step(_ merging: inout Merging) throws {
        switch merging.phase {
        case .begin:
            guard let change = try read({ try $0.change(merging.action.change) }) else {
                merging.phase = .over
                return
            }
            merging.phase = try begin(merging.action, change)
        case .recording(let command):
            try perform(command, by: .server("merges"))
            merging.phase = .over
        case .givingUp(let reason):
            guard let command = merging.action.command(afterFailure: reason) else {
                merging.phase = .sleeping(until: now + .seconds(5))
                return
            }
            try perform(command, by: .server("merges"))
            merging.phase = .over
        case .sleeping, .over: merging.phase = .over
        }
    }

    private func begin(_ action: MergeAction, _ change: Change) throws -> Merging.Phase {
        note("\(action) of \(change.ticket)")
        switch action {
        case .buildCandidate(let id):
            let outcome = try ask { $0.candidate(for: change) }.get()
            return .recording(outcome.command(for: id))
        case .runGate(let id, let gate):
            guard let candidate = change.state.candidate else { return .over }
            var luck = luck
            let result = try ask { $0.run(gate, on: candidate, for: change, luck: &luck) }.get()
            self.luck = luck
            coverage.count("gates: \(result.verdict.rawValue)")
            return .recording(FinishGate(change: id, result: result))
        case .publish(let id):
            guard let candidate = change.state.candidate else { return .over }
            let commit = try ask { $0.commit(candidate, of: change) }.get()
            return .recording(BeginPublishing(change: id, commit: commit))
        case .settle(let id):
            guard case .publishing(let candidate, let commit) = change.state else { return .over }
            if strikes(weather.failures), world.repositories[change.project]?.contains(commit) == false {
                coverage.count("refused publications")
                let refused = Publication.refused(reason: "the branch is protected")
                return .recording(refused.command(for: id, publishing: commit, to: "main"))
            }
            let publication = try ask { $0.publish(commit, over: candidate.target, in: change.project) }.get()
            coverage.count(publication == .landed ? "publications" : "lost races")
            let command = publication.command(for: id, publishing: commit, to: "main")
            return .recording(command)
        case .hold(let id, let reason):
            return .recording(HoldChange(change: id, reason: reason))
        }
    }
}
