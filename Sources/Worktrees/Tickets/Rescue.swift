import Domain

extension Repository {
    /// Saves what the worktree has and no branch here has: uncommitted files (untracked ones unless ignored, those of
    /// repositories and submodules inside as plain files), what is staged, commits, other branches, the stash, and what
    /// was amended or reset away. Nil when there is nothing to save. Neither the worktree's index nor its HEAD changes.
    ///
    /// - Parameter time: seconds since 1970; a number is appended if that rescue exists.
    public func rescue(_ worktree: Worktree, at time: Int64, because reason: Rescue.Reason) async throws -> Rescue? {
        try await rescue(worktree, at: time, because: reason, isMoving: false)
    }

    /// - Parameter isMoving: the ticket's branch is about to move, so that it keeps nothing.
    func rescue(
        _ worktree: Worktree, at time: Int64, because reason: Rescue.Reason, isMoving: Bool
    ) async throws -> Rescue? {
        let naming = try RescueNaming(worktree, at: time, because: reason)
        let salvage = Salvage(worktree: worktree, naming: naming, isMoving: isMoving)
        guard fileKind(worktree.path) != .nothing else {
            return try await Turns.take("folder " + worktree.path) { try await salvage.fromKeeper() }
        }
        return try await worktree.exclusively {
            do {
                return try await salvage.fromClone()
            } catch is GitFailure {
                // Whatever is wrong with the clone's `.git`, the files are there.
                return try await salvage.fromFiles()
            }
        }
    }
}

/// One rescue under way.
private struct Salvage {
    let worktree: Worktree
    let naming: RescueNaming
    let isMoving: Bool

    private var repository: Repository { worktree.repository }
    private var keeper: Keeper { worktree.keeper }
    private var branch: String { "refs/heads/" + worktree.branch }

    func fromClone() async throws -> Rescue? {
        let head = try await worktree.readHead()
        let tree = try await keeper.snapshot(over: head, nested: true)
        let isDirty = try await tree != keeper.tree(of: head)
        let commit = isDirty ? try await commit(tree, over: head, "Uncommitted work of \(worktree.branch)\n") : head
        return try await save(commit, isDirty: isDirty, isFromFiles: false, staged: staged(over: head, beside: tree))
    }

    func fromFiles() async throws -> Rescue? {
        try keeper.see(clone: false)
        let tip = try await repository.tip(of: branch) ?? worktree.base
        let tree = try await keeper.snapshot(over: tip, nested: true)
        let isDirty = try await tree != keeper.tree(of: tip)
        let commit = isDirty ? try await commit(tree, over: tip, "Files of \(worktree.branch)\n") : tip
        try keeper.see(clone: true)
        let staged: Commit?
        // What the clone's objects are worth is not known.
        do { staged = try await self.staged(over: tip, beside: tree) } catch is GitFailure { staged = nil }
        return try await save(commit, isDirty: isDirty, isFromFiles: true, staged: staged)
    }

    /// The folder is gone: its keeper may hold a `.git` that was replaced.
    func fromKeeper() async throws -> Rescue? {
        guard !keeper.damagedClones.isEmpty else { return nil }
        return try await save(worktree.base, isDirty: false, isFromFiles: false, staged: nil)
    }

    private func save(_ commit: Commit, isDirty: Bool, isFromFiles: Bool, staged: Commit?) async throws -> Rescue? {
        try keeper.see(clone: true, damaged: true)
        var tips = keeper.tips(besides: staged)
        if isMoving, let tip = try await repository.tip(of: branch) { tips.append(tip) }
        let finder = UnkeptWork(keeper: keeper, movingBranch: isMoving ? branch : nil)
        var unkept = try await finder.among(tips, beside: commit)
        let isNew = isMoving && !isFromFiles ? commit != worktree.base : try await !finder.among([commit]).isEmpty
        var main = commit
        if !isDirty, !isNew {
            guard let first = unkept.first else { return nil }
            (main, unkept) = (first, Array(unkept.dropFirst()))
        }
        var rescue = try naming.rescue(of: main, branch: worktree.branch, base: worktree.base)
        (rescue.hasUncommitted, rescue.isFromFiles) = (isDirty, isFromFiles)
        rescue.size = try await keeper.git.size(worktree.base, main)
        return try await keeper.keep(rescue, unkept)
    }

    /// What is staged and is neither in HEAD nor in the files, as a commit.
    private func staged(over head: Commit, beside tree: Tree) async throws -> Commit? {
        guard let staged = try await keeper.stagedTree(), staged != tree else { return nil }
        let fromHead = try await keeper.git.differing(keeper.tree(of: head), staged)
        guard !fromHead.isEmpty, try await !fromHead.isDisjoint(with: keeper.git.differing(tree, staged)) else {
            return nil
        }
        return try await commit(staged, over: head, "Staged work of \(worktree.branch)\n")
    }

    /// The same work gives the same commit, so that a rescue repeated after a kill is known.
    private func commit(_ tree: Tree, over head: Commit, _ message: String) async throws -> Commit {
        let date = try await keeper.git.check(["show", "-s", "--format=%ct", head.id], to: "read \(head)")
        return try await keeper.git.commit(
            tree, parents: [head], message: message, signature: .skein(at: Int64(date.line) ?? 0))
    }
}

extension Keeper {
    /// Every commit that the clone, or one that it replaced, names, the latest first.
    fileprivate func tips(besides staged: Commit?) -> [Commit] {
        let clones = [CloneDirectory(folder)] + damagedClones.map { CloneDirectory(git: $0) }
        let named = clones.compactMap { $0 }.flatMap { clone in
            [clone.head?.commit].compactMap { $0 } + clone.references.map(\.commit) + clone.history
        }
        var seen: Set<Commit> = []
        return ([staged].compactMap { $0 } + named).filter { seen.insert($0).inserted }
    }

    /// Gives the work a reference that was free; the same rescue of less than a day ago is returned instead.
    fileprivate func keep(_ rescue: Rescue, _ others: [Commit]) async throws -> Rescue {
        guard !others.isEmpty else { return try await deliver(rescue, at: rescue.commit) }
        var whole = rescue
        whole.others = others.map(\.id)
        do {
            return try await deliver(whole, at: joined(rescue, others))
        } catch is GitFailure {
            // One of them is broken. It must not stop the rest.
            let main = try await deliver(rescue, at: rescue.commit)
            for other in others {
                var alone = rescue
                (alone.commit, alone.hasUncommitted) = (other.id, false)
                do { _ = try await deliver(alone, at: other.id) } catch is GitFailure { continue }
            }
            return main
        }
    }

    /// A commit that has them all as parents, with the files of the first.
    private func joined(_ rescue: Rescue, _ others: [Commit]) async throws -> String {
        guard let main = Commit(rescue.commit) else { throw git.damaged(rescue.commit) }
        let message = "Work of \(rescue.branch), and what else was in its worktree\n"
        return try await git.commit(
            tree(of: main), parents: [main] + others, message: message, signature: .skein(at: 0)
        ).id
    }

    private func deliver(_ rescue: Rescue, at target: String) async throws -> Rescue {
        if let known = try await repository.recentRescue(like: rescue, at: target) { return known }
        var rescue = rescue
        rescue = try await repository.withFreeName(rescue)
        let tag = try await git.tag(rescue, at: target)
        try await deliver(object: tag, as: rescue.reference)
        return rescue
    }
}
