extension Repository {
    /// Deletes a worktree below `root`, after its work was rescued if no branch here has it.
    ///
    /// The folder must lie below `root` (symbolic links resolved), be a folder itself, carry the marker in its `.git`,
    /// or, if the agent destroyed that, be named by the keeper beside it. Otherwise `notOwned`, and nothing changes.
    public func removeWorktree(
        _ worktree: Worktree, below root: String, ticket: String, at time: Int64
    ) async throws
        -> Rescue?
    {
        let path = worktree.path
        try check(folder: path)
        guard let realRoot = realPath(root), let realParent = parentFolder(path).flatMap(realPath) else {
            throw notOwned(path, "the folder, or \(root), does not exist")
        }
        guard realParent == realRoot || realParent.hasPrefix(realRoot + "/") else {
            throw notOwned(path, "it is not below \(root)")
        }
        guard fileKind(path) == .folder else { throw notOwned(path, "it is not a folder") }
        guard let record = Record(of: path), record.repository == gitDirectory else {
            throw notOwned(path, "there is no record of it")
        }
        let clone = CloneDirectory(path)
        guard clone == nil || clone?.head == nil || clone?.isMarked(for: path) == true else {
            throw notOwned(path, "its .git is not of Skein's making")
        }
        let saved = try await rescue(worktree, ticket: ticket, at: time)
        try await discard(path)
        return saved
    }

    /// Deletes a worktree's folder and what is beside it. The rename comes first, so that a killed server leaves either
    /// a whole worktree or none.
    func discard(_ path: String) async throws {
        try await Turns.take("folder " + path) {
            let dead = path + ".dead"
            try await deleteAll(dead)
            if fileKind(path) != .nothing { try moveFolder(path, to: dead) }
            try await deleteAll(Keeper.path(of: path))
            try await deleteAll(dead)
        }
    }

    private func notOwned(_ path: String, _ why: String) -> GitFailure {
        GitFailure(
            .notOwned, attempted: "remove the worktree", place: path, detail: why,
            advice: "look at the folder and delete it by hand if nobody needs it")
    }
}
