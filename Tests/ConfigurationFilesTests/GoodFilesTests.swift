import ConfigurationFiles
import Domain
import Testing

@Suite struct GoodFilesTests {
    private let orchard = """
        name: orchard
        maxRuns: 12
        ageing: 1d
        maxReturns: 0
        retry: { maxAttempts: 5, base: 500ms, cap: 2m }
        projects:
          web:
            path: code/web
            target: release/1.0
            gates:
              test: [make, test, -j, 4]
              lint: { command: "make 'all lint'", timeout: 10m }
              smoke: sh -c 'make smoke && true'
            maxRuns: 3
            agent: ada
            remote: origin
            strategy: merge
            autoUpdateCheckout: true
            keep: [.build, "*.o"]
          api: { path: code/api, target: main, gates: { a: [make] } }

        """

    private let ada = """
        ---
        role: engineer
        manager: grace
        harness: command
        command: [tool, --model, "{model}", "{prompt_file}"]
        prompt: file
        model: opus
        maxRuns: 2
        timeLimit: 90m
        projects: [web, api]
        environment: { CI: 1, LANG: no, EMPTY: "" }
        passEnvironment: [TOKEN]
        ---

        Do it.

        --- is no fence here.

        """

    @Test func everyKeyArrives() throws {
        let workspace = try TemporaryWorkspace([
            "skein.yaml": orchard, "agents/ada.md": ada, "agents/grace.md": "---\ncommand: tool 'a b'\n---\n",
            "agents/_draft.md": "no agent", "agents/.hidden.md": "no agent", "agents/README.txt": "no agent",
            "code/web/a": "", "code/api/a": "",
        ])
        let configuration = try workspace.load()
        #expect(configuration.settings == settings)
        let api = Project.Definition(
            path: workspace.path("code/api"), target: "main", gates: [Gate(name: "a", command: ["make"])])
        #expect(configuration.projects == [project("web"): web(workspace.path("code/web")), project("api"): api])
        let grace = Agent.Definition(harness: .command(CommandHarness(argv: ["tool", "a b"])))
        #expect(configuration.agents == [Agent.ID(name: "ada"): engineer, Agent.ID(name: "grace"): grace])
    }

    @Test func anAgentByItsHarness() throws {
        let text = """
            ---
            harness: claude
            command: [/opt/claude]
            model: opus
            effort: high
            permissions: all
            isolated: true
            clientTools: true
            fallback: [haiku, { harness: codex, model: gpt-5.5 }, { harness: grok }]
            ---
            You are Ada.
            """
        let workspace = try TemporaryWorkspace([
            "skein.yaml": "projects: { web: { path: ., target: main, gates: { a: [make] } } }\n",
            "agents/ada.md": text, "agents/bob.md": "---\nharness: codex\n---\n",
        ])
        let agents = try workspace.load().agents
        #expect(
            agents[Agent.ID(name: "ada")]
                == Agent.Definition(
                    harness: .program(ProgramHarness(name: "claude", command: ["/opt/claude"])), model: "opus",
                    effort: "high",
                    fallback: [
                        .init(model: "haiku"), .init(harness: "codex", model: "gpt-5.5"),
                        .init(harness: "grok", model: nil),
                    ], permissions: .all, isIsolated: true, usesClientTools: true, instructions: "You are Ada."))
        #expect(agents[Agent.ID(name: "bob")] == Agent.Definition(harness: .program(ProgramHarness(name: "codex"))))
    }

    private func project(_ name: String) -> Project.ID { Project.ID(name: name) }

    private let settings = Workspace.Settings(
        name: "orchard", maxRuns: 12, ageing: .hours(24),
        retry: RetryPolicy(maxAttempts: 5, base: Span(milliseconds: 500), cap: .minutes(2)), maxReturns: 0)

    private func web(_ path: String) -> Project.Definition {
        Project.Definition(
            path: path, target: "release/1.0",
            gates: [
                Gate(name: "test", command: ["make", "test", "-j", "4"]),
                Gate(name: "lint", command: ["make", "all lint"], timeout: .minutes(10)),
                Gate(name: "smoke", command: ["sh", "-c", "make smoke && true"]),
            ],
            maxRuns: 3, agent: Agent.ID(name: "ada"), remote: "origin", strategy: .merge, autoUpdateCheckout: true,
            keep: [".build", "*.o"])
    }

    private var engineer: Agent.Definition {
        Agent.Definition(
            harness: .command(
                CommandHarness(argv: ["tool", "--model", "{model}", "{prompt_file}"], prompt: .file)),
            manager: Agent.ID(name: "grace"), model: "opus", instructions: "Do it.\n\n--- is no fence here.",
            maxRuns: 2, timeLimit: .minutes(90), projects: [project("web"), project("api")],
            environment: ["CI": "1", "LANG": "no", "EMPTY": ""], passEnvironment: ["TOKEN"])
    }

    @Test func theSmallestFileHasTheDefaultsOfTheDomain() throws {
        let workspace = try TemporaryWorkspace(["skein.yaml": smallest])
        let configuration = try workspace.load()
        #expect(configuration.settings == Workspace.Settings())
        let definition = Project.Definition(
            path: workspace.root, target: "main", gates: [Gate(name: "test", command: ["make", "test"])])
        #expect(configuration.projects == [project("web"): definition])
        #expect(configuration.agents.isEmpty)
    }

    @Test func windowsFilesLoad() throws {
        let bare = try TemporaryWorkspace(["skein.yaml": smallest, "agents/ada.md": "---\ncommand: tool\n---\nA\nB\n"])
        let windows = try TemporaryWorkspace([
            "skein.yaml": "\u{FEFF}" + smallest.replacing("\n", with: "\r\n"),
            "agents/ada.md": "\u{FEFF}---\r\ncommand: tool\r\n---\r\nA\r\nB\r\n",
        ])
        #expect(try windows.load().agents == bare.load().agents)
        #expect(try windows.load().projects.count == 1)
    }

    @Test func fewAliasesAreWrittenOut() throws {
        let yaml = """
            projects:
              web: { path: web, target: main, gates: &gates { test: [make, test] } }
              api: { path: api, target: main, gates: *gates }

            """
        let workspace = try TemporaryWorkspace(["skein.yaml": yaml, "web/a": "", "api/a": ""])
        let projects = try workspace.load().projects
        #expect(projects[project("api")]?.gates == [Gate(name: "test", command: ["make", "test"])])
    }
}
