import Glibc

/// A working tree of the user's that has a branch checked out.
public struct CheckedOut: Hashable, Sendable {
    public let path: String
    /// Tracked files and index equal HEAD, and no merge, rebase or the like is under way.
    public let isClean: Bool
}

extension Repository {
    /// The working tree, main or linked, that has `branch` checked out. Reads only.
    public func checkout(of branch: String) async throws -> CheckedOut? {
        try Self.check(branch: branch, place: gitDirectory)
        guard let path = try await checkoutPath(of: branch), fileKind(path) == .folder else { return nil }
        let output = try await Git(directory: path).check(
            ["status", "--porcelain", "-z", "--untracked-files=no", "--ignore-submodules=dirty", "--no-renames"],
            to: "see whether the checkout is clean", patience: Git.longPatience)
        let isQuiet = try await isQuiet(path)
        return CheckedOut(path: path, isClean: output.bytes.isEmpty && isQuiet)
    }

    func checkoutPath(of branch: String) async throws -> String? {
        try await checkouts().first { $0.reference == "refs/heads/" + branch }?.path
    }

    /// The working trees, main and linked, each with the branch that it has checked out.
    func checkouts() async throws -> [(path: String, reference: String?)] {
        let output = try await git.check(["worktree", "list", "--porcelain", "-z"], to: "list the checkouts")
        var found: [(path: String, reference: String?)] = []
        for field in output.fields.map({ text($0) }) {
            let words = field.split(separator: " ", maxSplits: 1).map(String.init)
            switch words.first {
            case "worktree": found.append((words.last ?? "", nil))
            case "branch" where !found.isEmpty: found[found.count - 1].reference = words.last
            default: break
            }
        }
        return found
    }

    /// Whether no merge, rebase, cherry-pick, revert or bisection is under way in a checkout.
    private func isQuiet(_ path: String) async throws -> Bool {
        let output = try await Git(directory: path).check(
            ["rev-parse", "--absolute-git-dir"], to: "find the checkout's state")
        let signs = [
            "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "BISECT_LOG", "index.lock",
        ]
        return signs.allSatisfy { fileKind(output.line + "/" + $0) == .nothing }
    }

    /// Brings the files and index of the user's checkout at `path` from `old` to `new`, after the branch moved there.
    /// Refuses, and changes nothing, when tracked files or the index differ from `old` (`checkoutNotClean`) or when a
    /// file that git does not track, ignored or not, lies where one of `new` belongs (`untrackedInTheWay`).
    public func updateCheckout(_ path: String, from old: Commit, to new: Commit) async throws {
        let attempted = "update the checkout to \(new)"
        let git = Git(directory: path)
        try await exclusively {
            guard try await equals(path, old), try await self.isQuiet(path) else {
                throw GitFailure(
                    .checkoutNotClean, attempted: attempted, place: path, advice: Self.adviceForChanges(since: old))
            }
            let blockers = try await untracked(path, from: old, to: new)
            guard blockers.isEmpty else {
                throw GitFailure(
                    .untrackedInTheWay, attempted: attempted, place: path,
                    detail: blockers.prefix(20).map(\.description).joined(separator: ", "),
                    advice: "move these untracked files away, then try again")
            }
            // Files that were merely touched would otherwise count as changed.
            _ = try await git.run(["update-index", "-q", "--refresh"], to: attempted, patience: Git.longPatience)
            try await git.check(["read-tree", "-m", "-u", old.id, new.id], to: attempted, patience: Git.longPatience)
        }
    }

    /// The branch has moved beneath the changes: committed on it, or stashed and popped, they would take back what has
    /// landed, and `git reset --keep` would leave the old files as changes of the user's.
    private static func adviceForChanges(since old: Commit) -> String {
        "there are changes, and a commit or stash on this branch now would undo what has landed; give them a branch of "
            + "their own with `git branch mine \(old.id.prefix(10)) && git symbolic-ref HEAD refs/heads/mine`, "
            + "commit them there, and rebase it"
    }

    /// Whether tracked files and index of a checkout equal `commit`; looks at a copy of the index.
    private func equals(_ path: String, _ commit: Commit) async throws -> Bool {
        let attempted = "compare the checkout with \(commit)"
        let place = try await Git(directory: path).check(
            ["rev-parse", "--path-format=absolute", "--git-path", "index"], to: attempted
        ).line
        return try await withCopy(of: place) { copy in
            let git = Git(directory: path, index: copy)
            _ = try await git.run(["update-index", "-q", "--refresh"], to: attempted, patience: Git.longPatience)
            let files = try await git.run(
                ["diff-files", "--quiet", "--ignore-submodules=dirty"], to: attempted, patience: Git.longPatience)
            let staged = try await git.run(
                ["diff-index", "--cached", "--quiet", "--ignore-submodules=dirty", commit.id], to: attempted)
            return files.status == 0 && staged.status == 0
        }
    }

    /// Works on a copy of a user's index, so that the index itself is not touched.
    func withCopy<Result: Sendable>(
        of index: String, _ body: @Sendable (String) async throws -> Result
    ) async throws -> Result {
        let copy = index + ".skein-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        defer { unlink(copy) }
        if let bytes = readFile(index, limit: 1 << 30) { try writeFile(copy, bytes) }
        return try await body(copy)
    }

    /// Files of the checkout that git does not track and that lie where `new` has one that `old` has not, given that
    /// the checkout equals `old`. `read-tree` looks at this too, but overwrites ignored files.
    private func untracked(_ path: String, from old: Commit, to new: Commit) async throws -> [RepositoryPath] {
        let attempted = "look for untracked files in the way"
        let git = Git(directory: path)
        let output = try await git.check(
            ["diff-tree", "-r", "-z", "--name-status", "--no-renames", "--diff-filter=AD", old.id, new.id],
            to: attempted)
        let fields = output.fields
        let pairs = stride(from: 0, to: fields.count - 1, by: 2).map { (fields[$0].first, Array(fields[$0 + 1])) }
        let gone = Set(pairs.filter { $0.0 == UInt8(ascii: "D") }.map(\.1))
        var found: Set<RepositoryPath> = []
        for (status, file) in pairs where status == UInt8(ascii: "A") {
            guard let place = obstacle(to: file, in: path), !gone.contains(place.path) else { continue }
            if place.kind != .folder {
                found.insert(RepositoryPath(bytes: place.path))
            } else {
                let inside = RepositoryPath(bytes: place.path)
                let list = ["--literal-pathspecs", "ls-files", "-z", "--others", "--", inside.description]
                found.formUnion(try await git.check(list, to: attempted, patience: Git.longPatience).paths)
            }
        }
        return found.sorted { $0.description < $1.description }
    }

    /// What lies at the file's place, or the first thing on the way there that is no folder.
    private func obstacle(to file: [UInt8], in root: String) -> (path: [UInt8], kind: FileKind)? {
        let slash = UInt8(ascii: "/")
        let ends = file.indices.filter { file[$0] == slash } + [file.endIndex]
        for end in ends {
            let kind = fileKind(bytes: Array(root.utf8) + [slash] + file[..<end])
            if kind == .nothing { return nil }
            if kind != .folder || end == file.endIndex { return (Array(file[..<end]), kind) }
        }
        return nil
    }
}
