import Glibc

/// The git directory that Skein uses on a folder that others write to: beside the folder, never inside it.
///
/// An agent may plant anything in its clone's `.git`: hooks, `core.fsmonitor`, filters, `include.path`, a promisor
/// remote with an upload-pack of its own. So no git process of ours ever has that `.git` as its git directory, not even
/// the upload-pack of a fetch. The keeper has a configuration of our own, an index of our own, and sees the clone's
/// commits only as objects, through `objects/info/alternates`. What comes out of it is fetched with every object
/// hashed and checked again.
struct Keeper: Sendable {
    let repository: Repository
    let folder: String
    let path: String

    init(repository: Repository, folder: String) {
        self.repository = repository
        self.folder = folder
        path = Keeper.path(of: folder)
    }

    static func path(of folder: String) -> String { folder + ".keeper" }

    var index: String { path + "/index" }

    /// Nobody else uses our index: a lock that was left is that of a killed git.
    func dropLock() { unlink(index + ".lock") }

    /// Git on the folder's files, with nothing of the clone's own configuration.
    var git: Git {
        // Large files stay pointers: `git-lfs` would otherwise fetch them over the network.
        var git = Git(directory: folder, gitDirectory: path, workTree: folder, index: index)
        git.variables = ["GIT_LFS_SKIP_SMUDGE": "1", "GIT_NO_LAZY_FETCH": "1"]
        return git
    }

    /// Makes the directory; what is there already stays.
    func create() throws {
        try makeGitDirectory(path, head: "ref: refs/heads/none", identity: nil)
        try see(clone: false)
    }

    /// A git directory without hooks or templates, whose objects include the repository's own.
    func makeGitDirectory(_ path: String, head: String, identity: Identity?) throws {
        try makeFolders(path + "/objects/info")
        try makeFolders(path + "/objects/pack")
        try makeFolders(path + "/refs/heads")
        try writeFile(path + "/config", Array(try configuration(identity).utf8))
        try writeFile(path + "/objects/info/alternates", Array((repository.objects + "\n").utf8))
        if repository.isShallow, let shallow = readFile(repository.gitDirectory + "/shallow", limit: 16 << 20) {
            try writeFile(path + "/shallow", shallow)
        }
        try writeFile(path + "/HEAD", Array((head + "\n").utf8))
    }

    private func configuration(_ identity: Identity?) throws -> String {
        let isPlain = repository.objectFormat == "sha1"
        var lines = ["[core]", "\trepositoryformatversion = \(isPlain ? 0 : 1)", "\tfilemode = true", "\tbare = false"]
        lines += ["\tlogallrefupdates = true", "[gc]", "\tauto = 0", "[maintenance]", "\tauto = false"]
        if !isPlain { lines += ["[extensions]", "\tobjectformat = " + repository.objectFormat] }
        if let identity {
            lines += ["[user]", "\tname = " + quoted(identity.name), "\temail = " + quoted(identity.email)]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func quoted(_ value: String) -> String {
        let escaped = value.flatMap { character -> String in
            switch character {
            case "\"", "\\": "\\" + String(character)
            case _ where character.isNewline: " "
            default: String(character)
            }
        }
        return "\"" + String(escaped) + "\""
    }

    /// Whether the objects of the clone are to be seen beside the repository's; with `damaged` also those of a `.git`
    /// that was replaced.
    func see(clone: Bool, damaged: Bool = false) throws {
        let objects = clone && CloneDirectory(folder)?.hasObjects == true ? [folder + "/.git/objects"] : []
        let more = damaged ? damagedClones.filter { fileKind($0 + "/objects") == .folder }.map { $0 + "/objects" } : []
        let lines = ([repository.objects] + objects + more).joined(separator: "\n") + "\n"
        try writeFile(path + "/objects/info/alternates", Array(lines.utf8))
    }

    /// The `.git` folders that an agent destroyed and that were replaced.
    var damagedClones: [String] {
        let names = (Folder(path: path)?.entries() ?? []).filter { $0.kind == .folder }.map { text($0.name) }
        return names.filter { $0.hasPrefix("damaged-") }.sorted().map { path + "/" + $0 }
    }

    /// Whether `commit` can be read.
    func has(_ commit: Commit) async throws -> Bool {
        try await git.run(["cat-file", "-e", commit.id + "^{commit}"], to: "look for \(commit)").status == 0
    }

    /// Brings `commit` and everything it needs into the repository as `reference`, checked object by object.
    func deliver(_ commit: Commit, as reference: String) async throws {
        if try await repository.tip(of: reference) == commit { return }
        try await deliver(object: commit.id, as: reference)
    }

    /// The same for a tag as well.
    func deliver(object: String, as reference: String) async throws {
        let repository = repository
        try await repository.exclusively {
            var git = repository.git
            git.settings += ["protocol.file.allow=always", "fetch.fsckObjects=true", "fetch.recurseSubmodules=false"]
            git.settings += ["fetch.writeCommitGraph=false", "fetch.prune=false"]
            let attempted = "bring \(object) into the repository as \(reference)"
            let arguments = [
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
                "--no-show-forced-updates", "--update-shallow", "--end-of-options", path, "+\(object):\(reference)",
            ]
            let output = try await repository.changing(reference) { [git] in
                try await git.run(arguments, to: attempted, patience: Git.longPatience)
            }
            guard output.status != 0 else { return }
            guard output.errors.contains("refusing to fetch into") else { throw git.failure(output, to: attempted) }
            throw GitFailure(
                .branchCheckedOut, attempted: attempted, place: repository.gitDirectory, detail: output.errors,
                advice: "check out another branch where the ticket's branch is checked out, then try again")
        }
    }
}
