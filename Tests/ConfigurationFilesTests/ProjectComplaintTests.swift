import ConfigurationFiles
import Testing

@Suite struct ProjectComplaintTests {
    /// Replaces the line `gates:` of a file that is right, or adds to it.
    @Test(arguments: [
        Complaint(
            "gates: make test",
            "skein.yaml:5: projects.web.gates: expected a map of gates, found the text \"make ",
            "test\"; write for example `gates: { test: [make, test] }`"),
        Complaint(
            "gates: [make, test]",
            "skein.yaml:5: projects.web.gates: expected a map of gates, found a list; write for ",
            "example `gates: { test: [make, test] }`"),
        Complaint(
            "gates: {}",
            "skein.yaml:5: projects.web.gates: there is no gate, so nothing could be proven ",
            "before it lands; write for example `gates: { test: [make, test] }`"),
        Complaint(
            "gates:",
            "skein.yaml:5: projects.web.gates: expected a map of gates, found nothing; write a ",
            "value or remove the line"),
        Complaint(
            "maxRuns: 2",
            "skein.yaml:2: projects.web.gates: the key is missing; write for example `gates: { ",
            "test: [make, test] }`"),
        Complaint(
            "gates: { test: [] }",
            "skein.yaml:5: projects.web.gates.test: the command is empty; write for example ",
            "`test: [make, test]`"),
        Complaint(
            "gates: { test: \"\" }",
            "skein.yaml:5: projects.web.gates.test: the command is empty; write for example ",
            "`test: [make, test]`"),
        Complaint(
            "gates: { test: [\"\", a] }",
            "skein.yaml:5: projects.web.gates.test: the command is empty; write for example ",
            "`test: [make, test]`"),
        Complaint(
            "gates: { test: }",
            "skein.yaml:5: projects.web.gates.test: expected a program and its arguments, found ",
            "nothing; write for example `test: [make, test]`"),
        Complaint(
            "gates: { test: [make, [a]] }",
            "skein.yaml:5: projects.web.gates.test: expected a text, found a list; write for ",
            "example `test: [make, test]`"),
        Complaint(
            "gates: { test: [make, ~] }",
            "skein.yaml:5: projects.web.gates.test: expected a text, found nothing; write for ",
            "example `test: [make, test]`"),
        Complaint(
            "gates: { Test: [make] }",
            "skein.yaml:5: projects.web.gates.Test: \"Test\" cannot be the name of a gate: a ",
            "name is 1 to 40 of a-z, 0-9, `-` and `_`, and does not begin with `-`; write `test`"),
        Complaint(
            "gates: { test: { timeout: 5m } }",
            "skein.yaml:5: projects.web.gates.test.command: the key is missing; write for ",
            "example `command: [make, test]`"),
        Complaint(
            "gates: { test: { command: make, timeout: 2d } }",
            "skein.yaml:5: projects.web.gates.test.timeout: expected 1s to 1d, found 2d; write ",
            "for example `timeout: 10m`"),
        Complaint(
            "gates: { test: { command: make, timout: 2m } }",
            "skein.yaml:5: projects.web.gates.test.timout: there is no such key; did you mean ",
            "`timeout`?"),
        Complaint(
            "gates: { test: make a && make b }",
            "skein.yaml:5: projects.web.gates.test: `&` in \"make a && make b\" means something ",
            "to a shell only, and no shell runs this; quote it, or write `[sh, -c, \"make a && ",
            "make b\"]`"),
        Complaint(
            "gates: { test: make 'a }",
            "skein.yaml:5: projects.web.gates.test: the command \"make 'a\" ends inside `'`; ",
            "close the quote"),
    ])
    func gates(_ complaint: Complaint) throws {
        let yaml = smallest.replacing("gates: { test: [make, test] }", with: complaint.text)
        #expect(try complaints(yaml: yaml) == complaint.expected)
    }

    @Test(arguments: [
        Complaint(
            "strategy: sqash",
            "skein.yaml:6: projects.web.strategy: expected squash or merge, found the text ",
            "\"sqash\"; did you mean `squash`?"),
        Complaint(
            "strategy: rebase",
            "skein.yaml:6: projects.web.strategy: expected squash or merge, found the text ",
            "\"rebase\"; write for example `strategy: merge`"),
        Complaint(
            "autoUpdateCheckout: yes",
            "skein.yaml:6: projects.web.autoUpdateCheckout: expected true or false, found the ",
            "text \"yes\"; write for example `autoUpdateCheckout: true`"),
        Complaint(
            "keep: .build",
            "skein.yaml:6: projects.web.keep: expected a list of git patterns, found the text ",
            "\".build\"; write for example `keep: [.build, node_modules]`"),
        Complaint(
            "keep: [../x]",
            "skein.yaml:6: projects.web.keep: \"../x\" reaches outside the repository or negates ",
            "a pattern; write for example `keep: [.build, node_modules]`"),
        Complaint(
            "remote: -x",
            "skein.yaml:6: projects.web.remote: expected the name of a git remote, found \"-x\"; ",
            "write a name that `git remote` prints"),
        Complaint(
            "agent: Ada",
            "skein.yaml:6: projects.web.agent: \"Ada\" cannot be the name of an agent: a name is ",
            "1 to 40 of a-z, 0-9, `-` and `_`, and does not begin with `-`; write `ada`"),
        Complaint(
            "agent: ada",
            "skein.yaml:6: projects.web.agent: there is no agent ada; write the file ",
            "agents/ada.md"),
        Complaint(
            "goal: x",
            "skein.yaml:6: projects.web.goal: there is no such key; the keys here are agent, ",
            "autoUpdateCheckout, gates, keep, maxRuns, path, remote, strategy, target"),
    ])
    func otherKeys(_ complaint: Complaint) throws {
        #expect(try complaints(yaml: smallest + "    \(complaint.text)\n") == complaint.expected)
    }

    @Test(arguments: ["a b", "-a", "a..b", "a/", "/a", ".a", "a.lock", "refs/heads/a", "HEAD", "a:b", "a~1"])
    func branches(name: String) throws {
        let text = try complaints(yaml: smallest.replacing("main", with: "\"\(name)\""))
        #expect(
            text == """
                skein.yaml:4: projects.web.target: expected the name of a branch, found \
                \"\(name)\"; write for example `target: main`
                """)
    }

    @Test func names() throws {
        let bad = try complaints(yaml: smallest.replacing("web:", with: "My Web:"))
        #expect(
            bad == """
                skein.yaml:2: projects.\"My Web\": \"My Web\" cannot be the name of a project: a \
                name is 1 to 40 of a-z, 0-9, `-` and `_`, and does not begin with `-`; write \
                `my-web`
                """)
        let twins = try complaints(yaml: smallest + "  Web: {}\n")
        #expect(twins == "skein.yaml:6: projects.Web: \"Web\" differs from `web` only in case; choose another name")
        let twice = try complaints(yaml: smallest + "  web: {}\n")
        #expect(twice == "skein.yaml:6: web: the key is written again; it stands on line 2 already; keep one of them")
        let nothing = try complaints(yaml: "projects:\n  web:\n")
        #expect(
            nothing == """
                skein.yaml:2: projects.web: expected a map of the keys of project web, found \
                nothing; write for example `web: { path: ., target: main, gates: { test: [make, \
                test] } }`
                """)
    }

    @Test func anAssigneeThatDoesNotAcceptTheProject() throws {
        let yaml = smallest + "    agent: ada\n  api: { path: ., target: main, gates: { a: [make] } }\n"
        let ada = "---\ncommand: tool\nprojects: [api]\n---\n"
        let text = try complaints(yaml: yaml, agents: ["ada": ada]).split(separator: "\n").first
        #expect(
            text == """
                skein.yaml:6: projects.web.agent: agent ada does not accept this project; add web \
                to `projects` in agents/ada.md, or name another agent
                """)
    }

    @Test func programsThatCannotBeFound() throws {
        let gates = "gates: { a: [make], b: [mkae, x], c: { command: scripts/test } }"
        let yaml = smallest.replacing("gates: { test: [make, test] }", with: gates)
        let text = try TemporaryWorkspace(["skein.yaml": yaml]).complaints(.makeOnly)
        #expect(
            text == """
                skein.yaml:5: projects.web.gates.b: the program "mkae" is not in PATH; install it or correct the command
                skein.yaml:5: projects.web.gates.c: there is no program "scripts/test" in ROOT; \
                correct it; a program that an earlier gate builds is started as `[sh, -c, scripts/test]`
                """)
    }

    @Test func theSystemLooksPrograms() throws {
        let workspace = try TemporaryWorkspace(["text": ""])
        #expect(ProgramLookup.system.isFound("sh", workspace.root))
        #expect(ProgramLookup.system.isFound("/bin/sh", workspace.root))
        #expect(!ProgramLookup.system.isFound("no-such-program", workspace.root))
        #expect(!ProgramLookup.system.isFound("./text", workspace.root))
    }
}
