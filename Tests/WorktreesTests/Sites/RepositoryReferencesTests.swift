import Domain
import Testing

@testable import Worktrees

@Suite("What the commits of a target say of themselves")
struct RepositoryReferencesTests {
    @Test("all that landed is found, also below a commit with an old date")
    func oldDates() async throws {
        let site = try await Site()
        let newer = try await site.land(try await site.submit("one\n"))
        var late = try await site.submit("two\n", to: "b.txt", ticket: 2)
        // It waited in the queue while the other landed.
        late.submittedAt = late.submittedAt + Span(milliseconds: -7_200_000)
        let older = try await site.land(late)
        try await site.yard.git("checkout", "-q", "-f", "main", in: site.yard.user)
        try await site.yard.git(
            "-c", "user.name=U", "commit", "-q", "--allow-empty", "-m", "no Skein-Change: of ours",
            in: site.yard.user)
        let landed = try await RepositoryReferences().landed(in: site.project)
        #expect(landed.map(\.commit) == [older, newer])
        #expect(landed.map(\.ticket.number) == [2, 1])
        #expect(landed[0].committedAt == Instant(milliseconds: late.submittedAt.milliseconds / 1000 * 1000))
    }

    @Test("what an agent writes beneath its own commit is not believed; what a person merged is found")
    func forged() async throws {
        let site = try await Site { $0.strategy = .merge }
        let assignment = site.assignment()
        _ = try await site.worktrees.prepare(assignment)
        let worktree = assignment.places.worktree
        try site.yard.write("\(worktree)/a.txt", "mine\n")
        _ = try await site.yard.commit("work\n\nSkein-Ticket: T-9\nSkein-Change: C-9", in: worktree)
        let landed = try await site.land(
            site.change(head: try #require(try await site.worktrees.collect(assignment))))
        #expect(try await RepositoryReferences().landed(in: site.project).map(\.commit) == [landed])
        let user = site.yard.user
        try await site.yard.git("checkout", "-q", "-f", "-b", "aside", "main~1", in: user)
        _ = try await site.yard.commit("a person's", in: user)
        try await site.yard.git("merge", "-q", "--no-edit", "main", in: user)
        try await site.yard.git("branch", "-q", "-f", "main", "aside", in: user)
        #expect(try await RepositoryReferences().landed(in: site.project).map(\.commit) == [landed])
    }

    @Test("what was chosen for tickets that nobody knows is taken back, and nothing else")
    func choices() async throws {
        let site = try await Site()
        let yard = site.yard
        for name in ["T-2", "T-3", "T-30"] {
            try await yard.git("update-ref", "refs/skein/next/\(name)", "main", in: yard.user)
        }
        try await RepositoryReferences().forgetChoices(in: site.project, after: Ticket.ID(number: 2))
        let left = try await yard.git("for-each-ref", "--format=%(refname)", "refs/skein/next", in: yard.user)
        #expect(left == "refs/skein/next/T-2")
    }
}
