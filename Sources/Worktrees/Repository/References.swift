extension Repository {
    /// The commit at the tip of `branch`; nil when there is no such branch. Throws `unbornBranch` when HEAD names the
    /// branch but it has no commit yet.
    public func branchTip(_ branch: String) async throws -> Commit? {
        try Self.check(branch: branch, place: gitDirectory)
        if let tip = try await tip(of: "refs/heads/" + branch) { return tip }
        guard try await headBranch() == branch else { return nil }
        throw GitFailure(
            .unbornBranch, attempted: "read the tip of \(branch)", place: gitDirectory,
            advice: "branch \(branch) has no commit yet: make a first commit")
    }

    /// The branch that HEAD names, born or not. Throws `detachedHead` when it names none.
    public func defaultBranch() async throws -> String {
        if let branch = try await headBranch() { return branch }
        throw GitFailure(
            .detachedHead, attempted: "find the default branch", place: gitDirectory,
            advice: "check out a branch there, or name the target branch in the configuration")
    }

    /// The proof of landing: whether `branch` reaches `commit`. False when this repository lacks the commit or branch.
    public func contains(_ commit: Commit, in branch: String) async throws -> Bool {
        try Self.check(branch: branch, place: gitDirectory)
        guard let tip = try await tip(of: "refs/heads/" + branch), try await has(commit) else { return false }
        return try await isAncestor(commit, of: tip)
    }

    /// The tree of a commit.
    public func tree(of commit: Commit) async throws -> Tree {
        let attempted = "read the tree of \(commit)"
        let output = try await git.check(
            ["rev-parse", "--verify", "--end-of-options", commit.id + "^{tree}"], to: attempted)
        guard let tree = Tree(output.line) else { throw git.failure(output, to: attempted) }
        return tree
    }

    func isAncestor(_ commit: Commit, of other: Commit) async throws -> Bool {
        let attempted = "see whether \(other) contains \(commit)"
        let output = try await git.run(["merge-base", "--is-ancestor", commit.id, other.id], to: attempted)
        guard output.status < 2 else { throw git.failure(output, to: attempted) }
        return output.status == 0
    }

    func has(_ commit: Commit) async throws -> Bool {
        try await git.run(["cat-file", "-e", commit.id + "^{commit}"], to: "look for \(commit)").status == 0
    }

    /// The commit that a full reference name points to.
    func tip(of reference: String) async throws -> Commit? {
        let output = try await git.run(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}"], to: "read \(reference)")
        return output.status == 0 ? Commit(output.line) : nil
    }

    private func headBranch() async throws -> String? {
        let output = try await git.run(["symbolic-ref", "--quiet", "HEAD"], to: "read HEAD")
        guard output.status == 0, output.line.hasPrefix("refs/heads/") else { return nil }
        return String(output.line.dropFirst("refs/heads/".count))
    }

    /// Compare-and-swap of one reference. Returns nil when done, else where the reference is instead.
    func move(_ reference: String, from old: Commit?, to new: Commit, because reason: String) async throws -> Found? {
        let attempted = "move \(reference) to \(new)"
        let output = try await changing(reference) {
            try await git.run(
                ["update-ref", "-m", reason, "--no-deref", reference, new.id, old?.id ?? zero], to: attempted)
        }
        if output.status == 0 { return nil }
        let now = try await tip(of: reference)
        guard now == old else { return Found(commit: now) }
        throw git.failure(output, to: attempted)
    }

    /// What a reference that moved away points to now; nil: it is gone.
    struct Found: Sendable { let commit: Commit? }

    /// Throws `invalidName` unless git would take the branch name.
    static func check(branch: String, place: String) throws {
        guard !isValidBranchName(branch) else { return }
        throw GitFailure(
            .invalidName, attempted: "use the branch name \(branch.debugDescription)", place: place,
            advice: "choose a branch name that `git check-ref-format --branch` accepts")
    }
}
