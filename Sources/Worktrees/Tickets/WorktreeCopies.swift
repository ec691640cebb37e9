import Glibc

/// Folders that Skein put into a worktree for one run and that belong to no commit: recorded beside the worktree, where
/// the agent does not write.
struct WorktreeCopies: Sendable {
    let worktree: String

    private var keeper: String { Keeper.path(of: worktree) }
    private var record: String { keeper + "/copies" }

    /// Relative to the worktree, such as `.agents/skills/code-review`.
    var folders: [String] {
        let bytes = readFile(record) ?? []
        return bytes.split(separator: UInt8(ascii: "\n")).map { text($0) }
    }

    /// Removes what an earlier run was given; what a project meanwhile keeps in its place stays.
    func clear() async throws {
        let present = folders
        if present.isEmpty { return }
        for path in present where try await !isTracked(path) {
            let parts = path.split(separator: "/").map(String.init)
            let parent = Folder(path: worktree)?.descend(parts.dropLast().joined(separator: "/"), creating: false)
            _ = parent?.delete(parts[parts.count - 1])  // what stays is the agent's own doing, and still left out
        }
        try note([])
    }

    /// Records what of `names` can lie below `path` without being in anything's way, before it is put there.
    func claim(_ names: [String], below path: String) throws -> [String] {
        let place = Folder(path: worktree)?.descend(path, creating: false)
        let free = names.filter { place?.kind($0) ?? .nothing == .nothing }
        try note(free.map { "\(path)/\($0)" })
        return free
    }

    private func isTracked(_ path: String) async throws -> Bool {
        let git = Git(directory: worktree, gitDirectory: keeper, workTree: worktree, index: keeper + "/index")
        let output = try await git.run(["ls-files", "-z", "--", ":(literal)" + path], to: "look for \(path)")
        return output.status == 0 && !output.bytes.isEmpty
    }

    /// The record first: what is not in it is never removed, and what is in it is never committed.
    private func note(_ folders: [String]) throws {
        try writeFile(record, Array(folders.joined(separator: "\n").utf8))
        let lines = folders.map { "/" + $0.flatMap { "*?[\\".contains($0) ? "\\\($0)" : "\($0)" } + "/" }
        try makeFolders(keeper + "/info")
        try writeFile(keeper + "/info/exclude", Array((lines.joined(separator: "\n") + "\n").utf8))
        tellAgent(lines)
    }

    private static let (first, last) = ("# what Skein put here, not to be committed:", "# end of what Skein put here")

    /// The agent's own git is asked to leave them out too; its other lines stay.
    private func tellAgent(_ lines: [String]) {
        guard let place = Folder(path: worktree)?.folder(".git")?.folder("info", creating: true) else { return }
        let present = String(decoding: place.read("exclude", limit: 1 << 20) ?? [], as: UTF8.self)
        var others: [Substring] = []
        var isOurs = false
        for line in present.split(separator: "\n", omittingEmptySubsequences: true) {
            if line == Self.first { isOurs = true }
            if !isOurs { others.append(line) }
            if line == Self.last { isOurs = false }
        }
        let ours = lines.isEmpty ? [] : [Self.first] + lines + [Self.last]
        let all = others.map(String.init) + ours
        // When it cannot be written, our own snapshots leave them out all the same.
        _ = place.write("exclude", Array((all.joined(separator: "\n") + "\n").utf8))
    }
}
