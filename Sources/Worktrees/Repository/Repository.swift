/// The user's repository, named by its common git directory. Nothing here touches its checkouts or their indexes,
/// except `updateCheckout`.
public struct Repository: Hashable, Sendable {
    /// The common git directory, absolute.
    public let gitDirectory: String
    /// Where its objects are, absolute.
    let objects: String
    /// `sha1` or `sha256`.
    let objectFormat: String
    let isShallow: Bool

    /// Opens the repository that `path` lies in: a work tree, a linked worktree, a bare repository or a git directory.
    public static func open(_ path: String) async throws -> Repository {
        let attempted = "open the repository"
        try await GitVersion.shared.check(place: path)
        if let known = await KnownRepositories.shared.repository(at: path) { return known }
        guard fileKind(path) == .folder else {
            throw GitFailure(
                .notARepository, attempted: attempted, place: path, detail: "no such folder",
                advice: "name a folder that exists and is a git repository")
        }
        let output = try await Git(directory: path).run(
            [
                "rev-parse", "--path-format=absolute", "--git-common-dir", "--git-path", "objects",
                "--show-object-format", "--is-shallow-repository",
            ], to: attempted)
        guard output.status == 0 else {
            guard output.errors.contains("not a git repository") else {
                throw Git(directory: path).failure(output, to: attempted)
            }
            throw GitFailure(
                .notARepository, attempted: attempted, place: path, detail: output.errors,
                advice: "run `git init` there and make a first commit, or name another folder")
        }
        let lines = output.lines
        guard lines.count == 4 else { throw Git(directory: path).failure(output, to: attempted) }
        let repository = Repository(
            gitDirectory: lines[0], objects: lines[1], objectFormat: lines[2], isShallow: lines[3] == "true")
        await KnownRepositories.shared.remember(repository, at: path)
        return repository
    }

    /// Git on this repository, apart from any of its work trees.
    var git: Git { Git(directory: gitDirectory, gitDirectory: gitDirectory) }

    /// The id that stands for "no object" in this repository.
    var zero: String { String(repeating: "0", count: objectFormat == "sha256" ? 64 : 40) }

    /// One at a time in this repository.
    func exclusively<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await Turns.take("repository " + gitDirectory, body)
    }
}

/// Checks git's version once per process.
actor GitVersion {
    static let shared = GitVersion()
    private var isFine = false

    func check(place: String) async throws {
        guard !isFine else { return }
        let attempted = "find out git's version"
        let line = try await Git(directory: "/").check(["version"], to: attempted).line
        guard Self.isSupported(line) else {
            throw GitFailure(
                .gitTooOld, attempted: attempted, place: place, detail: line,
                advice: "install git 2.38 or newer: `git merge-tree --write-tree` is needed")
        }
        isFine = true
    }

    /// Whether `git version` printed 2.38 or newer.
    static func isSupported(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        guard words.count >= 3 else { return false }
        let numbers = words[2].split(separator: ".").prefix(2).map { Int($0) ?? 0 }
        guard numbers.count == 2 else { return false }
        return numbers[0] > 2 || (numbers[0] == 2 && numbers[1] >= 38)
    }
}
