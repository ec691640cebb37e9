import Testing

@testable import Worktrees

@Suite struct CheckoutTests {
    @Test func findsWhereABranchIsCheckedOut() async throws {
        let yard = try await Yard()
        let linked = yard.root + "/linked\nfolder"
        try await yard.git("worktree", "add", "-q", "-b", "side", linked, in: yard.user)
        try await yard.git("branch", "free", in: yard.user)
        let repository = try await yard.repository()
        #expect(try await repository.checkout(of: "main") == CheckedOut(path: yard.user, isClean: true))
        #expect(try await repository.checkout(of: "side") == CheckedOut(path: linked, isClean: true))
        #expect(try await repository.checkout(of: "free") == nil)
        try yard.write("user/untracked", "u")
        #expect(try await repository.checkout(of: "main")?.isClean == true)
        try yard.write("user/a.txt", "changed\n")
        #expect(try await repository.checkout(of: "main")?.isClean == false)
        try yard.write(linked + "/staged", "s")
        try await yard.git("add", "staged", in: linked)
        #expect(try await repository.checkout(of: "side")?.isClean == false)
    }

    @Test func anUnfinishedMergeIsNotClean() async throws {
        let yard = try await Yard()
        let base = try await yard.head(yard.user)
        _ = try await yard.side("side", from: base) { try yard.write($0 + "/n", "n") }
        try yard.write("user/b.txt", "more\n")
        try await yard.commitUser("more")
        try await yard.git("merge", "-q", "--no-commit", "-s", "ours", "side", in: yard.user)
        #expect(try await yard.repository().checkout(of: "main")?.isClean == false)
    }

    /// `main` of the user's checkout, moved to a commit that adds, changes and removes files.
    private func landed(_ yard: Yard) async throws -> (old: Commit, new: Commit) {
        let old = try await yard.head(yard.user)
        let new = try await yard.side("side", from: old) {
            try yard.write($0 + "/a.txt", "one\nlanded\nthree\n")
            try yard.write($0 + "/added/file", "a\n")
            try yard.write($0 + "/ignored-added", "a\n")
            try await yard.git("add", "-f", "ignored-added", in: $0)
            try await yard.delete($0 + "/b.txt")
        }
        #expect(try await yard.repository().publish(branch: "main", expected: old, new: new) == .published)
        return (old, new)
    }

    @Test func updatesACleanCheckout() async throws {
        let yard = try await Yard()
        try yard.write("user/untracked", "u\n")
        let (old, new) = try await landed(yard)
        // A new time on an unchanged file is no change.
        try yard.write("user/a.txt", "one\ntwo\nthree\n")
        try await yard.repository().updateCheckout(yard.user, from: old, to: new)
        #expect(try await yard.git("status", "--porcelain", in: yard.user) == "?? untracked")
        #expect(yard.read("user/added/file") == "a\n")
        #expect(!yard.exists("user/b.txt"))
    }

    @Test func refusesADirtyCheckout() async throws {
        let yard = try await Yard()
        let (old, new) = try await landed(yard)
        try yard.write("user/a.txt", "mine\n")
        let before = try await yard.fingerprint()
        let repository = try await yard.repository()
        await expectFailure(.checkoutNotClean) { try await repository.updateCheckout(yard.user, from: old, to: new) }
        #expect(try await yard.fingerprint() == before)
    }

    /// A commit on the moved branch would undo what landed; what the failure advises must not.
    @Test func theAdviceForADirtyCheckoutKeepsWhatLanded() async throws {
        let yard = try await Yard()
        let (old, new) = try await landed(yard)
        try yard.write("user/a.txt", "one\ntwo\nmine\n")
        let failure = await #expect(throws: GitFailure.self) {
            try await yard.repository().updateCheckout(yard.user, from: old, to: new)
        }
        let branch = "git branch mine \(old.id.prefix(10))"
        let head = "git symbolic-ref HEAD refs/heads/mine"
        #expect(failure?.advice.contains("`\(branch) && \(head)`") == true, "\(failure?.advice ?? "")")
        try await yard.git("branch", "mine", String(old.id.prefix(10)), in: yard.user)
        try await yard.git("symbolic-ref", "HEAD", "refs/heads/mine", in: yard.user)
        #expect(try await yard.git("diff", "--name-only", "HEAD", in: yard.user) == "a.txt")
        try await yard.git("commit", "-q", "-a", "-m", "mine", in: yard.user)
        #expect(try await yard.git("diff", "--name-only", old.id, "mine", in: yard.user) == "a.txt")
        #expect(try await yard.git("rev-parse", "main", in: yard.user) == new.id)
    }

    @Test(arguments: ["added/file", "added", "ignored-added"]) func refusesToOverwriteUntracked(
        _ name: String
    ) async throws {
        let yard = try await Yard()
        let (old, new) = try await landed(yard)
        try yard.write("user/" + name, "mine\n")
        if name == "added" { try yard.write("user/.git/info/exclude", "added\n") }
        let before = try await yard.fingerprint()
        let repository = try await yard.repository()
        await expectFailure(.untrackedInTheWay) { try await repository.updateCheckout(yard.user, from: old, to: new) }
        #expect(yard.read("user/" + name) == "mine\n")
        #expect(try await yard.fingerprint() == before)
    }

    @Test func aFolderThatBecomesAFileKeepsItsUntrackedFiles() async throws {
        let yard = try await Yard()
        try yard.write("user/thing/x", "x\n")
        let old = try await yard.commitUser("folder")
        let new = try await yard.side("side", from: old) {
            try await yard.delete($0 + "/thing")
            try yard.write($0 + "/thing", "file\n")
        }
        let repository = try await yard.repository()
        _ = try await repository.publish(branch: "main", expected: old, new: new)
        try yard.write("user/thing/ignored-mine", "mine\n")
        await expectFailure(.untrackedInTheWay) { try await repository.updateCheckout(yard.user, from: old, to: new) }
        try await yard.delete("user/thing/ignored-mine")
        try await repository.updateCheckout(yard.user, from: old, to: new)
        #expect(yard.read("user/thing") == "file\n")
    }
}
