import Domain

extension Repository {
    /// Makes a new branch at `commit`; `branchExists` when there is one.
    func restore(_ commit: Commit, as branch: String) async throws {
        try Self.check(branch: branch, place: gitDirectory)
        let found = try await move("refs/heads/" + branch, from: nil, to: commit, because: "skein: restore")
        guard let found else { return }
        throw GitFailure(
            .branchExists, attempted: "restore into the branch \(branch)", place: gitDirectory,
            detail: "it is at \(found.commit?.id ?? "another object")",
            advice: "name a branch that does not exist yet")
    }

    /// Names the commit that the ticket's next run starts from. The same again changes nothing.
    func restore(_ commit: Commit, forNextRunOf ticket: String) async throws {
        let reference = Self.nextStart(of: ticket)
        guard let found = try await move(reference, from: nil, to: commit, because: "skein: restore"),
            found.commit != commit
        else { return }
        throw GitFailure(
            .restoreWaiting, attempted: "make the next run of \(ticket) start from \(commit)", place: gitDirectory,
            detail: "it starts from \(found.commit?.id ?? "another object") already",
            advice: "let that run start first, or take it back with `git update-ref -d \(reference)`")
    }

    static func nextStart(of ticket: String) -> String { "refs/skein/next/" + ticket }

    /// The commit that somebody chose for the ticket's next run.
    func nextStart(of ticket: String) async throws -> Commit? {
        try await tip(of: Self.nextStart(of: ticket))
    }

    /// Every ticket with a choice, and the commit that was chosen.
    func nextStarts() async throws -> [(ticket: String, commit: Commit)] {
        let prefix = Self.nextStart(of: "")
        let output = try await git.check(
            ["for-each-ref", "--format=%(objectname) %(refname)", prefix], to: "read what next runs start from")
        return output.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, words[1].hasPrefix(prefix), let commit = Commit(String(words[0])) else {
                return nil
            }
            return (String(words[1].dropFirst(prefix.count)), commit)
        }
    }

    /// Forgets the choice once a run has it; a later choice stays.
    func forgetNextStart(of ticket: String, at commit: Commit) async throws {
        let reference = Self.nextStart(of: ticket)
        guard try await tip(of: reference) == commit else { return }
        try await git.check(["update-ref", "-d", reference, commit.id], to: "forget \(reference)")
    }

    /// Removes rescues of before `limit`, each only if it is still what was looked at, and says when the oldest that
    /// is left was saved.
    func expireRescues(before limit: Instant) async throws -> Instant? {
        let stored = try await storedRescues()
        let old = stored.filter { $0.rescue.id.savedAt < limit }
        if !old.isEmpty {
            let lines = old.map { "delete \($0.rescue.reference) \($0.object)\n" }
            try await git.check(
                ["update-ref", "--no-deref", "--stdin"], to: "remove old rescues", input: Array(lines.joined().utf8))
        }
        return stored.map(\.rescue.id.savedAt).filter { $0 >= limit }.min()
    }
}
