import Domain
import Testing

@testable import Worktrees

/// Every way that a worktree goes away × every state that an agent leaves it in: nothing is lost.
@Suite struct RescueStateTests {
    private func text(_ trouble: Trouble) -> String { "precious \(trouble.rawValue)\n" }

    @Test(arguments: Trouble.allCases) func aRemovalSavesIt(_ trouble: Trouble) async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try await trouble.make(in: yard, worktree, text(trouble))
        #expect(try await !yard.keeps(text(trouble)))
        let before = try await yard.fingerprint()
        let repository = try await yard.repository()
        let saved = try await repository.removeWorktree(
            worktree, below: yard.root + "/worktrees", at: someTime, because: .closed)
        #expect(saved != nil)
        #expect(try await yard.keeps(text(trouble)))
        #expect(!yard.exists(worktree.path))
        #expect(try await yard.fingerprint() == before)
        #expect(try await repository.rescues() == [saved])
    }

    @Test(arguments: Trouble.allCases) func aStartOverSavesIt(_ trouble: Trouble) async throws {
        let yard = try await Yard()
        let worktree = try await yard.worktree()
        try await trouble.make(in: yard, worktree, text(trouble))
        let repository = try await yard.repository()
        // A run that ended brought its branch into the repository, where nothing but the branch keeps it.
        if trouble == .committed { _ = try await repository.collect(worktree, into: worktree.branch) }
        let restarted = try await repository.restart(worktree, from: worktree.base, at: someTime)
        #expect(restarted.rescue != nil)
        #expect(try await yard.keeps(text(trouble)))
        #expect(try await yard.git("status", "--porcelain", in: worktree.path) == "")
        #expect(try await yard.head(worktree.path) == worktree.base)
    }

    /// A server dies at its calls of git, and the next one finishes what it finds. Every third call, each group from
    /// another one on: all of them take a minute and a half.
    @Test(
        arguments: zip(
            1...3,
            [[Trouble.stashed, .amended, .untracked], [.midRebase, .nested], [.orphanBranch, .stagedThenDeleted]])
    )
    func killedAtManyCallsNothingIsLost(first: Int, troubles: [Trouble]) async throws {
        var calls = first - 3
        var isKilled = true
        while isKilled {
            calls += 3
            let yard = try await Yard()
            let worktree = try await yard.worktree()
            for trouble in troubles { try await trouble.make(in: yard, worktree, text(trouble)) }
            let repository = try await yard.repository()
            do {
                _ = try await dying(at: calls) {
                    try await repository.removeWorktree(
                        worktree, below: yard.root + "/worktrees", at: someTime, because: .closed)
                }
                isKilled = false
            } catch is CancellationError {
                if !yard.exists(worktree.path) { try await expectKept(troubles, yard, calls) }
                _ = try await repository.removeWorktree(
                    worktree, below: yard.root + "/worktrees", at: someTime + 1, because: .closed)
            }
            try await expectKept(troubles, yard, calls)
            #expect(try await repository.rescues().count == 1, "killed at call \(calls)")
            #expect(Folder(path: yard.root + "/worktrees")?.entries()?.isEmpty == true, "killed at call \(calls)")
        }
        #expect(calls > 10)
    }

    private func expectKept(_ troubles: [Trouble], _ yard: Yard, _ calls: Int) async throws {
        for trouble in troubles {
            #expect(try await yard.keeps(text(trouble)), "\(trouble.rawValue), killed at call \(calls)")
        }
    }

    /// Random sequences of what agents, servers and kills do: every text that was ever committed, or was there when the
    /// worktree went, is kept.
    @Test(arguments: 1...6) func anySequence(_ seed: UInt64) async throws {
        var random = Random(seed)
        let yard = try await Yard()
        let repository = try await yard.repository()
        var worktree = try await yard.worktree()
        var (committed, loose): (Set<String>, String?) = ([], nil)
        for step in 1...14 {
            let text = "seed \(seed) step \(step)\n"
            switch random.next() % 7 {
            case 0, 1:
                try yard.write(worktree.path + "/f\(random.next() % 3)", text)
                loose = text
                fallthrough
            case 2:
                try await yard.commit("step \(step)", in: worktree.path)
                if let loose { committed.insert(loose) }
                loose = nil
            case 3: try await yard.git("commit", "-q", "--amend", "--allow-empty", "-m", "amended", in: worktree.path)
            case 4: try await yard.git("checkout", "-q", "-B", "b\(random.next() % 2)", in: worktree.path)
            case 5:
                try yard.write(worktree.path + "/loose", text)
                loose = text
            default:
                let calls = Int(random.next() % 40) + 1
                do {
                    worktree = try await dying(at: calls) { [worktree] in
                        try await repository.restart(worktree, from: worktree.base, at: someTime + Int64(step)).worktree
                    }
                } catch is CancellationError {
                    worktree = try await repository.prepareWorktree(
                        at: worktree.path, branch: worktree.branch, from: worktree.base, resume: true)
                }
            }
        }
        if let loose { committed.insert(loose) }
        _ = try await repository.removeWorktree(
            worktree, below: yard.root + "/worktrees", at: someTime + 100, because: .closed)
        for text in committed { #expect(try await yard.keeps(text), "seed \(seed): \(text)") }
    }
}
