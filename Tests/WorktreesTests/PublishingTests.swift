import Testing

@testable import Worktrees

@Suite struct PublishingTests {
    @Test func compareAndSwap() async throws {
        let yard = try await Yard()
        let base = try await yard.head(yard.user)
        let one = try await yard.side("one", from: base) { try yard.write($0 + "/1", "1") }
        let two = try await yard.side("two", from: base) { try yard.write($0 + "/2", "2") }
        try await yard.git("branch", "target", base.id, in: yard.user)
        let before = try await yard.fingerprint()
        let repository = try await yard.repository()
        #expect(try await repository.publish(branch: "target", expected: base, new: one) == .published)
        #expect(try await repository.branchTip("target") == one)
        #expect(try await repository.publish(branch: "target", expected: base, new: two) == .moved(one))
        #expect(try await repository.publish(branch: "target", expected: base, new: one) == .published)
        #expect(try await repository.publish(branch: "gone", expected: base, new: one) == .moved(nil))
        let unknown = try #require(Commit(String(repeating: "a", count: 40)))
        await expectFailure(.gitRefused) {
            _ = try await repository.publish(branch: "target", expected: one, new: unknown)
        }
        #expect(try await yard.fingerprint() == before)
    }

    @Test func onlyOneOfManyWins() async throws {
        let yard = try await Yard()
        let base = try await yard.head(yard.user)
        let repository = try await yard.repository()
        let tree = try await repository.tree(of: base)
        let results = try await withThrowingTaskGroup(of: Published.self) { group in
            for number in 1...10 {
                group.addTask {
                    let new = try await repository.commit(
                        tree, parents: [base], message: "\(number)",
                        signature: Signature(author: person, committer: person, date: 1))
                    return try await repository.publish(branch: "main", expected: base, new: new)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.filter { $0 == .published }.count == 1)
    }

    @Test func pushesFastForwardOnly() async throws {
        let yard = try await Yard()
        let remote = yard.root + "/remote.git"
        try await yard.git("clone", "-q", "--bare", yard.user, remote, in: yard.root)
        try await yard.git("remote", "add", "origin", remote, in: yard.user)
        let base = try await yard.head(yard.user)
        let one = try await yard.side("one", from: base) { try yard.write($0 + "/1", "1") }
        let two = try await yard.side("two", from: base) { try yard.write($0 + "/2", "2") }
        let repository = try await yard.repository()
        #expect(try await repository.fetchTip(remote: "origin", branch: "main") == base)
        #expect(try await repository.push(remote: "origin", branch: "main", expected: base, new: one) == .pushed)
        #expect(try await yard.head(remote, "main") == one)
        #expect(try await repository.push(remote: "origin", branch: "main", expected: base, new: one) == .pushed)
        for expected in [base, one] {
            guard
                case .rejected = try await repository.push(
                    remote: "origin", branch: "main", expected: expected, new: two)
            else {
                Issue.record("pushed")
                return
            }
        }
        #expect(try await yard.head(remote, "main") == one)
        #expect(try await repository.fetchTip(remote: remote, branch: "main") == one)
        #expect(try await repository.fetchTip(remote: "origin", branch: "none") == nil)
        #expect(try await repository.push(remote: "origin", branch: "fresh", expected: nil, new: two) == .pushed)
        guard case .rejected = try await repository.push(remote: "origin", branch: "fresh", expected: nil, new: one)
        else {
            Issue.record("pushed")
            return
        }
    }

    @Test func remotesThatAreMissingOrRefuse() async throws {
        let yard = try await Yard()
        let base = try await yard.head(yard.user)
        let repository = try await yard.repository()
        for remote in ["origin", yard.root + "/none.git"] {
            await expectFailure(.gitRefused) {
                _ = try await repository.push(remote: remote, branch: "main", expected: nil, new: base)
            }
            await expectFailure(.gitRefused) { _ = try await repository.fetchTip(remote: remote, branch: "main") }
        }
        await expectFailure(.invalidName) {
            _ = try await repository.fetchTip(remote: "--upload-pack=x", branch: "main")
        }
        let remote = yard.root + "/remote.git"
        try await yard.git("init", "-q", "--bare", remote, in: yard.root)
        try yard.write(remote + "/hooks/pre-receive", "#!/bin/sh\necho protected branch >&2\nexit 1\n", mode: 0o755)
        guard
            case .rejected(let reason) = try await repository.push(
                remote: remote, branch: "main", expected: nil, new: base)
        else {
            Issue.record("pushed")
            return
        }
        #expect(reason.contains("protected branch"))
    }

    @Test func usersHooksDoNotRun() async throws {
        let yard = try await Yard()
        for hook in ["reference-transaction", "pre-push", "post-checkout", "post-index-change"] {
            try yard.write("user/.git/hooks/" + hook, "#!/bin/sh\ntouch \(yard.root)/ran\n", mode: 0o755)
        }
        try await yard.git("init", "-q", "--bare", yard.root + "/remote.git", in: yard.root)
        let base = try await yard.head(yard.user)
        let repository = try await yard.repository()
        let worktree = try await yard.worktree()
        try yard.write(worktree.path + "/x", "x")
        let commit = try #require(try await worktree.commitAll(message: "m", identity: person, date: 1))
        _ = try await repository.collect(worktree, into: "skein/T-1")
        _ = try await repository.publish(branch: "main", expected: base, new: commit)
        _ = try await repository.push(remote: yard.root + "/remote.git", branch: "main", expected: nil, new: commit)
        try await repository.checkOut(repository.tree(of: commit), at: yard.root + "/gate", keep: [])
        #expect(!yard.exists("ran"))
    }
}
