import Domain

/// Finds the commits that no branch of the user's repository reaches, with everything in sight of a keeper.
struct UnkeptWork: Sendable {
    let keeper: Keeper
    /// A branch that keeps nothing, because it is about to move.
    var movingBranch: String?

    /// Of `tips`, those that nothing else reaches: no branch, not `kept`, none of the others. A tip that cannot be read
    /// has nothing to save and must not stop the rest.
    func among(_ tips: [Commit], beside kept: Commit? = nil) async throws -> [Commit] {
        if tips.isEmpty { return [] }
        let readable = try await readable(tips)
        if let found = try await reduce(readable, kept) { return found }
        // One of the histories is broken: each is looked at alone.
        var found: [Commit] = []
        for tip in readable where try await reduce([tip], kept)?.isEmpty == false { found.append(tip) }
        return found
    }

    /// Nil when one of their histories is broken.
    private func reduce(_ tips: [Commit], _ kept: Commit?) async throws -> [Commit]? {
        guard !tips.isEmpty else { return [] }
        let excluded = movingBranch.map { ["--exclude=" + $0] } ?? []
        let arguments = ["rev-list", "--parents", "--stdin", "--not"] + excluded + ["--glob=refs/heads"]
        let lines = tips.map(\.id) + (kept.map { ["^" + $0.id] } ?? [])
        let output = try await git.run(
            arguments, to: "see what reaches the work", input: Array((lines.joined(separator: "\n") + "\n").utf8),
            patience: Git.longPatience)
        guard output.status == 0 else { return nil }
        let rows = output.lines.map { $0.split(separator: " ").map(String.init) }
        let reached = Set(rows.flatMap { $0.dropFirst() })
        let unkept = Set(rows.compactMap(\.first)).subtracting(reached)
        return tips.filter { unkept.contains($0.id) }
    }

    private func readable(_ tips: [Commit]) async throws -> [Commit] {
        let output = try await git.check(
            ["cat-file", "--batch-check=%(objecttype) %(objectname)"], to: "look for the worktree's commits",
            input: Array((tips.map(\.id).joined(separator: "\n") + "\n").utf8))
        let there = Set(output.lines.filter { $0.hasPrefix("commit ") }.map { String($0.dropFirst(7)) })
        return tips.filter { there.contains($0.id) }
    }

    /// The user's repository with its references, and the keeper's objects besides.
    private var git: Git {
        var git = keeper.repository.git
        let escaped = (keeper.path + "/objects").flatMap { "\"\\".contains($0) ? "\\\($0)" : "\($0)" }
        git.variables = ["GIT_ALTERNATE_OBJECT_DIRECTORIES": "\"" + String(escaped) + "\"", "GIT_NO_LAZY_FETCH": "1"]
        return git
    }
}
