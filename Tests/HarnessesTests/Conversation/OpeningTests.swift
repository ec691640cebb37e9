import Testing

@testable import Harnesses

@Suite("Opening")
struct OpeningTests {
    private let opening = Opening(
        run: 7, prompt: "Mend it.", worktree: "/w/T-1", writable: [], model: nil, effort: nil, permissions: .edits,
        session: .fresh, home: nil)

    @Test("identifiers are UUIDs that differ by number, run and place, and stay the same")
    func identifiers() throws {
        var other = opening
        other.run = 8
        var elsewhere = opening
        elsewhere.worktree = "/v/T-1"
        let all = [opening.uuid(1), opening.uuid(2), other.uuid(1), elsewhere.uuid(1)]
        #expect(Set(all).count == 4)
        #expect(opening.uuid(1) == all[0])
        for one in all {
            #expect(one.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }
}
