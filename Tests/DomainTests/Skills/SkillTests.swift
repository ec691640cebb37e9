import Domain
import Testing

@Suite("The name of a skill")
struct SkillTests {
    @Test(
        "may be letters, digits and single dashes",
        arguments: ["a", "pdf-processing", "s3", "9-lives", "überblick", "資料", String(repeating: "a", count: 64)])
    func good(_ name: String) {
        #expect(Skill.fault(ofName: name) == nil)
    }

    @Test(
        "is refused with what is wrong with it",
        arguments: [
            ("", "it is empty"), (String(repeating: "a", count: 65), "it is 65 characters long and 64 are allowed"),
            ("PDF", "it has capital letters"), ("-a", "it begins or ends with `-`"),
            ("a-", "it begins or ends with `-`"), ("a--b", "it has two `-` in a row"),
            ("a_b", "it has `_` in it, and only letters, digits and `-` are allowed"),
            ("a b", "it has a space in it, and only letters, digits and `-` are allowed"),
            ("..", "it has `.` in it, and only letters, digits and `-` are allowed"),
            ("a/b", "it has `/` in it, and only letters, digits and `-` are allowed"),
            ("a\u{202E}b", "it has the character U+202E in it, and only letters, digits and `-` are allowed"),
        ])
    func bad(_ name: String, _ fault: String) {
        #expect(Skill.fault(ofName: name) == fault)
    }
}
