import Testing

@testable import Worktrees

@Suite struct CandidateTests {
    @Test func mergesAndLandsDeterministically() async throws {
        let yard = try await Yard()
        let base = try await yard.head(yard.user)
        let side = try await yard.side("side", from: base) { try yard.write($0 + "/new", "n\n") }
        try yard.write("user/b.txt", "changed\n")
        let target = try await yard.commitUser("second")
        let before = try await yard.fingerprint()
        let repository = try await yard.repository()
        guard case .merged(let tree) = try await repository.candidate(target: target, branch: side) else {
            Issue.record("not merged")
            return
        }
        func land() async throws -> Commit {
            try await repository.commit(
                tree, parents: [target, side], message: "Land T-1\n\nbody\n",
                signature: Signature(author: person, committer: person, date: someTime))
        }
        let landed = try await land()
        #expect(try await land() == landed)
        #expect(
            try await yard.git("show", "-s", "--format=%an %ae %at %cn %P %B", landed.id, in: yard.user)
                == "Ada ada@example.org 1700000000 Ada \(target) \(side) Land T-1\n\nbody\n")
        #expect(try await repository.tree(of: landed) == tree)
        #expect(try await yard.git("show", landed.id + ":new", in: yard.user) == "n")
        #expect(try await yard.git("show", landed.id + ":b.txt", in: yard.user) == "changed")
        #expect(try await yard.fingerprint() == before)
    }

    @Test func nothingToLand() async throws {
        let yard = try await Yard()
        let base = try await yard.head(yard.user)
        let repository = try await yard.repository()
        #expect(try await repository.candidate(target: base, branch: base) == .nothingToLand)
        let empty = try await yard.side("empty", from: base) { _ in }
        #expect(empty != base)
        #expect(try await repository.candidate(target: base, branch: empty) == .nothingToLand)
    }

    @Test func conflictsNameFilesAndReasons() async throws {
        let yard = try await Yard()
        try yard.write("user/odd\nname", "1\n")
        try yard.write("user/moved.txt", "same\nlines\nto\nfind\n")
        let base = try await yard.commitUser("base")
        let side = try await yard.side("side", from: base) {
            try yard.write($0 + "/a.txt", "one\nSIDE\nthree\n")
            try yard.write($0 + "/b.txt", "b\nside\n")
            try yard.write($0 + "/odd\nname", "side\n")
            try await yard.git("mv", "moved.txt", "to-side.txt", in: $0)
        }
        try yard.write("user/a.txt", "one\nMAIN\nthree\n")
        try yard.write("user/odd\nname", "main\n")
        try await yard.delete("user/b.txt")
        try await yard.git("mv", "moved.txt", "to-main.txt", in: yard.user)
        let target = try await yard.commitUser("target")
        let before = try await yard.fingerprint()
        guard
            case .conflict(let files, let messages) = try await yard.repository().candidate(
                target: target, branch: side)
        else {
            Issue.record("no conflict")
            return
        }
        let names = Set(files.map(\.description))
        #expect(names.isSuperset(of: ["a.txt", "b.txt", "odd\nname", "to-side.txt", "to-main.txt"]))
        for kind in ["(content)", "(modify/delete)", "(rename/rename)"] {
            #expect(messages.contains { $0.hasPrefix("CONFLICT \(kind)") }, "\(messages)")
        }
        #expect(try await yard.fingerprint() == before)
    }

    @Test func aHistoryOfItsOwnIsToldWithItsBeginning() async throws {
        let yard = try await Yard()
        let tree = try #require(Tree(try await yard.git("rev-parse", "HEAD^{tree}", in: yard.user)))
        let repository = try await yard.repository()
        let alone = try await repository.commit(
            tree, parents: [], message: "x", signature: Signature(author: person, committer: person, date: 1))
        let base = try await yard.head(yard.user)
        #expect(try await repository.candidate(target: base, branch: alone) == .unrelated(root: alone))
        let nothing = try #require(Commit(String(repeating: "1", count: 40)))
        await expectFailure(.gitRefused) { _ = try await repository.candidate(target: base, branch: nothing) }
    }

    @Test func diffIsBounded() async throws {
        let yard = try await Yard()
        let base = try await yard.head(yard.user)
        let side = try await yard.side("side", from: base) {
            try yard.write($0 + "/new", String(repeating: "line\n", count: 1000))
        }
        let repository = try await yard.repository()
        let whole = try await repository.diff(base, side, limit: 1 << 20)
        #expect(!whole.isCut)
        #expect(whole.text.contains("+++ b/new"))
        let cut = try await repository.diff(base, side, limit: 100)
        #expect(cut.isCut && cut.bytes.count == 100)
    }
}
