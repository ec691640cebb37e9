import Testing

@testable import Worktrees

@Suite struct ReturningTests {
    private func merge(_ yard: Yard, _ worktree: Worktree, _ target: Commit) async throws -> TargetMerged {
        try await yard.repository().mergeTarget(into: worktree, target: target, identity: person, date: someTime)
    }

    @Test func theAgentGetsTheCombination() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/new", "n\n")
        let own = try #require(try await worktree.commitAll(message: "own", identity: person, date: someTime))
        try yard.write("user/b.txt", "target\n")
        let target = try await yard.commitUser("target")
        guard case .merged(let commit, let renewed) = try await merge(yard, worktree, target) else {
            Issue.record("not merged")
            return
        }
        #expect(try await yard.git("show", "-s", "--format=%P", commit.id, in: worktree.path) == "\(own) \(target)")
        #expect(try await yard.head(worktree.path) == commit)
        #expect(yard.read(worktree.path + "/b.txt") == "target\n")
        #expect(try await yard.git("status", "--porcelain", in: worktree.path) == "")
        #expect(renewed.base == target)
        let collected = try await yard.repository().collect(renewed, into: "skein/T-1")
        #expect(collected.files == [RepositoryPath("new")])
        #expect(try await merge(yard, renewed, target) == .upToDate)
    }

    @Test func withoutOwnWorkItFastForwards() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write("user/b.txt", "target\n")
        let target = try await yard.commitUser("target")
        guard case .merged(target, _) = try await merge(yard, worktree, target) else {
            Issue.record("not merged")
            return
        }
    }

    @Test func uncommittedWorkIsNotMergedInto() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/new", "n\n")
        let target = try await yard.commitUser("target")
        await expectFailure(.worktreeNotClean) { _ = try await merge(yard, worktree, target) }
    }

    @Test func afterAConflictItStartsOver() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/a.txt", "one\nOURS\nthree\n")
        let own = try #require(try await worktree.commitAll(message: "own", identity: person, date: someTime))
        try yard.write("user/a.txt", "one\nTHEIRS\nthree\n")
        let target = try await yard.commitUser("target")
        guard case .conflict(let files, _) = try await merge(yard, worktree, target) else {
            Issue.record("merged")
            return
        }
        #expect(files == [RepositoryPath("a.txt")])
        #expect(try await worktree.head() == own)
        let restarted = try await repository.restart(worktree, from: target, at: someTime)
        #expect(restarted.rescue?.commit == own.id)
        #expect(restarted.patch?.text.contains("+OURS") == true)
        #expect(try await restarted.worktree.head() == target)
        #expect(restarted.worktree.base == target)
        #expect(yard.read(worktree.path + "/a.txt") == "one\nTHEIRS\nthree\n")
        #expect(try await repository.branchTip("skein/T-1") == target)
        #expect(try await yard.git("status", "--porcelain", in: worktree.path) == "")
        let empty = try await repository.restart(restarted.worktree, from: target, at: someTime)
        #expect(empty.rescue == nil && empty.patch == nil)
    }
}
