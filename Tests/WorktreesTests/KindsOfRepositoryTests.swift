import Testing

@testable import Worktrees

/// The whole way of a ticket, through repositories of every kind.
@Suite struct KindsOfRepositoryTests {
    private func land(_ yard: Yard, _ repository: Repository, from base: Commit) async throws {
        let worktree = try await repository.prepareWorktree(
            at: yard.root + "/worktrees/T-1", branch: "skein/T-1", from: base, resume: false)
        try yard.write(worktree.path + "/new", "n\n")
        try await yard.commit("agent", in: worktree.path)
        // History can be walked to its end, also where it is cut.
        #expect(try await yard.git("log", "--format=%H", in: worktree.path).contains(base.id))
        let collected = try await repository.collect(worktree, into: "skein/T-1")
        #expect(collected.files == [RepositoryPath("new")] && collected.commits == 1)
        guard case .merged(let tree) = try await repository.candidate(target: base, branch: collected.head) else {
            Issue.record("not merged")
            return
        }
        try await repository.checkOut(tree, at: yard.root + "/gate", keep: [])
        #expect(yard.read("gate/new") == "n\n")
        let landed = try await repository.commit(
            tree, parents: [base], message: "Land",
            signature: Signature(author: person, committer: person, date: someTime))
        #expect(try await repository.publish(branch: "main", expected: base, new: landed) == .published)
        #expect(try await repository.contains(landed, in: "main"))
        let saved = try await repository.removeWorktree(
            worktree, below: yard.root + "/worktrees", at: someTime, because: .closed)
        #expect(saved == nil)
    }

    @Test(arguments: ["sha1", "sha256"]) func eitherHash(_ format: String) async throws {
        let yard = try await Yard(format: format)
        try await land(yard, yard.repository(), from: yard.head(yard.user))
    }

    @Test func bare() async throws {
        let yard = try await Yard()
        try await yard.git("clone", "-q", "--bare", yard.user, yard.root + "/bare", in: yard.root)
        try await land(yard, Repository.open(yard.root + "/bare"), from: yard.head(yard.user))
    }

    @Test func shallow() async throws {
        let yard = try await Yard()
        try yard.write("user/b.txt", "2\n")
        let head = try await yard.commitUser("second")
        try await yard.git("clone", "-q", "--depth", "1", "file://" + yard.user, yard.root + "/shallow", in: yard.root)
        let repository = try await Repository.open(yard.root + "/shallow")
        #expect(repository.isShallow)
        try await land(yard, repository, from: head)
    }

    @Test func withASubmodule() async throws {
        let yard = try await Yard()
        try yard.write("user/.gitmodules", "[submodule \"sub\"]\n\tpath = sub\n\turl = ./elsewhere\n")
        try await yard.git("update-index", "--add", "--cacheinfo", "160000,\(yard.head(yard.user)),sub", in: yard.user)
        try makeFolders(yard.user + "/sub")
        try await yard.commitUser("submodule")
        try await land(yard, yard.repository(), from: yard.head(yard.user))
        #expect(try await yard.git("ls-tree", "main", "sub", in: yard.user).hasPrefix("160000 commit"))
    }

    @Test func withAnAgentsDetachedHead() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try await yard.git("checkout", "-q", "--detach", in: worktree.path)
        try yard.write(worktree.path + "/new", "n\n")
        let commit = try await worktree.commitAll(message: "m", identity: person, date: someTime)
        #expect(try await yard.head(worktree.path) == commit)
        #expect(try await yard.repository().collect(worktree, into: "skein/T-1").head == commit)
    }

    @Test func thatBorrowsItsObjects() async throws {
        let yard = try await Yard()
        try await yard.git("clone", "-q", "--shared", yard.user, yard.root + "/borrower", in: yard.root)
        try await land(yard, Repository.open(yard.root + "/borrower"), from: yard.head(yard.user))
    }
}
