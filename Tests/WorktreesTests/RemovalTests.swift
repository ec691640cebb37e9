import Domain
import Glibc
import Testing

@testable import Worktrees

@Suite struct RemovalTests {
    private func remove(_ yard: Yard, _ worktree: Worktree, below root: String = "/worktrees") async throws -> Rescue? {
        try await yard.repository().removeWorktree(worktree, below: yard.root + root, at: someTime, because: .closed)
    }

    @Test func rescuesThenDeletesEverythingOfIt() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/locked/file", "x\n")
        chmod(worktree.path + "/locked", 0o555)
        let saved = try #require(try await remove(yard, worktree))
        #expect(try await yard.git("show", saved.reference + ":locked/file", in: yard.user) == "x")
        #expect(Folder(path: yard.root + "/worktrees")?.entries()?.isEmpty == true)
        await expectFailure(.notOwned) { _ = try await remove(yard, worktree) }
        let again = try await yard.worktree()
        #expect(try await !again.isDirty())
    }

    @Test("a file whose name git takes in no commit is not lost: nothing is removed", arguments: ["git~1", "x/.GIT/y"])
    func unsavable(_ name: String) async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/" + name, "precious\n")
        try yard.write(worktree.path + "/mine.txt", "mine\n")
        let unfinished = worktree.path + ".keeper/objects/51/tmp_obj_x"
        try yard.write(unfinished, "half")
        await expectFailure(.invalidName) { _ = try await remove(yard, worktree) }
        #expect(yard.exists(worktree.path + "/" + name) && yard.exists(worktree.path + "/mine.txt"))
        #expect(!yard.exists(unfinished), "what a full disk left goes")
    }

    @Test func refusesWhatIsNotOurs() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try makeFolders(yard.root + "/other")
        await expectFailure(.notOwned) { _ = try await remove(yard, worktree, below: "/other") }
        await expectFailure(.notOwned) { _ = try await remove(yard, worktree, below: "/worktrees/T-1") }
        await expectFailure(.notOwned) { _ = try await remove(yard, worktree, below: "/none") }
        func stranger(_ path: String) async throws -> Worktree {
            Worktree(repository: try await yard.repository(), path: path, branch: "skein/T-1", base: worktree.base)
        }
        let user = try await stranger(yard.user)
        await expectFailure(.notOwned) { _ = try await remove(yard, user, below: "") }
        symlink(yard.user, yard.root + "/worktrees/link")
        let link = try await stranger(yard.root + "/worktrees/link")
        await expectFailure(.notOwned) { _ = try await remove(yard, link) }
        symlink(yard.root, yard.root + "/worktrees/up")
        let through = try await stranger(yard.root + "/worktrees/up/user")
        await expectFailure(.notOwned) { _ = try await remove(yard, through) }
        // Another repository put in the place of the clone.
        try moveFolder(worktree.path, to: yard.root + "/moved")
        try await yard.git("clone", "-q", yard.user, worktree.path, in: yard.root)
        await expectFailure(.notOwned) { _ = try await remove(yard, worktree) }
        #expect(yard.exists("user/a.txt") && yard.exists(worktree.path + "/a.txt"))
    }

    @Test func aCloneThatItsAgentMadeAnewIsRescuedAndRemoved() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try await yard.delete(worktree.path + "/.git")
        try await yard.git("init", "-q", worktree.path, in: yard.root)
        try yard.write(worktree.path + "/new", "n\n")
        let commit = try await yard.commit("another history", in: worktree.path)
        let saved = try #require(try await remove(yard, worktree))
        #expect(saved.commit == commit.id && !saved.isFromFiles)
        #expect(!yard.exists(worktree.path))
    }

    @Test func aDestroyedCloneIsRescuedAndRemoved() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/new", "n\n")
        try await yard.delete(worktree.path + "/.git")
        let saved = try #require(try await remove(yard, worktree))
        #expect(saved.isFromFiles)
        #expect(!yard.exists(worktree.path))
    }
}
