import Glibc
import Testing

@testable import Worktrees

@Suite struct GateFolderTests {
    /// Everything in the folder: path → kind, mode and content.
    private func listing(_ yard: Yard, _ folder: String) throws -> [String: String] {
        var limit = 10_000
        var found: [String: String] = [:]
        for file in try #require(Folder(path: folder)).files(limit: &limit) {
            let name = String(decoding: file, as: UTF8.self)
            var status = stat()
            lstat(folder + "/" + name, &status)
            let executable = status.st_mode & S_IXUSR != 0
            found[name] = "\(fileKind(folder + "/" + name)) \(executable) \(yard.read(folder + "/" + name) ?? "-")"
        }
        return found
    }

    private func project(_ yard: Yard) async throws -> Tree {
        try yard.write("user/run.sh", "#!/bin/sh\n", mode: 0o755)
        try yard.write("user/src/deep/x", "x\n")
        try yard.write("user/src/y", "y\n")
        symlink("src/y", yard.user + "/link")
        try makeFolders(yard.user + "/sub")
        try await yard.git("update-index", "--add", "--cacheinfo", "160000,\(yard.head(yard.user)),sub", in: yard.user)
        try await yard.commitUser("project")
        return try #require(Tree(try await yard.git("rev-parse", "HEAD^{tree}", in: yard.user)))
    }

    @Test func exactAfterAGateLitteredIt() async throws {
        let yard = try await Yard()
        let tree = try await project(yard)
        let repository = try await yard.repository()
        let before = try await yard.fingerprint()
        let gate = yard.root + "/gates/1"
        try await repository.checkOut(tree, at: gate, keep: ["cache/"])
        let clean = try listing(yard, gate)
        #expect(clean["run.sh"] == "file true #!/bin/sh\n")
        #expect(clean["link"]?.hasPrefix("link") == true)
        #expect(!yard.exists(gate + "/.git"))
        #expect(try await yard.git("ls-tree", tree.id, "sub", in: yard.user).hasPrefix("160000"))

        try yard.write(gate + "/src/y", "litter\n")
        try await yard.delete(gate + "/src/deep")
        try yard.write(gate + "/src/deep", "a file now\n")
        try await yard.delete(gate + "/link")
        symlink("/etc", gate + "/link")
        chmod(gate + "/run.sh", 0o644)
        try yard.write(gate + "/ignored.log", "i\n")
        try yard.write(gate + "/new/dir/file", "n\n")
        try makeFolders(gate + "/empty/dir")
        try yard.write(gate + "/locked/file", "n\n")
        chmod(gate + "/locked", 0o555)
        chmod(gate + "/src", 0o555)
        try await yard.git("init", "-q", gate + "/sub", in: yard.root)
        try yard.write(gate + "/sub/litter", "n\n")
        try await yard.commit("litter", in: gate + "/sub")
        try yard.write(gate + "/cache/kept", "k\n")
        try yard.write(gate + "/.git/config", "[core]\nfsmonitor = touch /tmp/never\n")
        try await yard.git("init", "-q", gate + "/nested", in: yard.root)
        try await repository.checkOut(tree, at: gate, keep: ["cache/"])
        var now = try listing(yard, gate)
        #expect(now.removeValue(forKey: "cache/kept") == "file false k\n")
        #expect(now == clean)
        for gone in ["empty", "nested", "new", "locked", ".git"] { #expect(!yard.exists(gate + "/" + gone), "\(gone)") }
        #expect(try await yard.fingerprint() == before)

        try await repository.checkOut(tree, at: gate, keep: [])
        #expect(try listing(yard, gate) == clean)
    }

    @Test func movesFromTreeToTree() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let first = try await repository.tree(of: yard.head(yard.user))
        let second = try await project(yard)
        let gate = yard.root + "/gate"
        try await repository.checkOut(first, at: gate, keep: [])
        let clean = try listing(yard, gate)
        try await repository.checkOut(second, at: gate, keep: [])
        #expect(try listing(yard, gate).keys.contains("src/deep/x"))
        try await repository.checkOut(first, at: gate, keep: [])
        #expect(try listing(yard, gate) == clean)
    }

    @Test func survivesALostIndexAndAReplacedFolder() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let tree = try await project(yard)
        let gate = yard.root + "/gate"
        try await repository.checkOut(tree, at: gate, keep: [])
        let clean = try listing(yard, gate)
        try yard.write(gate + ".gate/index", "garbage")
        try yard.write(gate + ".gate/index.lock", "")
        try await repository.checkOut(tree, at: gate, keep: [])
        #expect(try listing(yard, gate) == clean)
        try await yard.delete(gate)
        try makeFolders(yard.root + "/elsewhere")
        try yard.write(yard.root + "/elsewhere/precious", "p")
        symlink(yard.root + "/elsewhere", gate)
        try await repository.checkOut(tree, at: gate, keep: [])
        #expect(try listing(yard, gate) == clean)
        #expect(yard.read("elsewhere/precious") == "p")
    }

    @Test func strangersFoldersAreRefused() async throws {
        let yard = try await Yard()
        try yard.write("mine/precious", "p")
        let repository = try await yard.repository()
        let tree = try await repository.tree(of: yard.head(yard.user))
        await expectFailure(.notOwned) { try await repository.checkOut(tree, at: yard.root + "/mine", keep: []) }
        #expect(yard.read("mine/precious") == "p")
    }

    @Test func lineEndsThatDisagreeWithTheAttributesAreNoDifference() async throws {
        let yard = try await Yard()
        try yard.write("user/dos.txt", "a\r\nb\r\n")
        try await yard.commitUser("dos")
        try yard.write("user/.gitattributes", "*.txt text eol=lf\n*.crlf text eol=crlf\n")
        try yard.write("user/x.crlf", "a\nb\n")
        try await yard.git("add", ".gitattributes", "x.crlf", in: yard.user)
        try await yard.git("commit", "-q", "-m", "attributes", in: yard.user)
        let repository = try await yard.repository()
        let tree = try await repository.tree(of: yard.head(yard.user))
        for _ in 1...2 {
            try await repository.checkOut(tree, at: yard.root + "/gate", keep: [])
            #expect(yard.read("gate/dos.txt") == "a\r\nb\r\n")
            #expect(yard.read("gate/x.crlf") == "a\r\nb\r\n")
        }
    }

    @Test func gatesMayAskGit() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let head = try await yard.head(yard.user)
        let gate = yard.root + "/gate"
        try await repository.checkOut(repository.tree(of: head), at: gate, keep: [], head: head)
        #expect(try await yard.git("status", "--porcelain", in: gate) == "")
        #expect(try await yard.head(gate) == head)
        #expect(try await yard.git("ls-files", in: gate) == ".gitignore\na.txt\nb.txt")
    }

    @Test func sparseSettingsOfTheUserDoNotApply() async throws {
        let yard = try await Yard()
        let tree = try await project(yard)
        try await yard.git("sparse-checkout", "set", "nothing", in: yard.user)
        let repository = try await yard.repository()
        try await repository.checkOut(tree, at: yard.root + "/gate", keep: [])
        #expect(yard.exists("gate/run.sh") && yard.exists("gate/src/y"))
    }
}
