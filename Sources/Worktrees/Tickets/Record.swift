/// What a keeper remembers about its worktree, as lines of text.
struct Record: Hashable, Sendable {
    var folder: String
    var repository: String
    var branch: String
    var base: Commit

    private static let title = "skein worktree 1"

    init(_ worktree: Worktree) {
        folder = worktree.path
        repository = worktree.repository.gitDirectory
        branch = worktree.branch
        base = worktree.base
    }

    /// Nil when the folder has no keeper, or one that is not complete or is that of another folder.
    init?(of folder: String) {
        guard let bytes = readFile(Keeper.path(of: folder) + "/worktree") else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        guard lines.count == 5, lines[0] == Self.title, lines[1] == folder, let base = Commit(lines[4]) else {
            return nil
        }
        self.folder = folder
        repository = lines[2]
        branch = lines[3]
        self.base = base
    }

    func write() throws {
        let lines = [Self.title, folder, repository, branch, base.id]
        try writeFile(Keeper.path(of: folder) + "/worktree", Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}
