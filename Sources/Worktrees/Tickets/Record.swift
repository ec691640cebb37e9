import Glibc

/// What a keeper remembers about its worktree, as lines of text. It is the proof that Skein made the folder: it lies
/// beside the folder, and nothing that is written into the folder makes it true of another one.
struct Record: Hashable, Sendable {
    var folder: String
    var repository: String
    var branch: String
    var base: Commit
    /// The number of the folder's inode when it was made; moving the folder keeps it, replacing it does not.
    var number: UInt64

    private static let title = "skein worktree 2"

    init(_ worktree: Worktree, number: UInt64) {
        folder = worktree.path
        repository = worktree.repository.gitDirectory
        branch = worktree.branch
        base = worktree.base
        self.number = number
    }

    /// Nil when the folder has no keeper, or one that is not complete or is that of another folder.
    init?(of folder: String) {
        guard let keeper = Folder(path: Keeper.path(of: folder)), let bytes = keeper.read("worktree", limit: 1 << 20)
        else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        guard lines.count == 6, lines[0] == Self.title, lines[1] == folder, let base = Commit(lines[4]),
            let number = UInt64(lines[5])
        else { return nil }
        self.folder = folder
        repository = lines[2]
        branch = lines[3]
        self.base = base
        self.number = number
    }

    func write() throws {
        let lines = [Self.title, folder, repository, branch, base.id, "\(number)"]
        try writeFile(Keeper.path(of: folder) + "/worktree", Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// Whether what lies at `path` is the folder that was made: the same one, wherever it was moved, or (after a backup
    /// was restored) one with the marker.
    func isTrue(of path: String) -> Bool {
        guard fileKind(path) == .folder else { return false }
        return folderNumber(path) == number || CloneDirectory(path)?.isMarked(for: folder) == true
    }
}

/// The number of a folder's inode; nil when it is none, or a link.
func folderNumber(_ path: String) -> UInt64? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    return UInt64(status.st_ino)
}
