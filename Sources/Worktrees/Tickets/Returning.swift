import Domain

/// What came of merging the target into a ticket's branch.
public enum TargetMerged: Hashable, Sendable {
    /// The branch had everything already.
    case upToDate
    /// The worktree is at this commit now, and counts its own work from the target.
    case merged(Commit, Worktree)
    case conflict(files: [RepositoryPath], messages: [String])
}

/// A worktree that starts over, and what it had before.
public struct Restarted: Hashable, Sendable {
    public let worktree: Worktree
    /// Nil when there was no work of the ticket's own.
    public let rescue: Rescue?
    /// The former work against its base; bounded.
    public let patch: Patch?
}

extension Repository {
    /// Merges the target into the ticket's branch when that is clean: a returning agent has the combination that
    /// failed. The worktree must have nothing uncommitted (`worktreeNotClean`).
    public func mergeTarget(
        into worktree: Worktree, target: Commit, identity: Identity, date: Int64
    ) async throws -> TargetMerged {
        try await worktree.exclusively {
            let keeper = worktree.keeper
            let head = try await worktree.readHead()
            guard try await keeper.snapshot(over: head) == keeper.tree(of: head) else {
                throw GitFailure(
                    .worktreeNotClean, attempted: "merge the target into \(worktree.branch)", place: worktree.path,
                    advice: "commit the worktree's files first")
            }
            let reference = "refs/heads/" + worktree.branch
            try await keeper.deliver(head, as: reference)
            if try await isAncestor(target, of: head) { return .upToDate }
            let signature = Signature(author: identity, committer: identity, date: date)
            let merged: Commit
            switch try await merge(target, into: head, branch: worktree.branch, signature) {
            case .success(let commit): merged = commit
            case .failure(let conflict): return .conflict(files: conflict.files, messages: conflict.messages)
            }
            // The files first: repeated after a crash, the files count as uncommitted work and nothing is lost.
            try await keeper.git.check(
                ["read-tree", "-m", "-u", head.id, merged.id], to: "check out \(merged)", patience: Git.longPatience)
            try await keeper.deliver(merged, as: reference)
            try worktree.adopt(merged)
            let renewed = Worktree(repository: self, path: worktree.path, branch: worktree.branch, base: target)
            if let number = Record(of: worktree.path)?.number { try Record(renewed, number: number).write() }
            return .merged(merged, renewed)
        }
    }

    private struct Conflict: Error {
        let files: [RepositoryPath]
        let messages: [String]
    }

    private func merge(
        _ target: Commit, into head: Commit, branch: String, _ signature: Signature
    ) async throws -> Result<Commit, Conflict> {
        if try await isAncestor(head, of: target) { return .success(target) }
        let tree: Tree
        switch try await candidate(target: head, branch: target) {
        case .conflict(let files, let messages): return .failure(Conflict(files: files, messages: messages))
        case .unrelated: return .failure(Conflict(files: [], messages: []))
        case .merged(let merged): tree = merged
        case .nothingToLand: tree = try await self.tree(of: head)
        }
        let message = "Merge \(target.id.prefix(12)) into \(branch)\n"
        return .success(try await git.commit(tree, parents: [head, target], message: message, signature: signature))
    }

    /// Starts the ticket's branch over from `base`: what the worktree had is saved as a rescue and returned as a patch
    /// of at most `limit` bytes, then folder and branch are made anew.
    public func restart(
        _ worktree: Worktree, from base: Commit, at time: Int64, limit: Int = 1 << 20, identity: Identity? = nil
    ) async throws -> Restarted {
        try requireOwned(worktree.path)
        let saved = try await rescue(worktree, at: time, because: .restarted, isMoving: true)
        let patch: Patch?
        if let commit = saved.flatMap({ Commit($0.commit) }) {
            patch = try await diff(worktree.base, commit, limit: limit)
        } else {
            patch = nil
        }
        let reference = "refs/heads/" + worktree.branch
        try await exclusively {
            let tip = try await tip(of: reference)
            guard let found = try await move(reference, from: tip, to: base, because: "skein: start over") else {
                return
            }
            throw GitFailure(
                .gitRefused, attempted: "start \(worktree.branch) over", place: gitDirectory,
                detail: "the branch moved to \(found.commit?.id ?? "nothing") meanwhile", advice: "try again")
        }
        try await discard(worktree.path)
        let renewed = try await prepareWorktree(
            at: worktree.path, branch: worktree.branch, from: base, resume: false, identity: identity)
        return Restarted(worktree: renewed, rescue: saved, patch: patch)
    }
}
