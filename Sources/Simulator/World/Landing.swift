import Domain
import Orchestration
import TestKit

/// What a server asks of a repository: the contract of `LandingSite`.
extension World {
    func candidate(for change: Change) -> CandidateOutcome {
        guard let repository = repositories[change.project], let head = commits[change.head] else {
            return .unrelated(root: change.head)
        }
        let tip = repository.tip
        let new = head.patches.subtracting(tip.patches)
        if new.isEmpty { return .nothingToLand(target: tip.id) }
        let files = conflicts(new, tip.patches.subtracting(head.patches))
        if !files.isEmpty { return .conflict(files: files) }
        return .merged(Change.Candidate(target: tip.id, tree: merged(head, onto: tip).tree))
    }

    private func merged(_ head: Commit, onto tip: Commit) -> Commit {
        Commit(parents: [tip], patches: tip.patches.union(head.patches))
    }

    private func conflicts(_ ours: Set<Int>, _ theirs: Set<Int>) -> [String] {
        guard isFickle else { return [] }
        let pairs = ours.sorted().flatMap { our in theirs.sorted().map { (our, $0) } }
        return pairs.filter { Name.number(["conflict", "\($0)", "\($1)", "\(seed)"], below: 23) == 0 }
            .map { "file-\($0)-\($1)" }
    }

    /// What a gate says of a tree; one that is out of luck fails for no reason.
    mutating func run(
        _ gate: Gate, on candidate: Change.Candidate, for change: Change, luck: inout SeededGenerator
    ) -> GateResult {
        let patches = (commits[candidate.target]?.patches ?? []).union(commits[change.head]?.patches ?? [])
        let rarity = gate.name == "test" ? 8 : 40
        // What other people pushed is good, or nothing would land after their first mistake.
        let isBad = patches.contains {
            $0 > 0 && Name.number(["bad", gate.name, "\($0)", "\(seed)"], below: rarity) == 0
        }
        var verdict: GateResult.Verdict = isBad ? .failed : .passed
        if isFickle {
            switch luck.below(15) {
            case 0: verdict = .infraError
            case 1: verdict = .timedOut
            case 2: verdict = .failed
            default: break
            }
        }
        gateRuns.insert(GateRun(tree: candidate.tree, gate: gate, verdict: verdict))
        return GateResult(gate: gate, tree: candidate.tree, verdict: verdict, duration: .seconds(1), output: "said so")
    }

    mutating func commit(_ candidate: Change.Candidate, of change: Change) -> String {
        guard let head = commits[change.head], let target = commits[candidate.target] else { return change.head }
        let commit = merged(head, onto: target)
        commits[commit.id] = commit
        return commit.id
    }

    /// Moves the target branch from `target` to `commit`, or finds that it has moved.
    mutating func publish(_ commit: String, over target: String, in project: Project.ID) -> Publication {
        guard let repository = repositories[project], let new = commits[commit] else {
            return .refused(reason: "no such commit")
        }
        if repository.contains(commit) { return .landed }
        guard repository.tip.id == target else { return .targetMoved(to: repository.tip.id) }
        repositories[project]?.target.append(.init(commit: new, isOurs: true))
        return .landed
    }
}
