import Glibc
import Testing

@testable import Worktrees

@Suite struct WorktreeTests {
    @Test func preparesCommitsAndCollects() async throws {
        let yard = try await Yard()
        let before = try await yard.fingerprint()
        let repository = try await yard.repository()
        let worktree = try await yard.worktree()
        #expect(try await yard.git("status", "--porcelain", "--branch", in: worktree.path) == "## skein/T-1")
        #expect(try await worktree.head() == worktree.base)
        #expect(try await !worktree.isDirty())
        #expect(try await yard.git("fsck", in: worktree.path) == "")
        #expect(try await repository.branchTip("skein/T-1") == worktree.base)
        #expect(try await worktree.commitAll(message: "m", identity: person, date: someTime) == nil)

        try yard.write(worktree.path + "/new\nfile", "1\n2\n")
        try yard.write(worktree.path + "/-dash", "1\n", mode: 0o755)
        try yard.write(worktree.path + "/ignored.log", "no\n")
        try await yard.delete(worktree.path + "/b.txt")
        symlink("/etc/passwd", worktree.path + "/link")
        #expect(try await worktree.isDirty())
        let commit = try await worktree.commitAll(message: "work", identity: person, date: someTime)
        #expect(try await yard.head(worktree.path) == commit)
        #expect(try await yard.git("status", "--porcelain", in: worktree.path) == "")
        #expect(try await yard.git("log", "-1", "--format=%an %s", in: worktree.path) == "Ada work")
        #expect(try await Set(worktree.changedFiles().map(\.description)) == ["new\nfile", "-dash", "b.txt", "link"])

        try await yard.git("commit", "-q", "--allow-empty", "-m", "empty", in: worktree.path)
        let collected = try await repository.collect(worktree, into: "skein/T-1")
        #expect(try await collected.head == yard.head(worktree.path))
        #expect(collected.commits == 2)
        #expect(Set(collected.files.map(\.description)) == ["new\nfile", "-dash", "b.txt", "link"])
        #expect(collected.insertions == 4 && collected.deletions == 1)
        #expect(try await repository.branchTip("skein/T-1") == collected.head)
        #expect(try await yard.git("ls-tree", collected.head.id, "--", "-dash", in: yard.user).hasPrefix("100755"))
        #expect(try await yard.fingerprint() == before)
    }

    @Test func fileNamesNeedNotBeUTF8() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        let name: [UInt8] = [0x66, 0xff, 0xfe]
        let descriptor = open(
            (Array(worktree.path.utf8) + [0x2f] + name + [0]).map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o644)
        #expect(descriptor >= 0)
        close(descriptor)
        #expect(try await worktree.commitAll(message: "m", identity: person, date: someTime) != nil)
        let collected = try await yard.repository().collect(worktree, into: "skein/T-1")
        #expect(collected.files == [RepositoryPath(bytes: name)])
    }

    @Test func resumesWhatIsThereAndWhatIsGone() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/new", "1\n")
        let commit = try #require(try await worktree.commitAll(message: "w", identity: person, date: someTime))
        _ = try await repository.collect(worktree, into: "skein/T-1")
        try yard.write(worktree.path + "/unsaved", "1\n")
        func prepare(_ resume: Bool) async throws -> Worktree {
            try await repository.prepareWorktree(
                at: worktree.path, branch: "skein/T-1", from: worktree.base, resume: resume)
        }
        await expectFailure(.folderExists) { _ = try await prepare(false) }
        #expect(try await prepare(true) == worktree)
        #expect(yard.exists(worktree.path + "/unsaved"))
        try await yard.delete(worktree.path)
        await expectFailure(.branchExists) { _ = try await prepare(false) }
        let again = try await prepare(true)
        #expect(again == worktree)
        #expect(try await again.head() == commit)
        #expect(try await yard.git("status", "--porcelain", in: worktree.path) == "")
    }

    @Test func strangersFoldersAreLeftAlone() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let base = try await yard.head(yard.user)
        try yard.write("mine/file", "x")
        for folder in ["/mine", "/mine/file"] {
            await expectFailure(.folderExists) {
                _ = try await repository.prepareWorktree(
                    at: yard.root + folder, branch: "skein/X", from: base, resume: true)
            }
        }
        await expectFailure(.invalidName) {
            _ = try await repository.prepareWorktree(at: "relative", branch: "skein/X", from: base, resume: true)
        }
        await expectFailure(.invalidName) {
            _ = try await repository.prepareWorktree(at: yard.root + "/w", branch: "-b", from: base, resume: true)
        }
        #expect(yard.read("mine/file") == "x")
    }

    @Test func twentyAtOnce() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let base = try await yard.head(yard.user)
        let heads = try await withThrowingTaskGroup(of: Commit.self) { group in
            for number in 1...20 {
                group.addTask {
                    let worktree = try await repository.prepareWorktree(
                        at: yard.root + "/w/\(number)", branch: "skein/T-\(number)", from: base, resume: false)
                    try yard.write(worktree.path + "/file-\(number)", "x\n")
                    _ = try await worktree.commitAll(message: "m", identity: person, date: someTime)
                    return try await repository.collect(worktree, into: worktree.branch).head
                }
            }
            return try await group.reduce(into: Set<Commit>()) { $0.insert($1) }
        }
        #expect(heads.count == 20)
        #expect(
            try await yard.git("for-each-ref", "--format=%(refname)", "refs/heads/skein", in: yard.user).split(
                separator: "\n"
            ).count == 20)
        _ = try await yard.git("fsck", "--strict", in: yard.user)
    }

    @Test func branchInUseIsNotMovedUnderItsCheckout() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/new", "1\n")
        _ = try await worktree.commitAll(message: "w", identity: person, date: someTime)
        try await yard.git("checkout", "-q", "skein/T-1", in: yard.user)
        let repository = try await yard.repository()
        await expectFailure(.branchCheckedOut) { _ = try await repository.collect(worktree, into: "skein/T-1") }
        try await yard.git("checkout", "-q", "main", in: yard.user)
        _ = try await repository.collect(worktree, into: "skein/T-1")
    }

    @Test func identityIsWrittenOnlyWhenAsked() async throws {
        let yard = try await Yard()
        let odd = Identity(name: "A \"quoted\" \\ name; #1", email: "a@b")
        let base = try await yard.head(yard.user)
        let worktree = try await yard.repository().prepareWorktree(
            at: yard.root + "/w", branch: "skein/A", from: base, resume: false, identity: odd)
        #expect(try await yard.git("config", "--local", "user.name", in: worktree.path) == odd.name)
        try await yard.git("config", "--local", "user.name", in: try await yard.worktree().path, failing: true)
    }

    @Test func ignoredFilesThatWereStagedAreKept() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/ignored-but-staged", "x\n")
        try await yard.git("add", "-f", "ignored-but-staged", in: worktree.path)
        #expect(try await worktree.isDirty())
        _ = try await worktree.commitAll(message: "m", identity: person, date: someTime)
        #expect(try await worktree.changedFiles() == [RepositoryPath("ignored-but-staged")])
    }

    @Test func filesFoldersAndLinksMayTradePlaces() async throws {
        let yard = try await Yard()
        try yard.write("user/folder/x", "x\n")
        try yard.write("user/other/y", "y\n")
        try await yard.commitUser("folders")
        let worktree = try await yard.worktree()
        try await yard.delete(worktree.path + "/folder")
        symlink("other", worktree.path + "/folder")
        try await yard.delete(worktree.path + "/b.txt")
        try yard.write(worktree.path + "/b.txt/inner", "i\n")
        try await yard.delete(worktree.path + "/a.txt")
        mkfifo(worktree.path + "/a.txt", 0o644)
        mkfifo(worktree.path + "/pipe", 0o644)
        try yard.write(worktree.path + "/secret", "s\n", mode: 0)
        #expect(try await worktree.commitAll(message: "m", identity: person, date: someTime) != nil)
        let files = try await yard.git("ls-tree", "-r", "--name-only", "HEAD", in: worktree.path).split(separator: "\n")
        #expect(Set(files).isSuperset(of: ["b.txt/inner", "folder", "other/y", "secret"]))
        #expect(!files.contains("pipe") && !files.contains("folder/x") && !files.contains("b.txt"))
    }
}
