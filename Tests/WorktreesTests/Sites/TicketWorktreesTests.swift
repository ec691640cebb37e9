import Domain
import Foundation
import Orchestration
import TestKit
import Testing

@testable import Worktrees

@Suite("A ticket's worktree, run after run")
struct TicketWorktreesTests {
    @Test("what the agent left uncommitted is on the branch, and the user's checkout knows nothing of it")
    func collected() async throws {
        let site = try await Site()
        let before = try await site.yard.fingerprint()
        let change = try await site.submit("changed\n")
        #expect(try await site.yard.git("show", "skein/T-1:a.txt", in: site.yard.user) == "changed")
        #expect(try await site.yard.git("log", "-1", "--format=%an", "skein/T-1", in: site.yard.user) == "ada")
        #expect(try await site.yard.head(site.yard.user, "skein/T-1").id == change.head)
        #expect(try await site.yard.fingerprint() == before)
    }

    @Test("an agent that changes nothing has nothing to submit")
    func nothing() async throws {
        let site = try await Site()
        let assignment = site.assignment()
        _ = try await site.worktrees.prepare(assignment)
        #expect(try await site.worktrees.collect(assignment) == nil)
    }

    @Test("preparing again for the same run leaves the agent's work alone")
    func repeated() async throws {
        let site = try await Site()
        let assignment = site.assignment()
        let base = try await site.worktrees.prepare(assignment)
        try site.yard.write("\(assignment.places.worktree)/a.txt", "half done\n")
        #expect(try await site.worktrees.prepare(assignment) == base)
        #expect(site.yard.read("\(assignment.places.worktree)/a.txt") == "half done\n")
    }

    @Test("after a failed run the next one starts from the target, and the earlier work is kept")
    func afterFailure() async throws {
        let site = try await Site()
        _ = try await site.submit("half done\n")
        let second = site.assignment(run: 2)
        _ = try await site.worktrees.prepare(second)
        #expect(site.yard.read("\(second.places.worktree)/a.txt") == "one\ntwo\nthree\n")
        let saved = try await site.yard.git(
            "for-each-ref", "--format=%(refname)", "refs/skein/rescue", in: site.yard.user)
        #expect(saved.hasPrefix("refs/skein/rescue/T-1/"))
        #expect(try await site.yard.git("show", "\(saved):a.txt", in: site.yard.user) == "half done")
    }

    @Test("after a red gate the next run gets the combination that failed, and the gate's words")
    func afterRedGate() async throws {
        let site = try await Site()
        var change = try await site.submit("changed\n")
        try site.yard.write("user/b.txt", "moved on\n")
        try await site.yard.commitUser("meanwhile")
        let tree = String(repeating: "1", count: 40)
        change.state = .rejected(Change.Evidence(gate: "test", tree: tree, output: "1 failed"))
        let second = site.assignment(run: 2, returned: change)
        _ = try await site.worktrees.prepare(second)
        #expect(site.yard.read("\(second.places.worktree)/a.txt") == "changed\n")
        #expect(site.yard.read("\(second.places.worktree)/b.txt") == "moved on\n")
        #expect(site.yard.read("\(second.places.evidence)/gate.txt") == "1 failed")
        #expect(second.brief.contains("Gate `test` did not pass"))
    }

    @Test("after a conflict the next run starts from the target, with the earlier work as a patch")
    func afterConflict() async throws {
        let site = try await Site()
        var change = try await site.submit("changed\n")
        try site.yard.write("user/a.txt", "changed otherwise\n")
        try await site.yard.commitUser("meanwhile")
        #expect(try await site.landing.candidate(for: change, in: site.project) == .conflict(files: ["a.txt"]))
        change.state = .conflicted(files: ["a.txt"])
        let second = site.assignment(run: 2, returned: change)
        _ = try await site.worktrees.prepare(second)
        #expect(site.yard.read("\(second.places.worktree)/a.txt") == "changed otherwise\n")
        #expect(site.yard.read("\(second.places.evidence)/conflict.txt") == "a.txt\n")
        #expect(site.yard.read("\(second.places.evidence)/previous.patch")?.contains("+changed") == true)
    }

    @Test(
        "an agent that rewrote the first commit gets the target and its work as a patch, and reads what happened",
        arguments: [["commit", "--amend", "--message", "mine"], ["checkout", "--orphan", "new"]])
    func afterRewriting(command: [String]) async throws {
        let site = try await Site()
        let first = site.assignment()
        let target = try await site.worktrees.prepare(first)
        try site.yard.write("\(first.places.worktree)/a.txt", "changed\n")
        let folder = first.places.worktree
        try await site.yard.git("add", "-A", in: folder)
        try await site.yard.git(["-c", "user.name=a", "-c", "user.email=a@a"] + command, in: folder)
        try await site.yard.git("commit", "-q", "--allow-empty", "-m", "more", in: folder)
        var change = site.change(head: try #require(try await site.worktrees.collect(first)))
        let root = try await site.yard.git("rev-list", "--max-parents=0", change.head, in: site.yard.user)
        #expect(try await site.landing.candidate(for: change, in: site.project) == .unrelated(root: root))
        change.state = .conflicted(files: [], root: root)
        let second = site.assignment(run: 2, returned: change)
        #expect(try await site.worktrees.prepare(second) == target)
        #expect(site.yard.read("\(folder)/a.txt") == "one\ntwo\nthree\n")
        #expect(site.yard.read("\(second.places.evidence)/previous.patch")?.contains("+changed") == true)
        #expect(site.yard.read("\(second.places.evidence)/conflict.txt")?.contains(root) == true)
        #expect(second.brief.contains("no commit in common with `main`"))
        #expect(second.brief.contains("git commit --amend"))
    }

    @Test("a closed ticket's worktree goes, work that is on no branch is saved first")
    func retired() async throws {
        let site = try await Site()
        let assignment = site.assignment()
        _ = try await site.worktrees.prepare(assignment)
        try site.yard.write("\(assignment.places.worktree)/new.txt", "precious\n")
        try await site.worktrees.retire(assignment.ticket, in: site.project)
        #expect(!site.yard.exists(assignment.places.worktree))
        let saved = try await site.yard.git(
            "for-each-ref", "--format=%(refname)", "refs/skein/rescue", in: site.yard.user)
        #expect(try await site.yard.git("show", "\(saved):new.txt", in: site.yard.user) == "precious")
    }

    @Test("the lock of a git that was killed while it made the worktree keeps no later run from starting")
    func leftLock() async throws {
        let site = try await Site()
        let assignment = site.assignment()
        _ = try await site.worktrees.prepare(assignment)
        let folder = assignment.places.worktree
        try FileManager.default.moveItem(atPath: folder, toPath: folder + ".new")
        #expect(FileManager.default.createFile(atPath: folder + ".keeper/index.lock", contents: nil))
        // As it is for the next run.
        try FileManager.default.removeItem(atPath: assignment.places.runFolder)
        _ = try await site.worktrees.prepare(assignment)
        #expect(site.yard.exists(folder) && !site.yard.exists(folder + ".keeper/index.lock"))
    }

    @Test("a removal that was interrupted is found and finished")
    func halfRetired() async throws {
        let site = try await Site()
        let assignment = site.assignment()
        _ = try await site.worktrees.prepare(assignment)
        let folder = assignment.places.worktree
        try FileManager.default.moveItem(atPath: folder, toPath: folder + ".dead")
        #expect(try await site.worktrees.leftovers(in: [site.project]) == ["T-1"])
        var done = assignment.ticket
        done.state = .done
        try await site.worktrees.retire(done, in: site.project)
        #expect(!site.yard.exists(folder + ".dead"))
        #expect(!site.yard.exists(folder + ".keeper"))
        #expect(try await site.worktrees.leftovers(in: [site.project]) == [])
    }

    @Test("a target without a commit is a sentence for people, and nothing is made")
    func unborn() async throws {
        let site = try await Site { $0.target = "nowhere" }
        let failure = await #expect(throws: WorldFailure.self) { try await site.worktrees.prepare(site.assignment()) }
        #expect(failure?.description.contains("nowhere") == true)
        #expect(!site.yard.exists(site.assignment().places.worktree))
    }
}
