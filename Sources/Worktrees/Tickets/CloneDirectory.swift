/// The `.git` of a clone, read and written as plain files: git itself would obey what is configured there.
struct CloneDirectory: Sendable {
    /// Where HEAD is.
    enum Head: Hashable, Sendable {
        /// On a branch; without a commit the branch is unborn.
        case branch(String, Commit?)
        case detached(Commit)

        var commit: Commit? {
            switch self {
            case .branch(_, let commit): commit
            case .detached(let commit): commit
            }
        }
    }

    static let marker = "skein-worktree"
    private let git: Folder

    /// Nil when the folder, or `.git` in it, is missing, a link or a file.
    init?(_ folder: String) {
        guard let git = Folder(path: folder)?.folder(".git") else { return nil }
        self.git = git
    }

    /// The same for the path of the `.git` itself.
    init?(git path: String) {
        guard let git = Folder(path: path) else { return nil }
        self.git = git
    }

    var hasObjects: Bool { git.kind("objects") == .folder }

    /// Whether the marker says that Skein made this clone at `folder`.
    func isMarked(for folder: String) -> Bool {
        git.read(Self.marker, limit: 8192).map { $0.elementsEqual(Self.markerText(folder).utf8) } ?? false
    }

    static func markerText(_ folder: String) -> String { "made by Skein at \(folder)\n" }

    /// Nil when HEAD cannot be understood.
    var head: Head? {
        guard let line = line(git.read("HEAD", limit: 4096)) else { return nil }
        if let commit = Commit(line) { return .detached(commit) }
        guard line.hasPrefix("ref: ") else { return nil }
        let reference = String(line.dropFirst(5).drop { $0 == " " })
        guard reference.hasPrefix("refs/heads/"), isValidReference(reference) else { return nil }
        return .branch(String(reference.dropFirst("refs/heads/".count)), loose(reference) ?? packed[reference])
    }

    /// Branch tips and the stash: at most 1,000, by name.
    var references: [(name: String, commit: Commit)] {
        var found = packed.filter { $0.key.hasPrefix("refs/heads/") || $0.key == "refs/stash" }
        if let heads = git.folder("refs")?.folder("heads") {
            var limit = 1000
            for file in heads.files(limit: &limit) {
                let name = "refs/heads/" + String(decoding: file, as: UTF8.self)
                if isValidReference(name), let commit = loose(name) { found[name] = commit }
            }
        }
        if let stash = loose("refs/stash") { found["refs/stash"] = stash }
        return found.sorted { $0.key < $1.key }.prefix(1000).map { (name: $0.key, commit: $0.value) }
    }

    /// Everything that HEAD ever was at, as far as its log says, and where a rebase or merge under way began: at most
    /// 10,000, the latest first.
    var history: [Commit] {
        let log = git.folder("logs")?.read("HEAD", limit: 64 << 20) ?? []
        let logged = log.split(separator: UInt8(ascii: "\n")).flatMap { line in
            line.split(separator: UInt8(ascii: " "), maxSplits: 2).prefix(2).compactMap { Commit(text($0)) }
        }
        let states = ["ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD"]
        let rebased = ["rebase-merge", "rebase-apply"].compactMap { git.folder($0)?.read("orig-head", limit: 4096) }
        let files = states.compactMap { git.read($0, limit: 4096) } + rebased
        let named = files.compactMap { file in line(file).flatMap { Commit($0) } }
        var seen: Set<Commit> = []
        return (named + logged.reversed()).filter { seen.insert($0).inserted }.prefix(10_000).map { $0 }
    }

    var index: [UInt8]? { git.read("index", limit: 256 << 20) }

    /// Moves HEAD, or the branch it is on, to `commit`, and replaces the index.
    func move(to commit: Commit, index: [UInt8]) -> Bool {
        let moved =
            switch head {
            case .branch(let branch, _): write("refs/heads/" + branch, commit.id + "\n")
            case .detached, nil: git.write("HEAD", Array((commit.id + "\n").utf8))
            }
        return moved && git.write("index", index)
    }

    private func write(_ reference: String, _ text: String) -> Bool {
        let parts = reference.split(separator: "/").map(String.init)
        var folder: Folder? = git
        for part in parts.dropLast() { folder = folder?.folder(part, creating: true) }
        return folder?.write(parts[parts.count - 1], Array(text.utf8)) ?? false
    }

    private func loose(_ reference: String) -> Commit? {
        let parts = reference.split(separator: "/").map(String.init)
        var folder: Folder? = git
        for part in parts.dropLast() { folder = folder?.folder(part) }
        return line(folder?.read(parts[parts.count - 1], limit: 4096)).flatMap { Commit($0) }
    }

    private var packed: [String: Commit] {
        guard let bytes = git.read("packed-refs", limit: 16 << 20) else { return [:] }
        var found: [String: Commit] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard words.count == 2, let commit = Commit(text(words[0])) else { continue }
            let name = text(words[1])
            if isValidReference(name) { found[name] = commit }
        }
        return found
    }

    private func line(_ bytes: [UInt8]?) -> String? {
        guard let bytes else { return nil }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        return line.isEmpty ? nil : text(line)
    }
}
