import Foundation
import Testing

@testable import Worktrees

@Suite struct RepositoryTests {
    @Test func opensWorkTreesBareOnesAndLinkedOnes() async throws {
        let yard = try await Yard()
        try await yard.git("clone", "-q", "--bare", yard.user, yard.root + "/bare", in: yard.root)
        try await yard.git("worktree", "add", "-q", "-b", "side", yard.root + "/linked", in: yard.user)
        let main = try await yard.repository()
        #expect(main.gitDirectory == yard.user + "/.git")
        #expect(try await Repository.open(yard.root + "/linked") == main)
        #expect(try await Repository.open(yard.root + "/bare").defaultBranch() == "main")
        await expectFailure(.notARepository) { _ = try await Repository.open(yard.root) }
        await expectFailure(.notARepository) { _ = try await Repository.open(yard.root + "/none") }
    }

    @Test func aRepositoryThatChangedIsOpenedAnew() async throws {
        let yard = try await Yard()
        let first = try await yard.repository()
        #expect(try await yard.repository() == first)
        try await yard.commitUser("second")
        try await yard.git("clone", "-q", "--depth", "1", "file://" + yard.user, yard.root + "/copy", in: yard.root)
        #expect(try await Repository.open(yard.root + "/copy").isShallow)
        try await yard.git("fetch", "-q", "--unshallow", in: yard.root + "/copy")
        #expect(try await !Repository.open(yard.root + "/copy").isShallow)
        try await yard.git("init", "-q", "--object-format=sha256", yard.root + "/new", in: yard.root)
        try FileManager.default.removeItem(atPath: yard.user + "/.git")
        await expectFailure(.notARepository) { _ = try await yard.repository() }
        try FileManager.default.moveItem(atPath: yard.root + "/new/.git", toPath: yard.user + "/.git")
        #expect(try await yard.repository().objectFormat == "sha256")
    }

    @Test func tipsMissingAndUnborn() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        #expect(try await repository.branchTip("main") == yard.head(yard.user))
        #expect(try await repository.branchTip("other") == nil)
        await expectFailure(.invalidName) { _ = try await repository.branchTip("-x") }
        try await yard.git("init", "-q", "-b", "trunk", yard.root + "/empty", in: yard.root)
        let empty = try await Repository.open(yard.root + "/empty")
        #expect(try await empty.defaultBranch() == "trunk")
        #expect(try await empty.branchTip("main") == nil)
        await expectFailure(.unbornBranch) { _ = try await empty.branchTip("trunk") }
    }

    @Test func detachedHeadHasNoDefaultBranch() async throws {
        let yard = try await Yard()
        try await yard.git("checkout", "-q", "--detach", in: yard.user)
        let repository = try await yard.repository()
        await expectFailure(.detachedHead) { _ = try await repository.defaultBranch() }
        #expect(try await repository.checkout(of: "main") == nil)
        #expect(try await repository.branchTip("main") != nil)
    }

    @Test func provesLanding() async throws {
        let yard = try await Yard()
        let first = try await yard.head(yard.user)
        let side = try await yard.side("side", from: first) { try yard.write($0 + "/new", "n") }
        let repository = try await yard.repository()
        #expect(try await repository.contains(first, in: "main"))
        #expect(try await !repository.contains(side, in: "main"))
        #expect(try await !repository.contains(first, in: "none"))
        let unknown = try #require(Commit(String(repeating: "a", count: 40)))
        #expect(try await !repository.contains(unknown, in: "main"))
    }

    @Test func callersGitVariablesAreNotInherited() {
        #expect(inheritedEnvironment["GIT_DIR"] == nil)
        #expect(inheritedEnvironment["GIT_INDEX_FILE"] == nil)
        #expect(inheritedEnvironment["PATH"] != nil)
    }
}
