import Foundation
import Testing

@Suite struct ImportVerbTests {
    @Test("what was imported is said, with what was not, and can be served")
    func imports() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init", "--template", "solo", "--harness", "claude").status == 0)
        let agent = "---\nname: tester\ndescription: Tries things.\ncolor: red\nhooks: x\n---\nTry.\n"
        try yard.write(agent, to: ".claude/agents/tester.md")
        let outcome = try await yard.skein("import", ".")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(
            outcome.output.contains("wrote agents/tester.md") && outcome.output.contains("`hooks` has no counterpart"))
        #expect(try await yard.skein("agent", "list").output.contains("tester"))
        let again = try await yard.skein("import", ".")
        #expect(again.status == 5 && again.errors.contains("is not overwritten"), "\(again)")
        let forced = try await yard.skein("import", ".", "--force", "--json").fields()
        #expect(forced["written"] as? [String] == ["agents/tester.md"])
        #expect((forced["left"] as? [String])?.isEmpty == true)
        let nothing = try await yard.skein("import", "../none")
        #expect(nothing.status == 5 && nothing.errors.contains("there is nothing here"), "\(nothing)")
    }
}
