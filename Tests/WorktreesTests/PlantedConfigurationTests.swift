import Glibc
import Testing

@testable import Worktrees

/// An agent may write anything into its clone: nothing it plants may run in Skein's hands.
@Suite struct PlantedConfigurationTests {
    /// Plants every trap known, each of which would create a file in `traps`.
    private func plant(_ yard: Yard, in folder: String) async throws {
        let traps = yard.root + "/traps"
        try makeFolders(traps)
        func trap(_ name: String) throws -> String {
            let script = yard.root + "/trap-" + name
            try yard.write(script, "#!/bin/sh\ntouch \(traps)/\(name)\nexec cat\n", mode: 0o755)
            return script
        }
        let hooks = [
            "pre-commit", "commit-msg", "post-commit", "post-checkout", "reference-transaction", "post-index-change",
            "pre-push", "post-merge", "pre-auto-gc",
        ]
        for hook in hooks {
            try yard.write(folder + "/.git/hooks/" + hook, "#!/bin/sh\ntouch \(traps)/hook-\(hook)\n", mode: 0o755)
        }
        let config = try [
            "[core]", "fsmonitor = \(trap("fsmonitor"))", "sshCommand = \(trap("ssh"))", "pager = \(trap("pager"))",
            "editor = \(trap("editor"))", "hooksPath = \(folder)/.git/hooks",
            "[filter \"x\"]", "clean = \(trap("clean"))", "smudge = \(trap("smudge"))", "required = true",
            "[diff]", "external = \(trap("diff"))", "[diff \"x\"]", "textconv = \(trap("textconv"))",
            "command = \(trap("driver"))",
            "[merge \"x\"]", "driver = \(trap("merge")) %A", "[gpg]", "program = \(trap("gpg"))", "[commit]",
            "gpgSign = true",
            "[uploadpack]", "packObjectsHook = \(trap("pack"))", "allowFilter = true",
            "[credential]", "helper = \(trap("credential"))",
            "[extensions]", "partialClone = evil", "[remote \"evil\"]", "url = ssh://evil/x", "promisor = true",
            "uploadpack = \(trap("uploadpack"))", "[alias]", "add = !\(trap("alias"))", "commit = !\(trap("alias"))",
        ].joined(separator: "\n")
        try yard.write(folder + "/.git/evil", config + "\n")
        let old = try #require(yard.read(folder + "/.git/config"))
        try yard.write(folder + "/.git/config", old + "[include]\n\tpath = evil\n" + config + "\n")
        try yard.write(folder + "/.git/info/attributes", "* filter=x diff=x merge=x\n")
        try yard.write(folder + "/.gitattributes", "* filter=x diff=x merge=x\n")
        // A repository inside, which git would ask for its status, with a trap of its own.
        if yard.exists(folder + "/inner") {
            try await yard.git("config", "core.fsmonitor", trap("inner-fsmonitor"), in: folder + "/inner")
            try await yard.git("config", "filter.x.clean", trap("inner-clean"), in: folder + "/inner")
            try yard.write(folder + "/inner/.gitattributes", "* filter=x\n")
        }
    }

    /// A repository inside the worktree that the agent committed as a submodule, so that git looks into it.
    private func addSubmodule(_ yard: Yard, in folder: String) async throws {
        try await yard.git("init", "-q", folder + "/inner", in: folder)
        try yard.write(folder + "/inner/file", "inner\n")
        try await yard.commit("inner", in: folder + "/inner")
        try yard.write(folder + "/.gitmodules", "[submodule \"inner\"]\n\tpath = inner\n\turl = ./x\n\tignore = none\n")
        try await yard.git("-c", "advice.addEmbeddedRepo=false", "add", "inner", in: folder)
        try await yard.commit("submodule", in: folder)
    }

    private func sprung(_ yard: Yard) -> [String] {
        (Folder(path: yard.root + "/traps")?.entries() ?? []).map {
            String(decoding: $0.name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }.sorted()
    }

    /// Without care they do run; else the other tests would prove nothing.
    @Test func theTrapsWork() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try await addSubmodule(yard, in: worktree.path)
        try await plant(yard, in: worktree.path)
        try yard.write(worktree.path + "/a.txt", "changed\n")
        try yard.write(worktree.path + "/inner/file", "INNER\n")
        try await yard.git("status", "--porcelain", in: worktree.path)
        _ = try? await yard.git("add", "-A", in: worktree.path)  // The traps may make it fail.
        #expect(sprung(yard).contains("fsmonitor"))
        #expect(sprung(yard).contains("inner-fsmonitor"))
        #expect(sprung(yard).contains("inner-clean"))
        #expect(sprung(yard).contains("clean"))
    }

    @Test func nothingPlantedRuns() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let worktree = try await yard.worktree()
        try await addSubmodule(yard, in: worktree.path)
        try await plant(yard, in: worktree.path)
        try yard.write(worktree.path + "/inner/file", "INNER\n")
        try yard.write(worktree.path + "/a.txt", "one\nchanged\nthree\n")
        #expect(try await worktree.isDirty())
        let commit = try #require(try await worktree.commitAll(message: "m", identity: person, date: someTime))
        _ = try await worktree.changedFiles()
        _ = try await repository.collect(worktree, into: "skein/T-1")
        #expect(try await yard.git("show", commit.id + ":a.txt", in: yard.user) == "one\nchanged\nthree")

        try yard.write("user/b.txt", "target\n")
        let target = try await yard.commitUser("target")
        guard
            case .merged(_, let merged) = try await repository.mergeTarget(
                into: worktree, target: target, identity: person, date: someTime)
        else {
            Issue.record("not merged")
            return
        }
        #expect(yard.read(worktree.path + "/b.txt") == "target\n")
        try yard.write(worktree.path + "/late", "late\n")
        let tree = try await repository.tree(of: commit)
        try await repository.checkOut(tree, at: yard.root + "/gate", keep: [], head: commit)
        _ = try await repository.candidate(target: target, branch: commit)
        _ = try await repository.diff(target, commit, limit: 1 << 20)
        #expect(try await repository.rescue(merged, at: someTime, because: .closed) != nil)
        let restarted = try await repository.restart(merged, from: target, at: someTime)
        try await plant(yard, in: restarted.worktree.path)
        _ = try await repository.removeWorktree(
            restarted.worktree, below: yard.root + "/worktrees", at: someTime, because: .closed)
        #expect(sprung(yard) == [])
    }

    /// Git would fetch what a promisor lacks by running what the clone's configuration names.
    @Test func missingObjectsAreNotFetchedByTheClonesRules() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/new", "new\n")
        try await yard.commit("new", in: worktree.path)
        let blob = try await yard.git("rev-parse", "HEAD:new", in: worktree.path)
        try await plant(yard, in: worktree.path)
        try await yard.delete(worktree.path + "/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        await expectFailure(.gitRefused) { _ = try await repository.collect(worktree, into: "skein/T-1") }
        #expect(try await repository.branchTip("skein/T-1") == worktree.base)
        #expect(sprung(yard) == [])
    }

    /// An object whose content is not what its name says must not come in.
    @Test func lyingObjectsDoNotComeIn() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/new", "good\n")
        try await yard.commit("new", in: worktree.path)
        let good = try await yard.git("rev-parse", "HEAD:new", in: worktree.path)
        let bad = try await yard.git("hash-object", "-w", "--stdin", in: worktree.path, input: Array("evil\n".utf8))
        let objects = worktree.path + "/.git/objects/"
        let place = objects + "\(good.prefix(2))/\(good.dropFirst(2))"
        #expect(rename(objects + "\(bad.prefix(2))/\(bad.dropFirst(2))", place) == 0)
        await expectFailure(.gitRefused) { _ = try await repository.collect(worktree, into: "skein/T-1") }
        #expect(try await repository.branchTip("skein/T-1") == worktree.base)
    }

    /// A tree that would write into `.git` when it is checked out.
    @Test func treesWithDotGitDoNotComeIn() async throws {
        let yard = try await Yard()
        let repository = try await yard.repository()
        let worktree = try await yard.worktree()
        let blob = try await yard.git("hash-object", "-w", "--stdin", in: worktree.path, input: Array("x".utf8))
        let inner = try await yard.git("mktree", in: worktree.path, input: Array("100644 blob \(blob)\tconfig\n".utf8))
        let tree = try await yard.git("mktree", in: worktree.path, input: Array("040000 tree \(inner)\t.GIT\n".utf8))
        let commit = try await yard.git("commit-tree", tree, "-p", "HEAD", "-m", "x", in: worktree.path)
        try await yard.git("update-ref", "refs/heads/skein/T-1", commit, in: worktree.path)
        await expectFailure(.gitRefused) { _ = try await repository.collect(worktree, into: "skein/T-1") }
    }

    @Test func linksOutOfTheCloneAreNotWrittenThrough() async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try makeFolders(yard.root + "/outside/skein")
        try await yard.delete(worktree.path + "/.git/refs/heads")
        try await yard.git("pack-refs", "--all", in: yard.user)
        symlink(yard.root + "/outside", worktree.path + "/.git/refs/heads")
        try yard.write(yard.root + "/outside/skein/T-1", worktree.base.id + "\n")
        await expectFailure(.worktreeDamaged) { _ = try await worktree.head() }
        try yard.write(worktree.path + "/new", "x")
        await expectFailure(.worktreeDamaged) {
            _ = try await worktree.commitAll(message: "m", identity: person, date: 1)
        }
        #expect(yard.read(yard.root + "/outside/skein/T-1") == worktree.base.id + "\n")
    }
}
