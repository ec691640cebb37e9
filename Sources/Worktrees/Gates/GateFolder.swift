/// A folder of ours in which gates run: always exactly one tree, plus the caches that the project asked to keep.
///
/// Its index is kept beside it, so that a gate can change nothing that decides what is checked out next, and what the
/// last gate wrote is found by comparing with that index.
struct GateFolder: Sendable {
    let repository: Repository
    let path: String
    /// gitignore patterns of what survives.
    let keep: [String]

    private static let title = "skein gate 1\n"
    private var state: String { path + ".gate" }
    private var index: String { state + "/index" }
    private var exclusions: [String] { keep.map { "--exclude=" + $0 } }

    /// The repository's own git directory: its filters, such as git-lfs, apply as in the user's checkout.
    private var git: Git {
        var git = Git(directory: path, gitDirectory: repository.gitDirectory, workTree: path, index: index)
        git.settings = ["core.fileMode=true", "core.symlinks=true", "core.checkStat=default", "core.trustctime=true"]
        git.settings += ["core.bare=false", "core.ignoreStat=false", "clean.requireForce=false"]
        return git
    }

    /// Makes the folder hold exactly `tree`. First by what differs; if the result is not right, from nothing.
    func hold(_ tree: Tree, head: Commit?) async throws {
        try claim()
        let isRight: Bool
        do {
            isRight = try await bring(tree)
        } catch is GitFailure {
            isRight = false  // Something the last gate left is in the way: the second attempt starts from nothing.
        }
        if !isRight {
            try await deleteAll(path)
            try await deleteAll(index)
            try makeFolders(path)
            guard try await bring(tree) else { throw notReproduced(tree) }
        }
        if let head { try writeGitDirectory(head) }
    }

    /// Makes the folder ours, unless it has something in it and is not.
    private func claim() throws {
        if let bytes = readFile(state + "/marker"), bytes.elementsEqual(Self.title.utf8), fileKind(path) == .folder {
            return
        }
        let isFree = fileKind(path) == .nothing || Folder(path: path)?.entries()?.isEmpty == true
        let isOurs = readFile(state + "/marker") != nil
        guard isFree || isOurs else {
            throw GitFailure(
                .notOwned, attempted: "use the folder for gates", place: path,
                advice: "name a folder that does not exist yet, or an empty one")
        }
        try makeFolders(state)
        if fileKind(path) != .folder, fileKind(path) != .nothing {
            _ = Folder(path: parentFolder(path) ?? "/")?.delete(lastComponent(path))
        }
        try makeFolders(path)
        try writeFile(state + "/marker", Array(Self.title.utf8))
    }

    private func bring(_ tree: Tree) async throws -> Bool {
        let attempted = "check out the tree \(tree)"
        await offPool { [path, index] in
            let folder = Folder(path: path)
            _ = folder?.delete(".git")
            folder?.makeWritable()
            _ = Folder(path: parentFolder(index) ?? "/")?.delete("index.lock")
        }
        try await git.check(["read-tree", "--reset", "-u", tree.id], to: attempted, patience: Git.longPatience)
        try await git.check(["clean", "-ffdxq"] + exclusions, to: attempted, patience: Git.longPatience)
        let links = try await emptySubmodules(attempted)
        return links ? try await verify(tree, attempted) : false
    }

    /// Git does not look inside the folders of submodules, so what a gate left there is deleted here.
    private func emptySubmodules(_ attempted: String) async throws -> Bool {
        let list = try await git.check(["ls-files", "-z", "--stage"], to: attempted)
        let links = list.fields.filter { $0.starts(with: "160000 ".utf8) }
        return links.allSatisfy { link in
            guard let tab = link.firstIndex(of: UInt8(ascii: "\t")) else { return false }
            var folder = Folder(path: path)
            for part in link[(tab + 1)...].split(separator: UInt8(ascii: "/")) { folder = folder?.folder(text(part)) }
            return folder?.empty() ?? true
        }
    }

    /// Whether index and files equal the tree, and nothing else is there but what is kept.
    private func verify(_ tree: Tree, _ attempted: String) async throws -> Bool {
        async let written = git.check(["write-tree"], to: attempted)
        async let rest = git.check(["clean", "-ffdxn"] + exclusions, to: attempted, patience: Git.longPatience)
        let changed = try await git.check(
            ["diff-files", "-z", "--name-only", "--ignore-submodules=all"], to: attempted, patience: Git.longPatience)
        guard try await Tree(written.line) == tree, try await rest.bytes.isEmpty else { return false }
        for file in changed.paths.prefix(1000) {
            guard try await equalsCheckout(file, attempted) else { return false }
        }
        return changed.paths.count <= 1000
    }

    /// Whether a file that git calls changed is what git itself checks out: a file that was committed against the
    /// attributes of its repository (line ends, say) is "changed" even right after a checkout.
    private func equalsCheckout(_ file: RepositoryPath, _ attempted: String) async throws -> Bool {
        guard fileKind(bytes: Array(path.utf8) + [UInt8(ascii: "/")] + file.bytes) == .file else { return false }
        guard let name = String(validating: file.bytes, as: UTF8.self) else { return false }
        let expected = try await git.check(["cat-file", "--filters", ":0:" + name], to: attempted)
        return readFile(path + "/" + name, limit: Git.outputLimit) == expected.bytes
    }

    /// A `.git` for gates that ask git what they are: detached at `head`, an index that a gate may change at will.
    private func writeGitDirectory(_ head: Commit) throws {
        let keeper = Keeper(repository: repository, folder: path)
        try keeper.makeGitDirectory(path + "/.git", head: head.id, identity: nil)
        try writeFile(path + "/.git/index", readFile(index, limit: 256 << 20) ?? [])
    }

    private func notReproduced(_ tree: Tree) -> GitFailure {
        GitFailure(
            .treeNotReproduced, attempted: "check out exactly the tree \(tree)", place: path,
            advice:
                "run `git status` in a fresh clone: a filter or attribute of the repository changes files on checkout")
    }
}

extension Repository {
    /// Makes the private folder `folder` hold exactly `tree`, and verifies it: files, symbolic links, executable bits
    /// as in the tree, submodules empty, nothing untracked or ignored but what the gitignore patterns `keep` match.
    ///
    /// - Parameter head: gives the folder a throw-away `.git` detached at this commit; without it there is none.
    public func checkOut(_ tree: Tree, at folder: String, keep: [String], head: Commit? = nil) async throws {
        try check(folder: folder)
        try await Turns.take("folder " + folder) {
            try await GateFolder(repository: self, path: folder, keep: keep).hold(tree, head: head)
        }
    }
}
