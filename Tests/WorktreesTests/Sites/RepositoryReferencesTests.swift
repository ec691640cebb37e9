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
}
