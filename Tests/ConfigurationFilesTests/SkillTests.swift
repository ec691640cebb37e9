import ConfigurationFiles
import Domain
import Foundation
import Testing

@Suite struct SkillTests {
    private static let good = "---\nname: code-review\ndescription: Reviews a change.\n---\n# How\n"
    private static let file = "skills/code-review/SKILL.md"

    private func workspace(_ skill: String, agent: String = "skills: [code-review]") throws -> TemporaryWorkspace {
        try TemporaryWorkspace([
            "skein.yaml": smallest, "agents/ada.md": "---\ncommand: tool\n\(agent)\n---\nWork.\n", Self.file: skill,
        ])
    }

    @Test(
        "what the standard allows is read",
        arguments: [
            good,
            "---\nname: code-review\ndescription: \"Reviews: a change.\"\nlicense: MIT\ncompatibility: Needs git\n"
                + "metadata: { author: ada, version: \"1.0\" }\nallowed-tools: Read Bash(git:*)\n---\n",
            "---\r\nname: code-review\r\ndescription: >\r\n  Reviews a\r\n  change.\r\n---\r\nText.\r\n",
            // Full width letters are the same in the normal form that is compared.
            "---\nname: ｃode-review\ndescription: Reviews.\n---\n",
        ])
    func valid(_ text: String) throws {
        let workspace = try workspace(text)
        let skills = try workspace.load().agents[Agent.ID(name: "ada")]?.skills
        #expect(skills?.map(\.name) == ["code-review"])
        #expect(skills?.first?.description.hasPrefix("Reviews") == true)
    }

    @Test(arguments: [
        Complaint(
            "name: code-review\n",
            "\(file):1: the front matter is missing; begin the file with a line `---`, keys such as ",
            "`name: code-review`, and a line `---`; the instructions follow"),
        Complaint(
            "---\nname: code-review\n",
            "\(file):1: the front matter is not ended; write a line `---` between the keys and the instructions"),
        Complaint("---\n---\n", "\(file):1: the front matter is empty; write `name` and `description`"),
        Complaint(
            "---\nname: code-review\n---\n",
            "\(file):1: description: the key is missing; write for example `description: Reviews a change. Use it ",
            "before a change is handed in.`"),
        Complaint(
            "---\nname: code-review\ndescription: \" \"\n---\n",
            "\(file):3: description: expected a text, found the text \" \"; write for example `description: Reviews a ",
            "change. Use it before a change is handed in.`"),
        Complaint(
            "---\nname: code-review\ndescription: \(String(repeating: "ä", count: 1025))\n---\n",
            "\(file):3: description: expected at most 1024 characters, found 1025; ",
            "say the rest below the front matter"),
        Complaint(
            "---\nname: review\ndescription: Reviews.\n---\n",
            "\(file):2: name: the folder is called \"code-review\" and the skill \"review\"; give both the same name"),
        Complaint(
            "---\nname: Code_Review\ndescription: Reviews.\n---\n",
            "\(file):2: name: \"Code_Review\" cannot be the name of a skill: it has capital letters; use letters, ",
            "digits and single `-` between them"),
        Complaint(
            "---\nname: code-review\ndescription: Reviews.\nversion: 1\n---\n",
            "\(file):4: version: there is no such key; the keys here are allowed-tools, compatibility, description, ",
            "license, metadata, name"),
        Complaint(
            "---\nname: code-review\ndescription: Reviews.\nmetadata: { tags: [a] }\n---\n",
            "\(file):4: metadata.tags: expected a text, found a list; write for example `metadata: { author: ada }`"),
        Complaint(
            "---\nname: code-review\ndescription: Reviews.\nallowed-tools: [Read]\n---\n",
            "\(file):4: allowed-tools: expected a text, found a list; write for example `allowed-tools: Read ",
            "Bash(git:*)`"),
        Complaint(
            "---\nname: code-review\ndescription: Reviews: a change\n---\n",
            "\(file):3: this is not YAML: mapping values are not allowed in this context; look at this line and the ",
            "one above it for indentation, a missing `:` or an open quote"),
    ])
    func invalid(_ complaint: Complaint) throws {
        #expect(try workspace(complaint.text).complaints() == complaint.expected)
    }

    @Test("files that could not be copied are named", arguments: ["links", "many", "large", "deep", "pipe"])
    func contents(_ kind: String) throws {
        let workspace = try workspace(Self.good)
        let folder = "skills/code-review"
        switch kind {
        case "links": try workspace.link("\(folder)/passwd", to: "/etc/passwd")
        case "many": for number in 1...200 { try workspace.write("\(folder)/\(number)", "") }
        case "large": try workspace.write("\(folder)/blob", Data(count: (5 << 20) + 1))
        case "deep": try workspace.makeFolder("\(folder)/a/b/c/d/e/f/g/h")
        default: mkfifo(workspace.path("\(folder)/pipe"), 0o600)
        }
        let expected = [
            "links": "\(folder)/passwd: this is a symbolic link; copy the file to its place",
            "many": "\(folder): it has more than 200 files; keep what the agent needs",
            "large": "\(folder): its files are larger than 5 MB together; keep what the agent needs",
            "deep": "\(folder)/a/b/c/d/e/f/g/h: its folders lie more than 8 deep; write it flatter",
            "pipe": "\(folder)/pipe: this is no regular file; remove it",
        ]
        #expect(try workspace.complaints() == expected[kind])
    }

    @Test(
        "an agent names skills that there are, each once",
        arguments: [
            Complaint(
                "skills: [code-reviw]",
                "agents/ada.md:3: skills: there is no skill code-reviw; did you mean `code-review`?"),
            Complaint(
                "skills: [../agents]",
                "agents/ada.md:3: skills: \"../agents\" cannot be the name of a skill: it has `.` in it, and only ",
                "letters, digits and `-` are allowed; name a folder of `skills/`"),
            Complaint(
                "skills: [code-review, code-review]",
                "agents/ada.md:3: skills: code-review is named twice; remove one of them"),
        ])
    func named(_ complaint: Complaint) throws {
        #expect(try workspace(Self.good, agent: complaint.text).complaints() == complaint.expected)
    }

    @Test("a bad skill that no agent names keeps nothing from loading, and is found when all are looked at")
    func unnamed() throws {
        let workspace = try workspace("nothing", agent: "role: engineer")
        #expect(try workspace.complaints() == "")
        let all = SkillFolder.all(in: try WorkspaceFolder(root: workspace.root))
        #expect(all.map(\.name) == ["code-review"])
        #expect(throws: ConfigurationErrors.self) { try all[0].result.get() }
    }

    @Test("a skill is added once, whole, from anywhere, and only when it is right")
    func added() throws {
        let workspace = try TemporaryWorkspace(["skein.yaml": smallest])
        let folder = try WorkspaceFolder(root: workspace.root)
        let elsewhere = try TemporaryWorkspace([
            "code-review/SKILL.md": Self.good, "code-review/scripts/run.sh": "#!/bin/sh\n", "other/SKILL.md": Self.good,
        ])
        chmod(elsewhere.path("code-review/scripts/run.sh"), 0o755)
        #expect(try addSkill(from: elsewhere.path("code-review"), to: folder).name == "code-review")
        #expect(try workspace.read(Self.file) == Self.good)
        #expect(access(workspace.path("skills/code-review/scripts/run.sh"), X_OK) == 0)
        let twice = #expect(throws: ConfigurationErrors.self) {
            try addSkill(from: elsewhere.path("code-review"), to: folder)
        }
        #expect(
            twice?.description
                == "skills/code-review: there is a skill of this name already; remove or rename it first")
        #expect(throws: ConfigurationErrors.self) { try addSkill(from: elsewhere.path("other"), to: folder) }
        #expect(SkillFolder.names(in: folder) == ["code-review"])
    }

    @Test("an edit of a skill is seen")
    func watched() throws {
        let workspace = try workspace(Self.good)
        var watch = ConfigurationWatch(try WorkspaceFolder(root: workspace.root))
        try workspace.write(Self.file, Self.good + "More.\n")
        let isChanged = watch.hasChanged()
        #expect(isChanged)
    }
}
