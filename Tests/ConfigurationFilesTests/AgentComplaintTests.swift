import ConfigurationFiles
import Testing

@Suite struct AgentComplaintTests {
    /// Lines of front matter behind `command: tool`, which is line 2.
    @Test(arguments: [
        Complaint(
            "manager: bob",
            "agents/ada.md:3: manager: there is no agent bob; write the file agents/bob.md, or ",
            "name one of ada"),
        Complaint("manager: adb", "agents/ada.md:3: manager: there is no agent adb; did you mean `ada`?"),
        Complaint(
            "manager: ada",
            "agents/ada.md:3: manager: the managers go in a circle: ada → ada; remove `manager` ",
            "from one of these agents"),
        Complaint(
            "harness: claud",
            "agents/ada.md:3: harness: there is no harness \"claud\"; did you mean `claude`?"),
        Complaint(
            "harness: [claude]",
            "agents/ada.md:3: harness: expected the name of a harness, found a list; write for ",
            "example `harness: claude`"),
        Complaint(
            "fallback: [opus, { harnes: codex }]",
            "agents/ada.md:3: fallback.harnes: there is no such key; did you mean `harness`?"),
        Complaint(
            "permissions: root",
            "agents/ada.md:3: permissions: expected ask or edits or all, found the text \"root\"; ",
            "write for example `permissions: all`"),
        Complaint(
            "prompt: args",
            "agents/ada.md:3: prompt: expected stdin or file, found the text \"args\"; write for ",
            "example `prompt: file`"),
        Complaint(
            "prompt: file",
            "agents/ada.md:3: prompt: the prompt is in a file that the command does not name; ",
            "put {prompt_file} into `command`, or write `prompt: stdin`"),
        Complaint(
            "timeLimit: 0s",
            "agents/ada.md:3: timeLimit: expected 1s to 7d, found 0s; write for example ",
            "`timeLimit: 1h`"),
        Complaint(
            "maxRuns: 1001",
            "agents/ada.md:3: maxRuns: expected a number from 1 to 1000, found the number 1001; ",
            "write for example `maxRuns: 2`"),
        Complaint(
            "projects: web",
            "agents/ada.md:3: projects: expected a list of names of projects, found the text ",
            "\"web\"; write for example `projects: [web]`"),
        Complaint(
            "projects: [web, wbe]",
            "agents/ada.md:3: projects: there is no project wbe; projects are listed in ",
            "skein.yaml, or name one of web"),
        Complaint("projects:\n  - web\n  - web", "agents/ada.md:5: projects: web is named twice; remove one of them"),
        Complaint(
            "projects: [[web]]",
            "agents/ada.md:3: projects: expected the name of a project, found a list; write for ",
            "example `projects: [web]`"),
        Complaint(
            "environment: [CI]",
            "agents/ada.md:3: environment: expected a map of variables, found a list; write for ",
            "example `environment: { CI: 1 }`"),
        Complaint(
            "environment: { A B: 1 }",
            "agents/ada.md:3: environment.\"A B\": \"A B\" cannot be the name of a variable; use ",
            "A-Z, a-z, 0-9 and `_`"),
        Complaint(
            "environment: { SKEIN_URL: x }",
            "agents/ada.md:3: environment.SKEIN_URL: SKEIN_URL is set by Skein itself; choose ",
            "another name"),
        Complaint(
            "environment: { CI: [1] }",
            "agents/ada.md:3: environment.CI: expected a text, found a list; write for example ",
            "`environment: { CI: 1 }`"),
        Complaint(
            "passEnvironment: [1X]",
            "agents/ada.md:3: passEnvironment: \"1X\" cannot be the name of a variable; use A-Z, ",
            "a-z, 0-9 and `_`"),
        Complaint("modell: x", "agents/ada.md:3: modell: there is no such key; did you mean `model`?"),
        Complaint(
            "role: a\nrole: b",
            "agents/ada.md:4: role: the key is written again; it stands on line 3 already; keep ",
            "one of them"),
        Complaint(
            "role: [a",
            "agents/ada.md:4: this is not YAML: did not find expected ',' or ']'; look at this ",
            "line and the one above it for indentation, a missing `:` or an open quote"),
    ])
    func behindTheCommand(_ complaint: Complaint) throws {
        #expect(try complaints(frontMatter: "command: tool\n" + complaint.text) == complaint.expected)
    }

    @Test(arguments: [
        Complaint(
            "role: a",
            "agents/ada.md:1: neither a harness nor a command is written; write for example ",
            "`harness: claude`, or `command: [./agent.sh]`"),
        Complaint(
            "harness: command",
            "agents/ada.md:2: harness: with the harness `command` the agent's program must be written; ",
            "add a line such as `command: [./agent.sh]`"),
        Complaint(
            "command: []",
            "agents/ada.md:2: command: the command is empty; write for example `command: ",
            "[claude, -p]`"),
        Complaint(
            "command: tool > out",
            "agents/ada.md:2: command: `>` in \"tool > out\" means something to a shell only, ",
            "and no shell runs this; quote it, or write `[sh, -c, \"tool > out\"]`"),
        Complaint(
            "command: [tool, \"{promt_file}\"]",
            "agents/ada.md:2: command: nothing is filled in for \"{promt_file}\"; did you mean ",
            "`{prompt_file}`?"),
        Complaint(
            "command: [tool, \"--m={model}\"]",
            "agents/ada.md:2: command: the command uses {model} and no model is set; add a line ",
            "such as `model: opus`"),
        Complaint("", "agents/ada.md:1: the front matter is empty; write at least `harness: claude` in it"),
        Complaint(
            "- a",
            "agents/ada.md:1: expected a map of the keys of an agent, found a list; write for ",
            "example `role: engineer`"),
    ])
    func wholeFrontMatter(_ complaint: Complaint) throws {
        #expect(try complaints(frontMatter: complaint.text) == complaint.expected)
    }

    @Test func fences() throws {
        let missing = try complaints(yaml: smallest, agents: ["ada": "Just work.\n"])
        #expect(
            missing == """
                agents/ada.md:1: the front matter is missing; begin the file with a line `---`, \
                keys such as `command: [claude, -p]`, and a line `---`; the instructions follow
                """)
        let empty = try complaints(yaml: smallest, agents: ["ada": ""])
        #expect(empty == missing)
        let open = try complaints(yaml: smallest, agents: ["ada": "---\ncommand: tool\nWork.\n"])
        #expect(
            open == """
                agents/ada.md:1: the front matter is not ended; write a line `---` between the keys \
                and the instructions
                """)
    }

    @Test func namesOfFiles() throws {
        let agent = "---\ncommand: tool\n---\n"
        let bad = try complaints(yaml: smallest, agents: ["Ada L": agent])
        #expect(
            bad == """
                agents/Ada L.md: \"Ada L\" cannot be the name of an agent: a name is 1 to 40 of \
                a-z, 0-9, `-` and `_`, and does not begin with `-`; write `ada-l`
                """)
        let twins = try complaints(yaml: smallest, agents: ["Ada": agent, "ada": agent])
        #expect(twins == "agents/Ada.md: the name differs from agents/ada.md only in case; rename one of the two files")
    }

    @Test func circlesAreToldOnce() throws {
        func agent(_ manager: String) -> String { "---\ncommand: tool\nmanager: \(manager)\n---\n" }
        let text = try complaints(
            yaml: smallest, agents: ["a": agent("b"), "b": agent("c"), "c": agent("b"), "d": agent("a")])
        #expect(
            text == """
                agents/b.md:3: manager: the managers go in a circle: b → c → b; remove `manager` \
                from one of these agents
                """)
    }

    @Test func agentsThatIsNoFolder() throws {
        let text = try TemporaryWorkspace(["skein.yaml": smallest, "agents": ""]).complaints()
        #expect(text == "agents: this is a file; make it a folder with one file an agent")
    }
}
