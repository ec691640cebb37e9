/// What a ticket's branch brings, after it was taken from the worktree into the repository.
public struct Collected: Hashable, Sendable {
    public let head: Commit
    /// Commits beyond the worktree's base.
    public let commits: Int
    /// Files that differ from the base.
    public let files: [RepositoryPath]
    /// Lines; binary files count as none.
    public let insertions: Int
    public let deletions: Int
}

extension Repository {
    /// Brings the worktree's HEAD into this repository as `refs/heads/<branch>`; commit first what must come along.
    public func collect(_ worktree: Worktree, into branch: String) async throws -> Collected {
        try Self.check(branch: branch, place: gitDirectory)
        let head = try await worktree.exclusively {
            let head = try await worktree.readHead()
            try await worktree.keeper.deliver(head, as: "refs/heads/" + branch)
            return head
        }
        return try await describe(head, beyond: worktree.base)
    }

    private func describe(_ head: Commit, beyond base: Commit) async throws -> Collected {
        let attempted = "compare \(head) with \(base)"
        async let counted = git.check(["rev-list", "--count", base.id + ".." + head.id], to: attempted)
        let numbers = try await git.check(
            ["diff-tree", "-r", "-z", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv", base.id, head.id],
            to: attempted, patience: Git.longPatience)
        var files: [RepositoryPath] = []
        var (insertions, deletions) = (0, 0)
        for field in numbers.fields {
            let parts = field.split(separator: UInt8(ascii: "\t"), maxSplits: 2)
            guard parts.count == 3 else { continue }
            // `-` for a binary file.
            insertions += Int(text(parts[0])) ?? 0
            deletions += Int(text(parts[1])) ?? 0
            files.append(RepositoryPath(bytes: parts[2]))
        }
        return Collected(
            head: head, commits: Int(try await counted.line) ?? 0, files: files, insertions: insertions,
            deletions: deletions)
    }
}
