import Domain
import Foundation
import Orchestration
import Processes

/// The landing site of every project: candidates, gates and publication in its repository.
public struct TargetBranch: LandingSite {
    private let gates: GateRunner

    public init(gates: GateRunner) {
        self.gates = gates
    }

    public func candidate(for change: Change, in project: Project) async throws -> CandidateOutcome {
        let repository = try await Repository.open(project.definition.path)
        let target = try await base(repository, project)
        let head = try change.commit
        switch try await repository.candidate(target: target, branch: head) {
        case .merged(let tree): return .merged(Change.Candidate(target: target.id, tree: tree.id))
        case .conflict(let files, _): return .conflict(files: files.map(\.description))
        case .unrelated(let root): return .unrelated(root: root.id)
        case .nothingToLand: return .nothingToLand(target: target.id)
        }
    }

    public func run(
        _ gate: Gate, on candidate: Change.Candidate, for change: Change, in project: Project
    ) async throws -> GateResult {
        try await gates.run(gate, on: candidate, for: change, in: project)
    }

    public func commit(
        _ candidate: Change.Candidate, of change: Change, for work: Work, in project: Project
    ) async throws -> String {
        let repository = try await Repository.open(project.definition.path)
        let head = try change.commit
        let target = try parse(candidate.target)
        let parents = project.definition.strategy == .merge ? [target, head] : [target]
        guard let tree = Tree(candidate.tree) else { throw WorldFailure("\(candidate.tree) is no tree") }
        let message = """
            \(work.ticket.content.title)

            \(work.ticket.summary.isEmpty ? "" : work.ticket.summary + "\n\n")Skein-Ticket: \(work.ticket.id)
            Skein-Run: \(change.run)
            Skein-Change: \(change.id)

            """
        let commit = try await repository.commit(
            tree, parents: parents, message: message,
            signature: Signature(
                author: Identity(agent: work.agent), committer: Identity(name: "Skein", email: "skein@skein.invalid"),
                date: change.submittedAt.milliseconds / 1000))
        return commit.id
    }

    public func publish(_ commit: String, over target: String, in project: Project) async throws -> Publication {
        let repository = try await Repository.open(project.definition.path)
        let (new, old) = (try parse(commit), try parse(target))
        do {
            return try await move(repository, project, from: old, to: new)
        } catch let failure where failure is WorldFailure || failure is GitFailure {
            let isRefused: Bool
            do { isRefused = try await isAbsent(new, repository, project) } catch { throw failure }
            if isRefused { return .refused(reason: "\(failure)") }
            throw failure
        }
    }

    /// Whether neither the branch here nor the remote's has the commit.
    private func isAbsent(_ commit: Commit, _ repository: Repository, _ project: Project) async throws -> Bool {
        let branch = project.definition.target
        if try await repository.contains(commit, in: branch) { return false }
        guard let remote = project.definition.remote,
            let there = try await repository.fetchTip(remote: remote, branch: branch)
        else { return true }
        return try await !repository.isAncestor(commit, of: there)
    }

    private func move(
        _ repository: Repository, _ project: Project, from old: Commit, to new: Commit
    ) async throws -> Publication {
        let branch = project.definition.target
        if let remote = project.definition.remote {
            if let moved = try await push(new, over: old, to: remote, branch, repository) { return moved }
        }
        let tip = try await repository.branchTip(branch)
        guard let tip, try await repository.isAncestor(tip, of: old) else {
            if try await repository.contains(new, in: branch) { return .landed }
            return .targetMoved(to: tip?.id ?? "nothing")
        }
        let checkout = try await repository.checkout(of: branch)
        if case .moved(let actual) = try await repository.publish(branch: branch, expected: tip, new: new) {
            return .targetMoved(to: actual?.id ?? "nothing")
        }
        if project.definition.autoUpdateCheckout, let checkout, checkout.isClean {
            // The branch has moved already: files that cannot follow are told of by `skein sync`, never forced.
            try? await repository.updateCheckout(checkout.path, from: tip, to: new)
        }
        guard try await repository.contains(new, in: branch) else {
            throw WorldFailure(
                "\(branch) was moved to \(new) and does not contain it: look at the repository before going on")
        }
        return .landed
    }

    /// Where candidates are built: the local target, or the remote's when that is ahead of it.
    private func base(_ repository: Repository, _ project: Project) async throws -> Commit {
        let local = try await repository.targetTip(project)
        guard let remote = project.definition.remote else { return local }
        let branch = project.definition.target
        guard let there = try await repository.fetchTip(remote: remote, branch: branch), there != local else {
            return local
        }
        if try await repository.isAncestor(local, of: there) { return there }
        if try await repository.isAncestor(there, of: local) { return local }
        throw WorldFailure(
            "\(branch) and \(remote)/\(branch) have diverged: bring them together in \(project.definition.path), "
                + "then release the change.")
    }

    /// Nil when the remote has it now.
    private func push(
        _ new: Commit, over old: Commit, to remote: String, _ branch: String, _ repository: Repository
    ) async throws -> Publication? {
        let there = try await repository.fetchTip(remote: remote, branch: branch)
        if let there, try await repository.isAncestor(new, of: there) { return nil }
        if let there, !(try await repository.isAncestor(there, of: old)) { return .targetMoved(to: there.id) }
        switch try await repository.push(remote: remote, branch: branch, expected: there, new: new) {
        case .pushed: return nil
        case .rejected(let reason):
            let now = try await repository.fetchTip(remote: remote, branch: branch)
            if let now, now != there { return .targetMoved(to: now.id) }
            throw WorldFailure("\(remote) refused \(branch): \(reason). Allow it there, then release the change.")
        }
    }
}

func parse(_ id: String) throws -> Commit {
    guard let commit = Commit(id) else { throw WorldFailure("\(id) is no commit") }
    return commit
}

extension Change {
    fileprivate var commit: Commit {
        get throws { try parse(head) }
    }
}
