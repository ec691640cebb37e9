import Testing

/// Real agents find the skills that they are given by themselves.
@Suite("Skills in real agents", .timeLimit(.minutes(3)))
struct SkillTests {
    private static let script = #"""
        ```script
        [{"tools": [{"write": {"path": "whole.txt", "content": "whole\n"}}]}, {"text": "Done."}]
        ```
        """#

    @Test(
        "are told to the model by the program itself, beside the project's own, and land nowhere",
        arguments: Subject.toolUsers)
    func told(_ subject: Subject) async throws {
        let own = subject == .claude ? ".claude/skills/own-way" : ".agents/skills/own-way"
        let files = [
            "skills/house-style/SKILL.md":
                "---\nname: house-style\ndescription: Plum coloured rules of the house.\n---\nRead me.\n",
            "\(own)/SKILL.md": "---\nname: own-way\ndescription: Olive rules of the project.\n---\nRead me.\n",
        ]
        try await ServedShop.with(subject, files: files, keys: "skills: [house-style]") { shop in
            try await shop.skein("ticket", "create", "Write it", "--agent", "ada", "--body", Self.script)
            _ = try await shop.waitUntilDone("T-1")
            let asked = try shop.asked()
            #expect(asked.contains { $0.contains("Plum coloured rules of the house.") })
            #expect(asked.contains { $0.contains("Olive rules of the project.") })
            #expect(!asked.contains { $0.contains("Read the file of a skill before") }, "the brief need not say it")
            let landed = try await shop.git("ls-tree", "-r", "--name-only", "main").split(separator: "\n")
            #expect(landed.contains("whole.txt"))
            let copies = landed.filter { $0.hasPrefix(".agents") || $0.hasPrefix(".claude") }
            #expect(copies == ["\(own)/SKILL.md"])
        }
    }
}
