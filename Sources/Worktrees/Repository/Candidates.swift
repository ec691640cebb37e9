import Glibc

/// What comes of merging a branch into its target, without any work tree.
public enum Candidate: Hashable, Sendable {
    /// The tree that would land.
    case merged(Tree)
    /// A person or an agent has to resolve these files; the messages are git's own.
    case conflict(files: [RepositoryPath], messages: [String])
    /// The two have no commit in common: the branch begins at this one.
    case unrelated(root: Commit)
    /// The target has everything already.
    case nothingToLand
}

extension Repository {
    /// Merges `branch` into `target` with `git merge-tree --write-tree`: no commit, reference or work tree changes.
    public func candidate(target: Commit, branch: Commit) async throws -> Candidate {
        let attempted = "merge \(branch) into \(target)"
        let output = try await git.run(
            ["merge-tree", "--write-tree", "-z", "--name-only", "--messages", target.id, branch.id], to: attempted,
            patience: Git.longPatience)
        switch output.status {
        case 0:
            guard let tree = Tree(text(output.fields.first)) else { throw git.failure(output, to: attempted) }
            return tree == (try await self.tree(of: target)) ? .nothingToLand : .merged(tree)
        // Status 1 is also that of a commit that is not there; git writes no tree then.
        case 1 where !output.bytes.isEmpty:
            return conflict(output.bytes)
        default:
            if let root = try await strangeRoot(of: branch, to: target) { return .unrelated(root: root) }
            throw git.failure(output, to: attempted)
        }
    }

    /// Where `branch` begins when it has no commit in common with `target`. Nil also where the repository is shallow:
    /// what is in common may be among the commits that it lacks.
    private func strangeRoot(of branch: Commit, to target: Commit) async throws -> Commit? {
        let attempted = "find what \(branch) and \(target) have in common"
        let base = try await git.run(["merge-base", target.id, branch.id], to: attempted)
        guard base.status == 1, !isShallow else { return nil }
        let roots = try await git.check(
            ["rev-list", "--max-parents=0", branch.id], to: "find where \(branch) begins", patience: Git.longPatience)
        return roots.lines.first.flatMap { Commit($0) }
    }

    /// `tree NUL (path NUL)* NUL (count NUL (path NUL)* type NUL message NUL)*`, as git-merge-tree(1) says.
    private func conflict(_ bytes: [UInt8]) -> Candidate {
        let fields = bytes.split(separator: 0, omittingEmptySubsequences: false)
        let files = fields.dropFirst().prefix { !$0.isEmpty }
        var messages: [String] = []
        var rest = fields.dropFirst(1 + files.count + 1)
        while let count = rest.popFirst().flatMap({ Int(text($0)) }), rest.count >= count + 2 {
            rest = rest.dropFirst(count)
            let kind = text(rest.removeFirst())
            let message = text(rest.removeFirst())
            if kind.hasPrefix("CONFLICT") {
                messages.append(message.split(whereSeparator: \.isNewline).joined(separator: " "))
            }
        }
        return .conflict(files: files.map { RepositoryPath(bytes: $0) }, messages: messages)
    }

    /// Writes a commit object: the same inputs give the same id.
    public func commit(
        _ tree: Tree, parents: [Commit], message: String, signature: Signature
    ) async throws -> Commit {
        try await git.commit(tree, parents: parents, message: message, signature: signature)
    }

    /// The patch from `base` to `head`, at most `limit` bytes of it.
    public func diff(_ base: Commit, _ head: Commit, limit: Int) async throws -> Patch {
        let file = gitDirectory + "/skein-patch-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        defer { unlink(file) }
        // Through a file: a pipe would have to be read to its end, or git killed.
        try await git.check(
            [
                "diff-tree", "-p", "-r", "-M", "--binary", "--full-index", "--no-color", "--no-ext-diff",
                "--no-textconv",
                "--output=" + file, base.id, head.id,
            ], to: "compare \(base) with \(head)", patience: Git.longPatience)
        let bytes = readStart(of: file, limit: limit + 1)
        return Patch(bytes: Array(bytes.prefix(limit)), isCut: bytes.count > limit)
    }
}

/// A patch that `git apply` takes, unless it was cut.
public struct Patch: Hashable, Sendable {
    public let bytes: [UInt8]
    /// There was more than the limit.
    public let isCut: Bool

    /// For people: bytes that are not UTF-8 are replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Who and when, for a commit object.
public struct Signature: Sendable {
    public let author: Identity
    public let committer: Identity
    /// Seconds since 1970, UTC, for both people.
    public let date: Int64

    public init(author: Identity, committer: Identity, date: Int64) {
        self.author = author
        self.committer = committer
        self.date = date
    }

    /// What Skein itself records, such as rescues.
    static func skein(at date: Int64) -> Signature {
        let skein = Identity(name: "Skein", email: "skein@localhost")
        return Signature(author: skein, committer: skein, date: date)
    }

    var variables: [String: String] {
        [
            "GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email, "GIT_AUTHOR_DATE": "@\(date) +0000",
            "GIT_COMMITTER_NAME": committer.name, "GIT_COMMITTER_EMAIL": committer.email,
            "GIT_COMMITTER_DATE": "@\(date) +0000",
        ]
    }
}

extension Git {
    func commit(_ tree: Tree, parents: [Commit], message: String, signature: Signature) async throws -> Commit {
        let attempted = "write a commit"
        var git = self
        git.variables.merge(signature.variables) { $1 }
        let output = try await git.check(
            ["commit-tree", tree.id] + parents.flatMap { ["-p", $0.id] } + ["-F", "-"], to: attempted,
            input: Array(message.utf8))
        guard let commit = Commit(output.line) else { throw git.failure(output, to: attempted) }
        return commit
    }
}

func text(_ bytes: ArraySlice<UInt8>?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

/// The name of a folder's entry, which ends with a zero.
func text(_ name: [CChar]) -> String { text(name.dropLast().map { UInt8(bitPattern: $0) }[...]) }
