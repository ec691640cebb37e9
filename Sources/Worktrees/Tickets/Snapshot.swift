import Glibc

extension Keeper {
    /// Writes the tree that a commit of all files in the folder on top of `parent` would have: tracked files as they
    /// are, untracked ones unless ignored, and those that the agent staged although they are ignored. Submodules stay
    /// as in `parent`: asking about them would run git inside them. The clone's index is not written.
    ///
    /// - Parameter nested: also takes the files of repositories that lie inside the folder, as plain files.
    func snapshot(over parent: Commit, nested: Bool = false) async throws -> Tree {
        do {
            return try await writeSnapshot(over: parent, nested: nested)
        } catch {
            clearUnfinishedObjects()
            throw error
        }
    }

    /// A git that found no room leaves what it had written, as much as there was room for; nobody else writes here.
    private func clearUnfinishedObjects() {
        guard let objects = Folder(path: path + "/objects") else { return }
        for entry in objects.entries() ?? [] where entry.kind == .folder {
            guard let folder = objects.folder(text(entry.name)) else { continue }
            for file in folder.entries() ?? [] where text(file.name).hasPrefix("tmp_") {
                _ = folder.delete(text(file.name))  // one that stays is found the next time
            }
        }
    }

    private func writeSnapshot(over parent: Commit, nested: Bool) async throws -> Tree {
        let attempted = "read the files of the worktree"
        try await readIndex(parent, to: attempted)
        async let staged = stagedPaths(over: parent)
        let changes = try await git.check(
            ["diff-files", "-z", "--name-status", "--no-renames", "--ignore-submodules=all"], to: attempted)
        var (present, gone) = sort(changes.fields)
        let copies = WorktreeCopies(worktree: folder).folders.map { Array($0.utf8) + [UInt8(ascii: "/")] }
        for path in try await others(to: attempted) + (try await staged)
        where !copies.contains(where: { path.starts(with: $0) }) {
            if path.last != UInt8(ascii: "/") {
                present.append(path)
            } else if nested {
                present += try nestedFiles(path)
            }
        }
        if nested { present += try await submoduleFiles(to: attempted) }
        let kinds = present.map { prepared($0) }
        gone += zip(present, kinds).filter { $1 == .nothing }.map { $0.0 }
        let savable = zip(present, kinds).filter { $1 == .file || $1 == .link }.map { $0.0 }
        try await update(["--force-remove"], gone, to: attempted)
        try await update(["--add", "--remove", "--replace"], savable, to: attempted)
        let output = try await git.check(["write-tree"], to: attempted)
        guard let tree = Tree(output.line) else { throw git.failure(output, to: attempted) }
        return tree
    }

    /// Makes our index that of `commit`, keeping what is known about unchanged files. A broken index is made anew.
    func readIndex(_ commit: Commit, to attempted: String) async throws {
        dropLock()
        guard try await git.run(["read-tree", "--reset", commit.id], to: attempted).status != 0 else { return }
        unlink(index)
        try await git.check(["read-tree", "--reset", commit.id], to: attempted)
    }

    /// Untracked paths that are not ignored; one of a repository inside ends with a slash.
    private func others(to attempted: String) async throws -> [ArraySlice<UInt8>] {
        let arguments = ["ls-files", "-z", "--others", "--exclude-standard"]
        let output = try await git.check(arguments, to: attempted, patience: Git.longPatience)
        guard output.errors.contains("could not open directory") else { return output.fields }
        // Git only warns of a folder that nobody may read, and its files would be lost.
        await offPool { [folder] in Folder(path: folder)?.makeWritable() }
        return try await git.check(arguments, to: attempted, patience: Git.longPatience).fields
    }

    /// Paths that are in the clone's index and not in `parent`; an index that git cannot read has nothing to tell.
    private func stagedPaths(over parent: Commit) async throws -> [ArraySlice<UInt8>] {
        let arguments = [
            "diff-index", "--cached", "-z", "--name-only", "--no-renames", "--diff-filter=A",
            "--ignore-submodules=all", parent.id,
        ]
        return try await withCloneIndex(arguments)?.fields ?? []
    }

    /// The tree that is staged in the clone; nil when git cannot make one of its index, as in a conflict.
    func stagedTree() async throws -> Tree? {
        try await withCloneIndex(["write-tree"]).flatMap { Tree($0.line) }
    }

    /// Runs git on a copy of the clone's index; nil when there is none or it is of no use.
    private func withCloneIndex(_ arguments: [String]) async throws -> Git.Output? {
        guard let bytes = CloneDirectory(folder)?.index else { return nil }
        var git = git
        let copy = path + "/agent-index"
        git.index = copy
        defer { unlink(copy) }
        try writeFile(copy, bytes)
        let output = try await git.run(arguments, to: "read the clone's index")
        return output.status == 0 ? output : nil
    }

    /// Splits `status NUL path NUL …` into what is to be read again and what is gone.
    private func sort(_ fields: [ArraySlice<UInt8>]) -> (present: [ArraySlice<UInt8>], gone: [ArraySlice<UInt8>]) {
        var present: [ArraySlice<UInt8>] = []
        var gone: [ArraySlice<UInt8>] = []
        for place in stride(from: 0, to: fields.count - 1, by: 2) {
            if fields[place].first == UInt8(ascii: "D") {
                gone.append(fields[place + 1])
            } else {
                present.append(fields[place + 1])
            }
        }
        return (present, gone)
    }

    /// What lies at the path; a file of ours that nobody may read is made readable.
    private func prepared(_ path: ArraySlice<UInt8>) -> FileKind {
        var full = (Array(folder.utf8) + [UInt8(ascii: "/")] + path).map { CChar(bitPattern: $0) }
        full.append(0)
        var status = stat()
        guard lstat(full, &status) == 0 else { return .nothing }
        let kind = fileKind(mode: status.st_mode)
        if kind == .file, status.st_mode & S_IRUSR == 0 { chmod(full, status.st_mode & 0o777 | S_IRUSR) }
        return kind
    }

    /// Files in the folders of submodules: git looks at none of them.
    private func submoduleFiles(to attempted: String) async throws -> [ArraySlice<UInt8>] {
        let list = try await git.check(["ls-files", "-z", "--stage"], to: attempted)
        let links = list.fields.filter { $0.starts(with: "160000 ".utf8) }
        return try links.flatMap { link in
            let path = link.drop { $0 != UInt8(ascii: "\t") }.dropFirst()
            return try nestedFiles(path + [UInt8(ascii: "/")])
        }
    }

    private func nestedFiles(_ path: ArraySlice<UInt8>) throws -> [ArraySlice<UInt8>] {
        var place = Folder(path: folder)
        for part in path.split(separator: UInt8(ascii: "/")) { place = place?.folder(text(part)) }
        var limit = 1_000_000
        let files = place?.files(below: Array(path), limit: &limit) ?? []
        guard limit > 0 else {
            throw GitFailure(
                .outputTooLarge, attempted: "read the files of a repository inside the worktree",
                place: folder + "/" + text(path), detail: "there are more than a million",
                advice: "move it away, or save it by hand and delete it")
        }
        return files.map { $0[...] }
    }

    private func update(_ options: [String], _ paths: [ArraySlice<UInt8>], to attempted: String) async throws {
        guard !paths.isEmpty else { return }
        let output = try await git.check(
            ["update-index", "-z"] + options + ["--stdin"], to: attempted, input: Array(paths.joined(separator: [0])),
            patience: Git.longPatience)
        // Git leaves out `git~1` and its like with a word, and success; the file would be lost.
        guard let ignored = output.errors.split(separator: "\n").first(where: { $0.hasPrefix("Ignoring path ") }) else {
            return
        }
        throw GitFailure(
            .invalidName, attempted: attempted, place: folder, detail: String(ignored),
            advice: "rename the file, or delete it: git takes its name in no commit")
    }
}
