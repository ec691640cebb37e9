import Domain

extension Repository {
    /// The names of tickets whose branches are here.
    func ticketsWithBranches() async throws -> [String] {
        let output = try await git.check(
            ["for-each-ref", "--format=%(refname:lstrip=3)", "refs/heads/skein/"], to: "list the tickets' branches")
        return output.lines
    }

    /// Removes the branch of a ticket that landed. Commits that the target has not are saved as a rescue first. A
    /// branch that somebody has checked out stays.
    func removeLandedBranch(_ branch: String, of ticket: String, into target: Commit?, at time: Int64) async throws {
        let reference = "refs/heads/" + branch
        // What Skein committed of an agent's leftovers; usually a part of the branch.
        let work = "refs/skein/work/" + branch
        guard let tip = try await tip(of: reference), try await checkoutPath(of: branch) == nil else { return }
        var going = [reference: tip]
        if let left = try await self.tip(of: work) { going[work] = left }
        for commit in Set(going.values) {
            if let target, try await isAncestor(commit, of: target) { continue }
            if commit != tip, try await isAncestor(commit, of: tip) { continue }
            try await keep(commit, of: ticket, branch: branch, beyond: target, at: time)
        }
        let lines = going.map { "delete \($0.key) \($0.value.id)\n" }
        try await git.check(
            ["update-ref", "--no-deref", "--stdin"], to: "remove the branch", input: Array(lines.joined().utf8))
    }

    /// Gives a commit that is here the reference of a rescue, unless it has one of less than a day ago.
    private func keep(
        _ commit: Commit, of ticket: String, branch: String, beyond target: Commit?, at time: Int64
    ) async throws {
        guard let id = Rescue.ID(ticket: ticket, name: "\(time)") else { return }
        let base: Commit
        if let target { base = try await mergeBase(commit, target) } else { base = commit }
        var rescue = Rescue(id: id, reason: .landed, branch: branch, base: base.id, commit: commit.id)
        rescue.size = try await git.size(base, commit)
        if try await recentRescue(like: rescue, at: rescue.commit) != nil { return }
        let named = try await withFreeName(rescue)
        let tag = try await git.tag(named, at: rescue.commit)
        try await git.check(["update-ref", named.reference, tag, zero], to: "save \(rescue.branch)")
    }
}
