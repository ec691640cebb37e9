import Foundation
import Testing

/// Saved work, as a user finds it and brings it back.
@Suite struct RescueVerbTests {
    private func yard() async throws -> (Yard, commit: String) {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        try yard.write("hello\nagain\n", to: "README.md")
        try await yard.git("stash", "-q")
        let commit = try await yard.git("rev-parse", "stash").trimmingCharacters(in: .whitespacesAndNewlines)
        try await yard.git("update-ref", "refs/skein/rescue/T-1/1700000000", commit)
        return (yard, commit)
    }

    @Test func nothingWasSaved() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("rescue", "list").output == "nothing was saved\n")
        let none = try await yard.skein("rescue", "show", "T-1/1700000000")
        #expect(none.status == 3 && none.errors.contains("There is no rescue T-1/1700000000"), "\(none)")
        #expect(try await yard.skein("rescue", "show", "latest").status == 3)
    }

    @Test func listShowAndRestore() async throws {
        let (yard, commit) = try await yard()
        let list = try await yard.skein("rescue", "list", "--ticket", "1")
        #expect(list.status == 0 && list.output.contains("T-1/1700000000"), "\(list)")
        let json = try await yard.skein("rescue", "list", "--json")
        let items = try #require(try json.fields()["items"] as? [[String: Any]])
        #expect(items.map { $0["commit"] as? String } == [commit], "\(json)")
        let show = try await yard.skein("rescue", "show", "T-1/1700000000")
        #expect(show.status == 0 && show.output.contains("commit \(commit)"), "\(show)")
        let restored = try await yard.skein("rescue", "restore", "T-1/1700000000", "--branch", "second-look")
        #expect(restored.output == "branch second-look is at \(commit.prefix(12)) now\n", "\(restored)")
        #expect(try await yard.git("show", "second-look:README.md") == "hello\nagain\n")
        let again = try await yard.skein("rescue", "restore", "T-1/1700000000", "--branch", "second-look")
        #expect(again.status == 4 && again.errors.contains("name a branch that does not exist yet"), "\(again)")
        #expect(try await yard.skein("ticket", "create", "Go on").status == 0)
        let next = try await yard.skein("rescue", "restore", "T-1/1700000000", "--ticket", "1")
        #expect(next.output == "the next run of T-1 starts from \(commit.prefix(12))\n", "\(next)")
        let page = try await yard.skein("ticket", "show", "1").output
        #expect(page.contains("The next run starts from rescue T-1/1700000000"), "\(page)")
    }
}
