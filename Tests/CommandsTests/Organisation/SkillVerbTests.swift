import Foundation
import Testing

/// `skein skill`, as a user meets it.
@Suite struct SkillVerbTests {
    @Test func addedListedChecked() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("skill", "list").output == "no skills yet: `skein skill add FOLDER` copies one\n")
        try yard.write(
            "---\nname: code-review\ndescription: Reviews a change.\n---\nRead it.\n", to: "more/code-review/SKILL.md")
        let added = try await yard.skein("skill", "add", "more/code-review")
        #expect(added.output == "added skills/code-review: name it in `skills` of an agent's file\n", "\(added)")
        #expect(try await yard.skein("skill", "add", "more/code-review").status == 5)
        let list = try await yard.skein("skill", "list")
        #expect(list.output == "SKILL        DESCRIPTION\ncode-review  Reviews a change.\n", "\(list)")
        #expect(try await yard.skein("skill", "validate").output == "code-review: right\n")
        try yard.write("---\nname: other\n---\n", to: "skills/code-review/SKILL.md")
        let wrong = try await yard.skein("skill", "validate", "skills/code-review")
        #expect(
            wrong.status == 5 && wrong.errors.contains("code-review/SKILL.md:2: name: the folder is called"), "\(wrong)"
        )
        #expect(try await yard.skein("skill", "validate").status == 5)
        #expect(try await yard.skein("agent", "list").status == 0)
    }
}
