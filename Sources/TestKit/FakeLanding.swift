import Domain
import Orchestration

/// The target branch of the fake world; it refuses to move to a tree that was not gated.
public struct FakeLanding: LandingSite {
    let world: FakeWorld
    /// What a gate says of a change.
    let verdict: @Sendable (Change) -> GateResult.Verdict

    public init(_ world: FakeWorld, verdict: @escaping @Sendable (Change) -> GateResult.Verdict = { _ in .passed }) {
        self.world = world
        self.verdict = verdict
    }

    public func candidate(for change: Change, in project: Project) async throws -> CandidateOutcome {
        try world.step()
        let target = world.state.withLock { $0.target.last?.commit ?? "" }
        return .merged(Change.Candidate(target: target, tree: FakeWorld.identifier("tree", target, change.head)))
    }

    public func run(
        _ gate: Gate, on candidate: Change.Candidate, for change: Change, in project: Project
    ) async throws -> GateResult {
        try world.step()
        let verdict = verdict(change)
        world.state.withLock { state in
            state.gateRuns += 1
            if verdict == .passed { state.gated.insert(candidate.tree) }
        }
        try world.step()
        return GateResult(gate: gate, tree: candidate.tree, verdict: verdict, duration: .seconds(1), output: "said so")
    }

    public func commit(
        _ candidate: Change.Candidate, of change: Change, for work: Work, in project: Project
    ) async throws -> String {
        try world.step()
        return FakeWorld.identifier("commit", candidate.target, candidate.tree)
    }

    public func publish(_ commit: String, over target: String, in project: Project) async throws -> Publication {
        try world.step()
        let outcome: Publication = world.state.withLock { state in
            if state.target.contains(where: { $0.commit == commit }) { return .landed }
            guard let tip = state.target.last, tip.commit == target else {
                return .targetMoved(to: state.target.last?.commit ?? "")
            }
            let tree = state.gated.first { FakeWorld.identifier("commit", target, $0) == commit }
            if tree == nil { state.violations.append("\(commit) lands with a tree that no gate passed") }
            state.target.append((commit, tree ?? "?"))
            return .landed
        }
        try world.step()
        return outcome
    }
}
