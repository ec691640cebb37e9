import Domain
import Glibc

extension Repository {
    /// Deletes a worktree below `root`, after its work was rescued if no branch here has it.
    ///
    /// The folder must lie below `root` (symbolic links resolved) and be the folder that the record beside it was
    /// written for. Otherwise `notOwned`, and nothing changes. Safe to repeat after a kill at any step.
    ///
    /// - Parameter time: seconds since 1970.
    public func removeWorktree(
        _ worktree: Worktree, below root: String, at time: Int64, because reason: Rescue.Reason
    ) async throws -> Rescue? {
        let path = worktree.path
        try check(folder: path)
        guard let realRoot = realPath(root), let realParent = parentFolder(path).flatMap(realPath) else {
            throw notOwned(path, "the folder, or \(root), does not exist")
        }
        guard realParent == realRoot || realParent.hasPrefix(realRoot + "/") else {
            throw notOwned(path, "it is not below \(root)")
        }
        // Of a removal that was killed there may be left only what is beside the folder.
        if fileKind(path) != .nothing || Record(of: path) == nil { try requireOwned(path) }
        let saved = try await rescue(worktree, at: time, because: reason)
        try await discard(path)
        return saved
    }

    /// Throws `notOwned` unless Skein made the folder for a ticket of this repository.
    func requireOwned(_ path: String) throws {
        guard fileKind(path) == .folder else { throw notOwned(path, "it is not a folder") }
        guard let record = Record(of: path), record.repository == gitDirectory else {
            throw notOwned(path, "there is no record that Skein made it for this repository")
        }
        guard record.isTrue(of: path) else { throw notOwned(path, "it is not the folder that Skein made there") }
    }

    /// Deletes a worktree's folder, whose work was rescued, and what is beside it. The rename comes first and the
    /// record goes last, so that after a kill there is a whole worktree or one that is known to be on its way out.
    func discard(_ path: String) async throws {
        try await Turns.take("folder " + path) {
            try await clearLeftovers(of: path)
            if fileKind(path) != .nothing {
                try requireOwned(path)
                try moveFolder(path, to: path + ".dead")
                try await clearLeftovers(of: path)
            }
            try deleteKeeper(of: path)
        }
    }

    /// Deletes what a killed server left beside the folder: one half made, or one half deleted. Nobody works in either.
    func clearLeftovers(of path: String) async throws {
        for place in [path + ".dead", path + ".new"] where fileKind(place) != .nothing {
            // A folder is empty between its making and its record.
            if rmdir(place) == 0 { continue }
            guard Record(of: path)?.isTrue(of: place) == true else {
                throw notOwned(place, "there is no record that Skein made it")
            }
            try await deleteAll(place)
        }
    }

    private func deleteKeeper(of path: String) throws {
        let place = Keeper.path(of: path)
        guard fileKind(place) != .nothing else { return }
        if rmdir(place) == 0 { return }
        guard Record(of: path) != nil, let keeper = Folder(path: place) else {
            throw notOwned(place, "there is no record that Skein made it")
        }
        let isEmpty = keeper.empty(except: "worktree") && keeper.delete("worktree")
        guard isEmpty, rmdir(place) == 0 else { throw systemFailure("delete the folder", place) }
    }
}

/// A folder that Skein does not touch.
func notOwned(_ path: String, _ why: String) -> GitFailure {
    GitFailure(
        .notOwned, attempted: "remove the worktree", place: path, detail: why,
        advice: "look at the folder and move it away or delete it by hand; Skein leaves it alone")
}
