import Domain
import Foundation
import Orchestration
import TestKit
import Testing

@testable import Worktrees

@Suite("Landing on a real repository")
struct TargetBranchTests {
    @Test("a change lands as one commit on the target; the user's files stay, and can be brought along")
    func landing() async throws {
        let site = try await Site()
        let before = try await site.yard.head(site.yard.user)
        let index = try await site.yard.git("ls-files", "-s", in: site.yard.user)
        let commit = try await site.land(try await site.submit("changed\n"))
        #expect(try await site.yard.git("rev-parse", "main", in: site.yard.user) == commit)
        #expect(try await site.yard.git("log", "-1", "--format=%P", commit, in: site.yard.user) == before.id)
        let trailers = try await site.yard.git("log", "-1", "--format=%(trailers:only)", commit, in: site.yard.user)
        #expect(trailers.contains("Skein-Ticket: T-1"))
        #expect(site.yard.read("user/a.txt") == "one\ntwo\nthree\n")
        #expect(try await site.yard.git("ls-files", "-s", in: site.yard.user) == index)
        let repository = try await site.yard.repository()
        let stale = try #require(try await repository.staleCheckout(of: "main"))
        #expect(stale.shows == before)
        try await repository.updateCheckout(stale.path, from: stale.shows, to: stale.tip)
        #expect(site.yard.read("user/a.txt") == "changed\n")
        #expect(try await repository.staleCheckout(of: "main") == nil)
        #expect(try await site.yard.git("status", "--porcelain", in: site.yard.user) == "")
    }

    @Test("with autoUpdateCheckout a clean checkout follows; one with changes stays as it is")
    func autoUpdate() async throws {
        let site = try await Site { $0.autoUpdateCheckout = true }
        _ = try await site.land(try await site.submit("changed\n"))
        #expect(site.yard.read("user/a.txt") == "changed\n")
        try site.yard.write("user/b.txt", "mine\n")
        _ = try await site.land(try await site.submit("changed again\n", ticket: 2))
        #expect(site.yard.read("user/a.txt") == "changed\n")
        #expect(site.yard.read("user/b.txt") == "mine\n")
    }

    @Test("the merge strategy keeps the agent's commits")
    func mergeStrategy() async throws {
        let site = try await Site { $0.strategy = .merge }
        let change = try await site.submit("changed\n")
        let commit = try await site.land(change)
        let parents = try await site.yard.git("log", "-1", "--format=%P", commit, in: site.yard.user).split(
            separator: " ")
        #expect(parents.count == 2)
        #expect(parents.last.map(String.init) == change.head)
    }

    @Test("publishing again after a crash finds that it landed; a moved target is told, not overwritten")
    func settled() async throws {
        let site = try await Site()
        let change = try await site.submit("changed\n")
        let commit = try await site.land(change)
        let base = try await site.yard.git("rev-parse", "main~1", in: site.yard.user)
        #expect(try await site.landing.publish(commit, over: base, in: site.project) == .landed)
        let late = try await site.submit("b\n", to: "c.txt", ticket: 2)
        let candidate = try await site.candidate(late)
        let work = Work(ticket: site.ticket(2), agent: Agent.ID(name: "ada"))
        let lateCommit = try await site.landing.commit(candidate, of: late, for: work, in: site.project)
        let outside = try await site.yard.git(
            "commit-tree", "main^{tree}", "-p", "main", "-m", "outside", in: site.yard.user)
        try await site.yard.git("update-ref", "refs/heads/main", outside, in: site.yard.user)
        let publication = try await site.landing.publish(lateCommit, over: candidate.target, in: site.project)
        #expect(publication == .targetMoved(to: outside))
    }

    @Test("what the target has already is nothing to land")
    func nothingToLand() async throws {
        let site = try await Site()
        let change = try await site.submit("changed\n")
        let commit = try await site.land(change)
        #expect(try await site.landing.candidate(for: change, in: site.project) == .nothingToLand(target: commit))
    }
}

@Suite("Landing with a remote")
struct RemoteTests {
    private func site() async throws -> Site {
        let site = try await Site { $0.remote = "origin" }
        try await site.yard.git("clone", "-q", "--bare", site.yard.user, site.yard.root + "/origin", in: site.yard.root)
        try await site.yard.git("remote", "add", "origin", site.yard.root + "/origin", in: site.yard.user)
        return site
    }

    private func commitElsewhere(_ site: Site) async throws -> String {
        let other = site.yard.root + "/other"
        try await site.yard.git("clone", "-q", site.yard.root + "/origin", other, in: site.yard.root)
        try site.yard.write("other/elsewhere.txt", "x\n")
        let commit = try await site.yard.commit("elsewhere", in: other)
        try await site.yard.git("push", "-q", "origin", "main", in: other)
        return commit.id
    }

    @Test("a landed commit is on the remote too")
    func pushed() async throws {
        let site = try await site()
        let commit = try await site.land(try await site.submit("changed\n"))
        #expect(try await site.yard.git("rev-parse", "main", in: site.yard.root + "/origin") == commit)
    }

    @Test("when the remote is ahead, the candidate is built on it")
    func remoteAhead() async throws {
        let site = try await site()
        let change = try await site.submit("changed\n")
        let elsewhere = try await commitElsewhere(site)
        #expect(try await site.candidate(change).target == elsewhere)
        let commit = try await site.land(change)
        #expect(try await site.yard.git("rev-parse", "main~1", in: site.yard.user) == elsewhere)
        #expect(try await site.yard.git("rev-parse", "main", in: site.yard.root + "/origin") == commit)
    }

    @Test("when somebody pushes in between, the change is told to go round again")
    func race() async throws {
        let site = try await site()
        let change = try await site.submit("changed\n")
        let candidate = try await site.candidate(change)
        let work = Work(ticket: site.ticket(), agent: Agent.ID(name: "ada"))
        let commit = try await site.landing.commit(candidate, of: change, for: work, in: site.project)
        let elsewhere = try await commitElsewhere(site)
        let publication = try await site.landing.publish(commit, over: candidate.target, in: site.project)
        #expect(publication == .targetMoved(to: elsewhere))
    }

    private func proven(_ site: Site) async throws -> (commit: String, target: String) {
        let change = try await site.submit("changed\n")
        let candidate = try await site.candidate(change)
        let work = Work(ticket: site.ticket(), agent: Agent.ID(name: "ada"))
        let commit = try await site.landing.commit(candidate, of: change, for: work, in: site.project)
        return (commit, candidate.target)
    }

    @Test("what the remote refuses has not landed, and a person reads why")
    func refused() async throws {
        let site = try await site()
        let (commit, target) = try await proven(site)
        try site.yard.write("origin/hooks/pre-receive", "#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n", mode: 0o755)
        guard case .refused(let reason) = try await site.landing.publish(commit, over: target, in: site.project) else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("not on a Friday"))
        #expect(try await site.yard.git("rev-parse", "main", in: site.yard.user) == target)
    }

    @Test("a commit that the remote has and the branch here cannot get is neither landed nor refused")
    func halfway() async throws {
        let site = try await site()
        let (commit, target) = try await proven(site)
        let person = try LongGit(in: site.yard.user)
        try site.yard.write("user/.git/refs/heads/main.lock", "")
        await #expect(throws: GitFailure.self) {
            try await site.landing.publish(commit, over: target, in: site.project)
        }
        #expect(try await site.yard.git("rev-parse", "main", in: site.yard.root + "/origin") == commit)
        person.end()
        #expect(try await site.landing.publish(commit, over: target, in: site.project) == .landed)
    }

    @Test("locks that a killed git left keep nothing from landing", arguments: ["refs/heads/main", "HEAD"])
    func leftLock(_ name: String) async throws {
        let site = try await site()
        let (commit, target) = try await proven(site)
        try site.yard.write("user/.git/\(name).lock", "")
        #expect(try await site.landing.publish(commit, over: target, in: site.project) == .landed)
        #expect(!site.yard.exists("user/.git/\(name).lock"))
    }

    @Test("a remote that does not answer leaves open whether it has the commit")
    func unreachable() async throws {
        let site = try await site()
        let (commit, target) = try await proven(site)
        try await site.yard.git("remote", "set-url", "origin", site.yard.root + "/nowhere", in: site.yard.user)
        await #expect(throws: GitFailure.self) {
            try await site.landing.publish(commit, over: target, in: site.project)
        }
    }

    @Test("branches that have diverged need a person")
    func diverged() async throws {
        let site = try await site()
        let change = try await site.submit("changed\n")
        _ = try await commitElsewhere(site)
        try await site.yard.commitUser("only here")
        let failure = await #expect(throws: WorldFailure.self) {
            try await site.landing.candidate(for: change, in: site.project)
        }
        #expect(failure?.description.contains("have diverged") == true)
    }
}
