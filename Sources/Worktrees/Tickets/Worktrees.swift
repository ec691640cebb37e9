import Glibc

extension Repository {
    /// Makes the ticket's private checkout at `folder`, on `branch`, or finds it again. Uses no network.
    ///
    /// The branch is created in this repository too, so that garbage collection here cannot take the base away.
    /// Repeating it with `resume` is safe: an existing worktree is returned as it is (with a new `.git` if the agent
    /// destroyed it), a missing folder is made from the branch as it is here.
    ///
    /// - Parameter identity: written to the clone's configuration as `user.name` and `user.email`.
    public func prepareWorktree(
        at folder: String, branch: String, from base: Commit, resume: Bool, identity: Identity? = nil
    ) async throws -> Worktree {
        try await openWorktree(at: folder, branch: branch, from: base, resume: resume, identity: identity).worktree
    }

    /// `prepareWorktree`, which also tells whether the folder was made just now.
    func openWorktree(
        at folder: String, branch: String, from base: Commit, resume: Bool, identity: Identity?
    ) async throws -> OpenedWorktree {
        try Self.check(branch: branch, place: gitDirectory)
        try check(folder: folder)
        return try await Turns.take("folder " + folder) {
            let known = Record(of: folder).flatMap { $0.repository == gitDirectory && $0.branch == branch ? $0 : nil }
            guard fileKind(folder) == .nothing else {
                guard resume, let known, fileKind(folder) == .folder else { throw occupied(folder) }
                try requireOwned(folder)
                let worktree = Worktree(repository: self, path: folder, branch: branch, base: known.base)
                try await mend(worktree, identity: identity)
                return OpenedWorktree(worktree: worktree, madeAt: nil)
            }
            let start = try await pin(branch, at: base, resume: resume)
            let origin = start == base ? base : try await mergeBase(start, base)
            let worktree = Worktree(
                repository: self, path: folder, branch: branch, base: resume ? known?.base ?? origin : base)
            try await build(worktree, at: start, identity: identity)
            return OpenedWorktree(worktree: worktree, madeAt: start)
        }
    }

    /// The worktree that the record beside the folder describes; nil when there is none of this repository.
    func worktree(at folder: String) -> Worktree? {
        guard let record = Record(of: folder), record.repository == gitDirectory else { return nil }
        return Worktree(repository: self, path: folder, branch: record.branch, base: record.base)
    }

    /// Creates or moves the branch here. Returns where the worktree starts.
    private func pin(_ branch: String, at base: Commit, resume: Bool) async throws -> Commit {
        let reference = "refs/heads/" + branch
        return try await exclusively {
            let tip = try await tip(of: reference)
            if let tip, tip == base || resume { return tip }
            if let tip, try await !isAncestor(tip, of: base) { throw exists(branch, at: tip) }
            if tip != nil, try await checkoutPath(of: branch) != nil { throw exists(branch, at: tip) }
            let found = try await move(reference, from: tip, to: base, because: "skein: start")
            if let found { throw exists(branch, at: found.commit) }
            return base
        }
    }

    private func build(_ worktree: Worktree, at start: Commit, identity: Identity?) async throws {
        let staging = worktree.path + ".new"
        try await clearLeftovers(of: worktree.path)
        // An index of an earlier folder knows files that are not there. The rest of its keeper stays: it may hold a
        // damaged `.git` with commits that nothing else has.
        unlink(worktree.keeper.index)
        worktree.keeper.dropLock()
        try worktree.keeper.create()
        try makeFolders(staging)
        guard let number = folderNumber(staging) else { throw systemFailure("create a folder", staging) }
        try Record(worktree, number: number).write()
        var git = worktree.keeper.git
        git.directory = staging
        git.workTree = staging
        try await git.check(
            ["read-tree", "-m", "-u", start.id], to: "check out \(start)", patience: Git.longPatience)
        try writeClone(worktree, in: staging, at: start, identity: identity)
        try moveFolder(staging, to: worktree.path)
    }

    /// Writes `.git` into `place`, with the keeper's index.
    private func writeClone(_ worktree: Worktree, in place: String, at start: Commit, identity: Identity?) throws {
        let path = place + "/.git"
        try worktree.keeper.makeGitDirectory(path, head: "ref: refs/heads/" + worktree.branch, identity: identity)
        let reference = path + "/refs/heads/" + worktree.branch
        try makeFolders(parentFolder(reference) ?? path)
        try writeFile(reference, Array((start.id + "\n").utf8))
        // What the ticket started from, for `git diff skein/base`.
        try makeFolders(path + "/refs/skein")
        try writeFile(path + "/refs/skein/base", Array((worktree.base.id + "\n").utf8))
        try writeFile(path + "/index", readFile(worktree.keeper.index, limit: 256 << 20) ?? [])
        try writeFile(path + "/" + CloneDirectory.marker, Array(CloneDirectory.markerText(worktree.path).utf8))
    }

    /// Gives a worktree whose `.git` was destroyed a new one, at the branch as it is here; the files stay.
    private func mend(_ worktree: Worktree, identity: Identity?) async throws {
        let keeper = worktree.keeper
        try keeper.see(clone: true)
        if let head = CloneDirectory(worktree.path)?.head?.commit, try await keeper.has(head) { return }
        try keeper.see(clone: false)
        let start = try await tip(of: "refs/heads/" + worktree.branch) ?? worktree.base
        try await keeper.readIndex(start, to: "give the worktree a new .git")
        let damaged = worktree.path + "/.git"
        if fileKind(damaged) != .nothing {
            try moveFolder(damaged, to: keeper.path + "/damaged-" + String(UInt64.random(in: 0 ... .max), radix: 36))
        }
        try writeClone(worktree, in: worktree.path, at: start, identity: identity)
    }

    func mergeBase(_ one: Commit, _ other: Commit) async throws -> Commit {
        let output = try await git.run(["merge-base", one.id, other.id], to: "find where the branch started")
        return Commit(output.line) ?? other
    }

    func check(folder: String) throws {
        let isPlain = folder.hasPrefix("/") && !folder.hasSuffix("/") && !folder.utf8.contains { $0 < 0x20 }
        guard isPlain, !folder.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }) else {
            throw GitFailure(
                .invalidName, attempted: "use the folder", place: folder,
                advice: "give an absolute path without `..`, control characters or a slash at the end")
        }
    }

    private func occupied(_ folder: String) -> GitFailure {
        GitFailure(
            .folderExists, attempted: "make a worktree", place: folder,
            advice: "Skein leaves it alone: move the folder away, or resume the worktree if it is this ticket's")
    }

    private func exists(_ branch: String, at tip: Commit?) -> GitFailure {
        GitFailure(
            .branchExists, attempted: "start the branch \(branch)", place: gitDirectory,
            detail: "it is at \(tip?.id ?? "another commit")",
            advice: "resume the ticket, or rename or delete the branch if nobody needs it")
    }
}

/// A worktree that is ready for use.
struct OpenedWorktree: Sendable {
    let worktree: Worktree
    /// The commit that its folder holds, made this moment and seen by nobody yet; nil when it was there before.
    let madeAt: Commit?
}
