import Glibc
import Processes
import Testing

@testable import Worktrees

/// A temporary folder with real repositories in it, deleted at the end.
final class Yard: Sendable {
    let root: String
    /// The user's repository: a checkout of `main` with one commit.
    let user: String

    init(format: String = "sha1") async throws {
        var template = Array("/tmp/skein-yard-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw systemFailure("create a folder", "/tmp") }
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        user = root + "/user"
        try await git("init", "-q", "-b", "main", "--object-format=" + format, user, in: root)
        try await git("config", "user.name", "User", in: user)
        try await git("config", "user.email", "user@example.org", in: user)
        try write("user/a.txt", "one\ntwo\nthree\n")
        try write("user/b.txt", "b\n")
        try write("user/.gitignore", "ignored*\n")
        try await commitUser("first")
    }

    deinit { _ = Folder(path: "/tmp")?.delete(lastComponent(root)) }

    @discardableResult
    func git(
        _ arguments: String..., in folder: String, input: [UInt8]? = nil, failing: Bool = false
    ) async throws -> String {
        try await git(arguments, in: folder, input: input, failing: failing)
    }

    @discardableResult
    func git(
        _ arguments: [String], in folder: String, input: [UInt8]? = nil, failing: Bool = false
    ) async throws -> String {
        let environment = [
            "PATH": String(cString: getenv("PATH")), "HOME": root, "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C",
            "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@t", "GIT_COMMITTER_NAME": "T", "GIT_COMMITTER_EMAIL": "t@t",
        ]
        let finished = try await Program("git", arguments, in: folder, environment: environment)
            .run(input: input, timeout: .seconds(120), outputLimit: 64 << 20)
        let output = String(decoding: finished.output, as: UTF8.self)
        let isFine = finished.succeeded
        try #require(
            isFine != failing, "git \(arguments) in \(folder): \(String(decoding: finished.errors, as: UTF8.self))")
        return output.hasSuffix("\n") ? String(output.dropLast()) : output
    }

    /// Writes a file, relative to the root or absolute.
    func write(_ path: String, _ text: String, mode: mode_t = 0o644) throws {
        let full = place(path)
        try makeFolders(parentFolder(full) ?? "/")
        try writeFile(full, Array(text.utf8))
        chmod(full, mode)
    }

    func read(_ path: String) -> String? {
        readFile(place(path), limit: 1 << 24).map { String(decoding: $0, as: UTF8.self) }
    }
    func exists(_ path: String) -> Bool { fileKind(place(path)) != .nothing }
    func delete(_ path: String) async throws { try await deleteAll(place(path)) }
    private func place(_ path: String) -> String { path.hasPrefix("/") ? path : root + "/" + path }

    @discardableResult
    func commit(_ message: String, in folder: String) async throws -> Commit {
        try await git("add", "-A", in: folder)
        try await git("commit", "-q", "--allow-empty", "-m", message, in: folder)
        return try await head(folder)
    }

    @discardableResult
    func commitUser(_ message: String) async throws -> Commit { try await commit(message, in: user) }

    func head(_ folder: String, _ name: String = "HEAD") async throws -> Commit {
        try #require(Commit(try await git("rev-parse", "--verify", name, in: folder)))
    }

    func repository() async throws -> Repository { try await Repository.open(user) }

    /// A worktree `T-1` on `skein/T-1` from the user's HEAD.
    func worktree(_ name: String = "T-1") async throws -> Worktree {
        try await repository().prepareWorktree(
            at: root + "/worktrees/" + name, branch: "skein/" + name, from: head(user), resume: false)
    }

    /// A commit on a side branch of the user's repository, made without touching the checkout.
    func side(_ branch: String, from base: Commit, _ changes: (String) async throws -> Void) async throws -> Commit {
        let folder = root + "/side-" + branch
        try await git("clone", "-q", "--shared", "--no-checkout", user, folder, in: root)
        try await git("checkout", "-q", "--detach", base.id, in: folder)
        try await changes(folder)
        let commit = try await commit(branch, in: folder)
        try await git("fetch", "-q", folder, "+HEAD:refs/heads/" + branch, in: user)
        return commit
    }

    /// What must not change in the user's checkout.
    func fingerprint() async throws -> [String] {
        let index = try await git("hash-object", "--no-filters", user + "/.git/index", in: user)
        let status = try await git("--no-optional-locks", "status", "--porcelain", "--ignored", in: user)
        return [index, status, read("user/.git/HEAD") ?? "", read("user/.git/config") ?? "", read("user/a.txt") ?? ""]
    }
}

let person = Identity(name: "Ada", email: "ada@example.org")
let someTime: Int64 = 1_700_000_000

/// Expects a `GitFailure` with a code and a sentence of advice.
func expectFailure(_ code: GitFailure.Code, _ body: () async throws -> Void) async {
    do {
        try await body()
        Issue.record("no failure")
    } catch let failure as GitFailure {
        #expect(failure.code == code, "\(failure)")
        #expect(!failure.advice.isEmpty)
    } catch {
        Issue.record(error)
    }
}
