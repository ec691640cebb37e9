/// A ticket's private checkout: a clone that shares the repository's objects, with a `.git` of its own.
public struct Worktree: Hashable, Sendable {
    public let repository: Repository
    /// The folder, absolute.
    public let path: String
    public let branch: String
    /// The commit that the ticket's own work is counted from.
    public let base: Commit

    var keeper: Keeper { Keeper(repository: repository, folder: path) }

    /// The commit that the agent's HEAD is at. Throws `worktreeDamaged` when the clone's `.git` cannot be understood.
    public func head() async throws -> Commit {
        try await exclusively { try await readHead() }
    }

    /// The tree that a commit of the folder as it is now would have.
    public func content() async throws -> Tree {
        try await exclusively { try await keeper.snapshot(over: readHead()) }
    }

    /// Whether anything in the folder differs from `head()`: staged, changed, or untracked and not ignored.
    public func isDirty() async throws -> Bool {
        try await exclusively {
            let head = try await readHead()
            return try await keeper.snapshot(over: head) != keeper.tree(of: head)
        }
    }

    /// Files that differ between `base` and the folder as it is now, committed or not.
    public func changedFiles() async throws -> [RepositoryPath] {
        try await exclusively {
            let tree = try await keeper.snapshot(over: readHead())
            let output = try await keeper.git.check(
                ["diff-tree", "-r", "-z", "--name-only", "--no-renames", base.id, tree.id], to: "list the changed files"
            )
            return output.paths
        }
    }

    /// Commits everything that is not committed, untracked files too unless ignored; nil when there is nothing.
    /// The repository keeps the commit under `refs/skein/work/<branch>` until it is collected.
    public func commitAll(message: String, identity: Identity, date: Int64) async throws -> Commit? {
        try await exclusively {
            let head = try await readHead()
            let tree = try await keeper.snapshot(over: head)
            guard try await tree != keeper.tree(of: head) else { return nil }
            let signature = Signature(author: identity, committer: identity, date: date)
            let commit = try await keeper.git.commit(tree, parents: [head], message: message, signature: signature)
            // The clone reads it from the repository's objects.
            try await keeper.deliver(commit, as: "refs/skein/work/" + branch)
            try adopt(commit)
            return commit
        }
    }

    /// One operation of ours at a time, on a folder that is one.
    func exclusively<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await Turns.take("folder " + path) {
            guard fileKind(path) == .folder, fileKind(keeper.path) == .folder else {
                throw GitFailure(
                    .worktreeDamaged, attempted: "use the worktree", place: path, detail: "the folder is gone",
                    advice: "prepare the worktree again: it starts from the branch \(branch)")
            }
            try keeper.see(clone: true)
            return try await body()
        }
    }

    func readHead() async throws -> Commit {
        guard let head = CloneDirectory(path)?.head?.commit, try await keeper.has(head) else {
            throw GitFailure(
                .worktreeDamaged, attempted: "read HEAD of the worktree", place: path,
                advice: "rescue the worktree's files, or prepare it again with `resume` to give it a new .git")
        }
        return head
    }

    /// Makes the clone's HEAD and index those of the keeper's index, which holds `commit`.
    func adopt(_ commit: Commit) throws {
        guard let index = readFile(keeper.index, limit: 256 << 20),
            CloneDirectory(path)?.move(to: commit, index: index) == true
        else {
            throw GitFailure(
                .worktreeDamaged, attempted: "move the worktree to \(commit)", place: path,
                advice: "prepare the worktree again with `resume` to give it a new .git")
        }
    }
}

extension Keeper {
    func tree(of commit: Commit) async throws -> Tree {
        let attempted = "read the tree of \(commit)"
        let output = try await git.check(
            ["rev-parse", "--verify", "--end-of-options", commit.id + "^{tree}"], to: attempted)
        guard let tree = Tree(output.line) else { throw git.failure(output, to: attempted) }
        return tree
    }
}
