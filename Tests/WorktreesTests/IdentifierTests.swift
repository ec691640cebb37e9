import Testing

@testable import Worktrees

@Suite struct IdentifierTests {
    @Test(arguments: ["main", "skein/T-1", "feature/ä", "a.b", "a@b", "@a"]) func goodBranches(_ name: String) {
        #expect(isValidBranchName(name))
    }

    @Test(arguments: [
        "", "-x", "HEAD", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "/a", "a/", "a//b", ".a", "a/.b",
        "a.lock",
        "a.lock/b", "a.", "a@{b", "a\u{7f}", "a\nb", "a\tb", ".lock",
    ]) func badBranches(_ name: String) {
        #expect(!isValidBranchName(name))
    }

    /// The same verdict as git's own.
    @Test func agreesWithGit() async throws {
        let yard = try await Yard()
        for name in ["a@", "@", "a/@", "a.lockx", "a/b.lock", "a..", "x{", "é", "a..b", "{}"] {
            let failing = !isValidBranchName(name)
            try await yard.git("check-ref-format", "refs/heads/" + name, in: yard.root, failing: failing)
        }
    }

    @Test func commitsAreWholeLowerCaseIDs() {
        #expect(Commit(String(repeating: "a", count: 40)) != nil)
        #expect(Commit(String(repeating: "a", count: 64)) != nil)
        #expect(Commit(String(repeating: "A", count: 40)) == nil)
        #expect(Commit(String(repeating: "0", count: 40)) == nil)
        #expect(Commit("--all") == nil)
    }

    @Test func versionsAreCompared() {
        #expect(GitVersion.isSupported("git version 2.39.5"))
        #expect(GitVersion.isSupported("git version 2.38.1.windows.1"))
        #expect(GitVersion.isSupported("git version 3.0"))
        #expect(!GitVersion.isSupported("git version 2.37.9"))
        #expect(!GitVersion.isSupported("git"))
    }
}
