/// Work that was saved before its worktree changed or went away.
public struct Rescue: Hashable, Sendable {
    /// `refs/skein/rescue/<ticket>/<time>`, in the user's repository.
    public let reference: String
    public let commit: Commit
    /// The commit includes files that were not committed.
    public let hasUncommitted: Bool
    /// The clone's `.git` was of no use: the files were saved on top of the branch as the repository has it.
    public let isFromFiles: Bool
    /// References of other branches, and the stash, of the clone.
    public let others: [String]
}

extension Repository {
    /// Saves what the worktree has and this repository has not: uncommitted files (untracked ones unless ignored, and
    /// those of repositories inside), commits, other branches and the stash. Nil when there is nothing to save. Neither
    /// the worktree's files nor its index change.
    ///
    /// - Parameter time: seconds since 1970; a number is appended if that rescue exists.
    public func rescue(_ worktree: Worktree, ticket: String, at time: Int64) async throws -> Rescue? {
        try await rescue(worktree, ticket: ticket, at: time, always: false)
    }

    /// - Parameter always: also saves commits that a branch here reaches, because that branch is about to move.
    func rescue(_ worktree: Worktree, ticket: String, at time: Int64, always: Bool) async throws -> Rescue? {
        let prefix = "refs/skein/rescue/\(ticket)/\(time)"
        guard isValidReference(prefix), !ticket.contains("/") else {
            throw GitFailure(
                .invalidName, attempted: "rescue the work of \(ticket.debugDescription)", place: worktree.path,
                advice: "use a ticket's name that can be part of a branch name")
        }
        return try await worktree.exclusively {
            var salvage = Salvage(worktree: worktree, prefix: prefix, time: time)
            do {
                return try await salvage.fromClone(always: always)
            } catch is GitFailure {
                // Whatever is wrong with the clone's `.git`, the files are there.
                try worktree.keeper.see(clone: false)
                return try await salvage.fromFiles()
            }
        }
    }
}

/// One rescue under way.
private struct Salvage {
    let worktree: Worktree
    let prefix: String
    let time: Int64
    private var taken = 0

    private var repository: Repository { worktree.repository }
    private var keeper: Keeper { worktree.keeper }

    init(worktree: Worktree, prefix: String, time: Int64) {
        self.worktree = worktree
        self.prefix = prefix
        self.time = time
    }

    mutating func fromClone(always: Bool) async throws -> Rescue? {
        let head = try await worktree.readHead()
        let tree = try await keeper.snapshot(over: head, nested: true)
        let isDirty = try await tree != keeper.tree(of: head)
        let isNew = try await always ? head != worktree.base : !isKept(head)
        let commit = isDirty ? try await save(tree, over: head) : head
        let reference = isDirty || isNew ? try await deliver(commit) : nil
        let others = await saveOthers(than: head)
        guard let reference = reference ?? others.first else { return nil }
        return Rescue(
            reference: reference, commit: commit, hasUncommitted: isDirty, isFromFiles: false,
            others: others.filter { $0 != reference })
    }

    mutating func fromFiles() async throws -> Rescue? {
        let tip = try await repository.tip(of: "refs/heads/" + worktree.branch) ?? worktree.base
        let tree = try await keeper.snapshot(over: tip, nested: true)
        guard try await tree != keeper.tree(of: tip) else { return nil }
        let commit = try await save(tree, over: tip)
        let reference = try await deliver(commit)
        return Rescue(reference: reference, commit: commit, hasUncommitted: true, isFromFiles: true, others: [])
    }

    private func save(_ tree: Tree, over head: Commit) async throws -> Commit {
        try await keeper.git.commit(
            tree, parents: [head], message: "Uncommitted work of \(worktree.branch)\n", signature: .skein(at: time))
    }

    /// Gives the commit a reference that was free.
    private mutating func deliver(_ commit: Commit) async throws -> String {
        while true {
            let reference = taken == 0 ? prefix : "\(prefix)-\(taken + 1)"
            taken += 1
            if let tip = try await repository.tip(of: reference), tip != commit { continue }
            try await keeper.deliver(commit, as: reference)
            return reference
        }
    }

    /// Whether a branch or an earlier rescue here reaches the commit.
    private func isKept(_ commit: Commit) async throws -> Bool {
        guard try await repository.has(commit) else { return false }
        let output = try await repository.git.check(
            ["for-each-ref", "--count=1", "--contains", commit.id, "refs/heads", "refs/skein/rescue"],
            to: "see what reaches \(commit)")
        return !output.bytes.isEmpty
    }

    /// Saves the clone's other branches. One that is broken has nothing to save and must not stop the rest.
    private mutating func saveOthers(than head: Commit) async -> [String] {
        var saved: [String] = []
        var seen: Set<Commit> = [head]
        for (_, commit) in CloneDirectory(worktree.path)?.references ?? [] where seen.insert(commit).inserted {
            do {
                guard try await keeper.has(commit), try await !isKept(commit) else { continue }
                saved.append(try await deliver(commit))
            } catch {
                continue
            }
        }
        return saved
    }
}
