import ConfigurationFiles
import Domain
import Testing

@Suite struct InitialiseTests {
    private let web = Project.ID(name: "web")

    private func initialise(
        _ workspace: TemporaryWorkspace, _ path: String = ".", gate: [String]? = nil
    ) throws -> [String] {
        var plan = WorkspacePlan(projectName: "web", target: "main")
        plan.projectPath = path
        plan.gate = gate
        return try ConfigurationFiles.initialise(at: workspace.root, plan)
    }

    @Test(arguments: Organisation.all.map(\.name))
    func everyTemplateLoads(name: String) throws {
        let workspace = try TemporaryWorkspace(["Makefile": "test:\n"])
        var plan = WorkspacePlan(projectName: "web", target: "main")
        let organisation = try #require(Organisation.named(name))
        plan.organisation = organisation
        plan.harness = "codex"
        let written = try ConfigurationFiles.initialise(at: workspace.root, plan)
        let configuration = try workspace.load()
        #expect(configuration.projects[web]?.agent?.name == organisation.first)
        #expect(configuration.agents.count == written.count { $0.hasPrefix("agents/") })
        #expect(configuration.agents.values.allSatisfy { $0.harness.name == "codex" && !$0.instructions.isEmpty })
        for agent in configuration.agents.values {
            #expect(agent.instructions.utf8.count < 1000, "short: it is read in every run")
        }
    }

    @Test(arguments: [
        (["Package.swift": ""], ["swift", "test"], [".build"]),
        (["Package.swift": "", "Makefile": "all:\n\ntest: all\n"], ["make", "test"], [".build"]),
        (["Package.swift": "", "Makefile": "all:\n\tmake test:\n"], ["swift", "test"], [".build"]),
        (["package.json": #"{"scripts": {"test": "vitest run"}}"#], ["npm", "test"], ["node_modules"]),
        (["pyproject.toml": ""], ["python3", "-m", "pytest", "-q"], [".venv"]),
        (["pytest.ini": ""], ["python3", "-m", "pytest", "-q"], [".venv"]),
        (["go.mod": ""], ["go", "test", "./..."], []),
        (["Cargo.toml": ""], ["cargo", "test"], ["target"]),
    ])
    func whatIsWrittenLoads(files: [String: String], gate: [String], keep: [String]) throws {
        let workspace = try TemporaryWorkspace(files)
        #expect(try initialise(workspace) == ["skein.yaml", "agents/ada.md", "agents/grace.md", ".gitignore"])
        let configuration = try workspace.load()
        let definition = Project.Definition(
            path: workspace.root, target: "main", gates: [Gate(name: "test", command: gate)],
            agent: Agent.ID(name: "ada"), keep: keep)
        #expect(configuration.projects == [web: definition])
        #expect(configuration.agents.keys.sorted().map(\.name) == ["ada", "grace"])
        #expect(configuration.settings == Workspace.Settings(name: "web"))
    }

    @Test(arguments: [
        [:], ["package.json": #"{"scripts": {"test": "echo \"Error: no test specified\" && exit 1"}}"#],
        ["package.json": "{"],
    ])
    func withoutAGuessAPersonMustSay(files: [String: String]) throws {
        let workspace = try TemporaryWorkspace(files)
        _ = try initialise(workspace)
        let text = try workspace.complaints()
        #expect(
            text == """
                skein.yaml:17: projects.web.gates.test: the command is empty; write for example \
                `test: [make, test]`
                """)
        let lines = try workspace.read("skein.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[16] == "      test: []")
    }

    @Test func aGivenGateIsWrittenAsItIs() throws {
        let workspace = try TemporaryWorkspace()
        let gate = ["sh", "-c", "make \"a\" && echo 'ü\t' | cat", "", "~", "#x", "a: b", "- ", "*x"]
        _ = try initialise(workspace, gate: gate)
        #expect(try workspace.load().projects[web]?.gates.first?.command == gate)
    }

    @Test func aRepositoryBelowOrOutside() throws {
        let workspace = try TemporaryWorkspace(["code/go.mod": ""])
        #expect(try initialise(workspace, "code") == ["skein.yaml", "agents/ada.md", "agents/grace.md"])
        #expect(try workspace.load().projects[web]?.path == workspace.path("code"))
        let outside = try TemporaryWorkspace(["go.mod": ""])
        let other = try TemporaryWorkspace()
        #expect(try initialise(other, outside.root) == ["skein.yaml", "agents/ada.md", "agents/grace.md"])
        #expect(try other.load().projects[web]?.path == outside.root)
        #expect(try outside.everything == ["go.mod"])
    }

    @Test(arguments: [
        ("a", "a\n/.skein/\n"), ("a\n", "a\n/.skein/\n"), ("", "/.skein/\n"), ("a\r\n", "a\r\n/.skein/\n"),
        (".skein/\n", ".skein/\n"), ("b\r\n/.skein\r\n", "b\r\n/.skein\r\n"),
    ])
    func theStateIsIgnoredOnce(before: String, after: String) throws {
        let workspace = try TemporaryWorkspace([".gitignore": before])
        let written = try initialise(workspace)
        #expect(try workspace.read(".gitignore") == after)
        #expect(written.contains(".gitignore") == (before != after))
    }

    @Test(arguments: ["skein.yaml", "agents/ada.md", "agents/grace.md"])
    func nothingIsOverwritten(name: String) throws {
        let workspace = try TemporaryWorkspace([name: "mine"])
        let before = try workspace.everything
        let error = #expect(throws: ConfigurationError.self) { try initialise(workspace) }
        #expect(
            error?.description == """
                \(name): the file exists already and is not overwritten; edit it, or move it away \
                and run `skein init` again
                """)
        #expect(try workspace.everything == before)
        #expect(try workspace.read(name) == "mine")
    }

    @Test func whatCannotBeUsedWritesNothing() throws {
        let workspace = try TemporaryWorkspace()
        let root = workspace.root
        let name = #expect(throws: ConfigurationError.self) {
            try ConfigurationFiles.initialise(at: root, .init(projectName: "Web", target: "main"))
        }
        #expect(
            name?.description == """
                skein.yaml: projects: \"Web\" cannot be the name of a project: a name is 1 to 40 of \
                a-z, 0-9, `-` and `_`, and does not begin with `-`; write `web`
                """)
        let target = #expect(throws: ConfigurationError.self) {
            try ConfigurationFiles.initialise(at: root, .init(projectName: "web", target: "a b"))
        }
        #expect(
            target?.description == """
                skein.yaml: target: expected the name of a branch, found \"a b\"; name the branch \
                that landed work goes to, such as main
                """)
        let path = #expect(throws: ConfigurationError.self) { try initialise(workspace, "nowhere") }
        #expect(path?.description == "nowhere: there is no such folder; name the folder of the git repository")
        try workspace.link(".gitignore", to: "/tmp/skein-no-such-file")
        let link = #expect(throws: ConfigurationError.self) { try initialise(workspace) }
        #expect(
            link?.description == """
                .gitignore: this is a symbolic link and is not written through; make it a file of \
                its own
                """)
        #expect(try workspace.everything == [".gitignore"])
    }
}
