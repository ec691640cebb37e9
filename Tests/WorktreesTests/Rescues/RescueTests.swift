import Domain
import Glibc
import Testing

@testable import Worktrees

@Suite struct RescueTests {
    private func rescue(_ yard: Yard, _ worktree: Worktree) async throws -> Rescue? {
        try await yard.repository().rescue(worktree, at: someTime, because: .closed)
    }

    private func show(_ yard: Yard, _ rescue: Rescue, _ file: String) async throws -> String {
        try await yard.git("show", rescue.reference + ":" + file, in: yard.user)
    }

    @Test func nothingToSave() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/ignored.log", "x")
        #expect(try await rescue(yard, worktree) == nil)
        #expect(try await yard.git("for-each-ref", "refs/skein", in: yard.user) == "")
    }

    /// A git that was killed, with its server say, leaves its lock.
    @Test func aKilledGitsLockOfOurOwnReferencesIsRemoved() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let tip = try #require(try await repository.branchTip("main"))
        for reference in ["refs/heads/skein/T-9", "refs/heads/T-9"] {
            try yard.write(yard.user + "/.git/\(reference).lock", "")
        }
        #expect(try await repository.move("refs/heads/skein/T-9", from: nil, to: tip, because: "test") == nil)
        #expect(try await repository.tip(of: "refs/heads/skein/T-9") == tip)
        // That of a person stays as long as a git of theirs lives.
        let person = try LongGit(in: yard.user)
        try yard.write(yard.user + "/.git/refs/heads/T-9.lock", "")
        await #expect(throws: GitFailure.self) {
            try await repository.move("refs/heads/T-9", from: nil, to: tip, because: "test")
        }
        #expect(yard.exists(yard.user + "/.git/refs/heads/T-9.lock"))
        person.end()
        #expect(try await repository.move("refs/heads/T-9", from: nil, to: tip, because: "test") == nil)
    }

    @Test func savesDirtyUntrackedAndUnmerged() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/committed", "c\n")
        let head = try await yard.commit("c", in: worktree.path)
        try yard.write(worktree.path + "/a.txt", "dirty\n")
        try yard.write(worktree.path + "/untracked", "u\n")
        try yard.write(worktree.path + "/staged", "s\n")
        try await yard.git("add", "staged", in: worktree.path)
        let status = try await yard.git("status", "--porcelain", in: worktree.path)
        let index = try await yard.git("hash-object", "--no-filters", ".git/index", in: worktree.path)
        let before = try await yard.fingerprint()
        let saved = try #require(try await rescue(yard, worktree))
        #expect(saved.reference == "refs/skein/rescue/T-1/\(someTime)")
        #expect(saved.hasUncommitted && !saved.isFromFiles)
        #expect(try await yard.head(yard.user, saved.commit + "^") == head)
        for (file, content) in ["committed": "c", "a.txt": "dirty", "untracked": "u", "staged": "s"] {
            #expect(try await show(yard, saved, file) == content)
        }
        #expect(try await yard.git("hash-object", "--no-filters", ".git/index", in: worktree.path) == index)
        #expect(try await yard.git("status", "--porcelain", in: worktree.path) == status)
        #expect(try await yard.fingerprint() == before)
        // A second rescue at the same second does not replace another's work.
        try yard.write(worktree.path + "/later", "l\n")
        #expect(try await rescue(yard, worktree)?.reference == saved.reference + "-2")
        #expect(try await yard.head(yard.user, saved.reference + "^{commit}").id == saved.commit)
    }

    @Test func savesOnlyCommitsThatNothingReaches() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/committed", "c\n")
        let head = try await yard.commit("c", in: worktree.path)
        let saved = try #require(try await rescue(yard, worktree))
        #expect(saved.commit == head.id && !saved.hasUncommitted)
        _ = try await yard.repository().collect(worktree, into: "skein/T-1")
        #expect(try await rescue(yard, worktree) == nil)
    }

    @Test func savesOtherBranchesTheStashAndRepositoriesInside() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try await yard.git("checkout", "-q", "-b", "idea", in: worktree.path)
        try yard.write(worktree.path + "/idea", "i\n")
        let idea = try await yard.commit("idea", in: worktree.path)
        try await yard.git("pack-refs", "--all", in: worktree.path)
        try await yard.git("checkout", "-q", "skein/T-1", in: worktree.path)
        try yard.write(worktree.path + "/a.txt", "stashed\n")
        try await yard.git("stash", "-q", in: worktree.path)
        let stash = try await yard.head(worktree.path, "refs/stash")
        try await yard.git("init", "-q", worktree.path + "/inner", in: yard.root)
        try yard.write(worktree.path + "/inner/deep/file", "f\n")
        try await yard.git("add", "-A", in: worktree.path + "/inner")
        try await yard.git("commit", "-q", "-m", "inner", in: worktree.path + "/inner")
        let saved = try #require(try await rescue(yard, worktree))
        #expect(try await show(yard, saved, "inner/deep/file") == "f")
        var tips: Set<Commit> = []
        for other in saved.others { tips.insert(try await yard.head(yard.user, other)) }
        #expect(tips == [idea, stash])
    }

    @Test(arguments: ["rm -r .git", "HEAD", "objects", "head object", "link"]) func savesFilesOfABrokenClone(
        _ how: String
    ) async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/committed", "c\n")
        let head = try await yard.commit("c", in: worktree.path)
        try yard.write(worktree.path + "/untracked", "u\n")
        let git = worktree.path + "/.git"
        switch how {
        case "rm -r .git": try await yard.delete(git)
        case "HEAD": try yard.write(git + "/HEAD", "nonsense")
        case "objects": try await yard.delete(git + "/objects")
        case "head object": try yard.write(git + "/objects/\(head.id.prefix(2))/\(head.id.dropFirst(2))", "broken")
        default:
            try await yard.delete(git)
            symlink(yard.user + "/.git", git)
        }
        let saved = try #require(try await rescue(yard, worktree))
        #expect(saved.isFromFiles && saved.hasUncommitted)
        #expect(try await show(yard, saved, "committed") == "c")
        #expect(try await show(yard, saved, "untracked") == "u")
        #expect(try await yard.head(yard.user, saved.commit + "^") == worktree.base)
        let mended = try await yard.repository().prepareWorktree(
            at: worktree.path, branch: "skein/T-1", from: worktree.base, resume: true)
        #expect(try await mended.head() == worktree.base)
        #expect(try await mended.isDirty())
        #expect(try await yard.git("status", "--porcelain", in: worktree.path) == "?? committed\n?? untracked")
    }

    @Test func brokenBlobsAreReadFromTheFilesAgain() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/committed", "c\n")
        try await yard.commit("c", in: worktree.path)
        let blob = try await yard.git("rev-parse", "HEAD:committed", in: worktree.path)
        let place = worktree.path + "/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        unlink(place)
        try yard.write(place, "broken")
        try yard.write(worktree.path + "/untracked", "u\n")
        let saved = try #require(try await rescue(yard, worktree))
        #expect(try await show(yard, saved, "committed") == "c")
        #expect(try await show(yard, saved, "untracked") == "u")
    }
}
