import Domain
import Glibc
import Orchestration

/// Commits one note at a time in the git that the workspace's folder is in, and nothing that a person has staged.
///
/// On the branch that is checked out; but never on one that work lands on, which only proven work moves: then on the
/// reference `refs/skein/memory`, which has nothing but notes and touches neither checkout nor index.
struct NoteCommits: Sendable {
    static let aside = "refs/skein/memory"

    let root: String
    /// An index of our own.
    let index: String
    let clock: any WallClock
    let projects: @Sendable () async throws -> [Project]

    /// Commits the note as its file is now.
    ///
    /// - Returns: whether nothing is left to do; false when a person's git is at work, and it is to be tried again.
    func commit(_ entry: PendingNotes.Entry) async throws -> Bool {
        let found = try await Git(directory: root).run(
            ["rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--show-prefix"], to: "find git")
        // Without git a note is only a file.
        guard found.status == 0, found.lines.count >= 2 else { return true }
        let ignored = try await Git(directory: root).run(
            ["check-ignore", "-q", "--", entry.id.path], to: "see whether notes are ignored")
        if ignored.status == 0 { return true }
        let head = try await Git(directory: root).run(["symbolic-ref", "-q", "--short", "HEAD"], to: "read HEAD")
        if head.status == 0, try await isTarget(head.line) {
            return try await commitAside(entry, prefix: found.lines.dropFirst(2).first ?? "")
        }
        if head.status != 0 || Self.isBusy(found.lines[1]) { return false }
        return try await commitHere(entry)
    }

    /// Whether work lands on the branch that is checked out.
    private func isTarget(_ branch: String) async throws -> Bool {
        let own = try await Repository.open(root).gitDirectory
        for project in try await projects() where !project.isRetired && project.definition.target == branch {
            // A project whose folder is gone lands nothing.
            if let other = try? await Repository.open(project.definition.path), other.gitDirectory == own {
                return true
            }
        }
        return false
    }

    /// Whether a person is in the middle of something: a commit would become a part of it.
    private static func isBusy(_ gitDirectory: String) -> Bool {
        ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG", "rebase-merge", "rebase-apply"].contains {
            fileKind("\(gitDirectory)/\($0)") != .nothing
        }
    }

    private func commitHere(_ entry: PendingNotes.Entry) async throws -> Bool {
        var git = Git(directory: root)
        let identity = Identity(agent: entry.agent)
        for role in ["AUTHOR", "COMMITTER"] {
            git.variables["GIT_\(role)_NAME"] = identity.name
            git.variables["GIT_\(role)_EMAIL"] = identity.email
        }
        let path = ":(literal)" + entry.id.path
        let attempted = "commit \(entry.id.path)"
        let status = try await git.check(
            ["status", "--porcelain", "-z", "--untracked-files=all", "--", path], to: attempted)
        if status.bytes.isEmpty { return true }
        for step in [["add", "-A", "--", path], ["commit", "-q", "--only", "-m", entry.reason, "--", path]] {
            guard try await runUnlocked(git, step, to: attempted) else { return false }
        }
        return true
    }

    /// Waits a little for the lock of somebody else's git; false when it is still there.
    private func runUnlocked(_ git: Git, _ arguments: [String], to attempted: String) async throws -> Bool {
        for attempt in 1...5 {
            let output = try await git.run(arguments, to: attempted)
            if output.status == 0 { return true }
            guard output.errors.contains(".lock': File exists") else { throw git.failure(output, to: attempted) }
            if attempt < 5 { try await Task.sleep(for: .milliseconds(200)) }
        }
        return false
    }

    private func commitAside(_ entry: PendingNotes.Entry, prefix: String) async throws -> Bool {
        let repository = try await Repository.open(root)
        let (path, attempted) = (prefix + entry.id.path, "commit \(entry.id.path) aside")
        let tip = try await repository.tip(of: Self.aside)
        let bytes = Folder(path: root)?.descend(entry.id.folder, creating: false)?
            .read(entry.id.name + ".md", limit: WorkspaceNotes.readLimit)
        // Forgotten before anything was committed.
        if tip == nil, bytes == nil { return true }
        var git = repository.git
        git.index = index
        unlink(index + ".lock")  // nobody else uses it: it is that of a git that was killed
        try await git.check(["read-tree", tip?.id ?? "--empty"], to: attempted)
        if let bytes {
            let blob = try await git.check(["hash-object", "-w", "--stdin"], to: attempted, input: bytes).line
            try await git.check(["update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)"], to: attempted)
        } else {
            try await git.check(["update-index", "--force-remove", "--", path], to: attempted)
        }
        let written = try await git.check(["write-tree"], to: attempted)
        guard let tree = Tree(written.line) else { throw git.failure(written, to: attempted) }
        if let tip, try await repository.tree(of: tip) == tree { return true }
        let identity = Identity(agent: entry.agent)
        let commit = try await repository.commit(
            tree, parents: tip.map { [$0] } ?? [], message: entry.reason + "\n",
            signature: Signature(author: identity, committer: identity, date: clock.now.milliseconds / 1000))
        return try await repository.move(Self.aside, from: tip, to: commit, because: "skein: \(entry.id)") == nil
    }
}

extension Note.ID {
    /// Its folder, relative to the workspace.
    var folder: String { owner.map { "memory/\($0)" } ?? "knowledge" }
}
