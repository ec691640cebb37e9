import ConfigurationFiles
import Domain
import Testing

/// Packages that others wrote, as agents, schedules and skills of ours.
@Suite struct ImportTests {
    static let company = [
        "COMPANY.md": """
        ---
        schema: agentcompanies/v1
        kind: company
        slug: pear-shop
        name: Pear Shop
        description: Sells pears
        goals:
          - Sell a thousand pears
          - Be kind
        includes:
          - https://example.org/teams/TEAM.md
        ---
        A shop.
        """,
        "agents/ceo/AGENTS.md": "---\nname: CEO\ntitle: Chief Executive\nreportsTo: null\n---\nYou run the shop.\n",
        "agents/Lead.Dev/AGENTS.md": """
        ---
        name: Lead
        title: "Lead: development"
        reportsTo: ../ceo/AGENTS.md
        skills: [review, other]
        docs: [TOOLS.md]
        ---
        You lead.
        """,
        "agents/Lead.Dev/TOOLS.md": "tools",
        "agents/tester/AGENTS.md": "---\nname: Tester\n---\nYou test.\n",
        "teams/dev/TEAM.md": """
        ---
        name: Dev
        manager: ../../agents/Lead.Dev/AGENTS.md
        includes: [../../agents/Lead.Dev/AGENTS.md, ../../agents/tester/AGENTS.md]
        ---
        """,
        "skills/review/SKILL.md": "---\nname: review\ndescription: Reviews code.\n---\nLook twice.\n",
        "tasks/monday-review/TASK.md": """
        ---
        name: Monday Review
        assignee: ceo
        recurring: true
        ---
          Indented first line: "quoted" #hash

        Then more.
        """,
        "tasks/once/TASK.md": "---\nname: Once\nassignee: ceo\n---\nDo it.\n",
        "tasks/vague/TASK.md": "---\nname: Vague\nrecurring: true\n---\nSometimes.\n",
        "projects/launch/PROJECT.md": "---\nname: Launch\n---\n",
        "projects/launch/tasks/daily/TASK.md": "---\nname: Daily\nrecurring: true\nassignee: nobody\n---\nLook.\n",
        ".paperclip.yaml": """
        schema: paperclip/v1
        agents:
          ceo:
            adapter: { type: codex_local, config: { model: gpt-5, cwd: /somewhere } }
            inputs: { env: { OPENAI_API_KEY: { kind: secret }, "BAD NAME": {} } }
            budget: { monthly: 5 }
          tester: { adapter: { type: openclaw } }
        routines:
          monday-review:
            triggers: [{ kind: schedule, cronExpression: "0 9 * * 1", timezone: America/Chicago }]
          daily:
            triggers: [{ kind: schedule, cronExpression: "@daily" }]
        """,
    ]

    static let yaml = "# Mine.\nprojects: { web: { path: ., target: main, gates: { t: [x] } } }\n"

    static func workspace(_ files: [String: String] = [:]) throws -> TemporaryWorkspace {
        try TemporaryWorkspace(["skein.yaml": yaml].merging(files) { $1 })
    }

    @Test func company() throws {
        let (package, workspace) = (try TemporaryWorkspace(Self.company), try Self.workspace())
        var found = try OrganisationImport.read(at: package.root)
        let written = try found.write(to: WorkspaceFolder(root: workspace.root), harness: "claude")
        #expect(
            written == [
                "skills/review", "agents/lead-dev.md", "agents/ceo.md", "agents/tester.md", "skein.yaml",
            ])
        let configuration = try workspace.load()
        let agents = Dictionary(uniqueKeysWithValues: configuration.agents.map { ($0.key.name, $0.value) })
        #expect(agents["ceo"]?.role == "Chief Executive" && agents["ceo"]?.harness.name == "codex")
        #expect(agents["ceo"]?.model == "gpt-5" && agents["ceo"]?.passEnvironment == ["OPENAI_API_KEY"])
        #expect(
            agents["ceo"]?.instructions
                == "You run the shop.\n\n# Goals of the company\n\n- Sell a thousand pears\n- Be kind")
        #expect(agents["lead-dev"]?.manager?.name == "ceo" && agents["lead-dev"]?.harness.name == "claude")
        #expect(agents["lead-dev"]?.skills.map(\.name) == ["review"])
        #expect(agents["tester"]?.manager?.name == "lead-dev")
        let review = try #require(configuration.schedules[Schedule.ID(name: "monday-review")])
        #expect(review.cron.text == "0 9 * * 1" && review.zone == "America/Chicago")
        #expect(review.ticket.title == "Monday Review" && review.ticket.assignee?.name == "ceo")
        #expect(review.ticket.body == "Indented first line: \"quoted\" #hash\n\nThen more.\n")
        #expect(configuration.schedules[Schedule.ID(name: "daily")]?.ticket.assignee == nil)
        #expect(try workspace.read("skein.yaml").hasPrefix(Self.yaml))
        for words in [
            "agents/Lead.Dev/AGENTS.md: its name is lead-dev here", "`docs` has no counterpart",
            "TOOLS.md: is not taken",
            "its skill other is not in the package", "https://example.org/teams/TEAM.md is elsewhere",
            "no license is named", "tasks/once/TASK.md: is done once",
            "tasks/vague/TASK.md: recurs, and nothing says when",
            "projects/launch: add it to `projects`", "the adapter \"openclaw\" of tester has no counterpart",
            "`cwd` of the adapter of ceo", "`budget` of ceo", "gets OPENAI_API_KEY from the server's environment",
            "its goals are in the instructions of agents/ceo.md",
        ] {
            #expect(found.notes.contains { $0.contains(words) }, "\(words): \(found.notes.joined(separator: "\n"))")
        }
    }

    @Test func claudeAgents() throws {
        let package = try TemporaryWorkspace([
            ".claude/agents/code-reviewer.md": """
            ---
            name: code-reviewer
            description: Expert code review. Use proactively after changes.
            tools: Read, Grep, Glob
            model: inherit
            color: red
            ---
            You review.
            """,
            ".claude/agents/Fixer.md":
                "---\nname: Fixer\ndescription: Fixes\ntools: Read, Edit\nmodel: sonnet\nhooks: {}\n---\nFix.\n",
            ".claude/agents/notes.md": "---\ntitle: Notes\n---\nNothing.\n",
        ])
        let workspace = try Self.workspace()
        var found = try OrganisationImport.read(at: package.root)
        let written = try found.write(to: WorkspaceFolder(root: workspace.root), harness: "codex")
        #expect(written == ["agents/fixer.md", "agents/code-reviewer.md"])
        let agents = try workspace.load().agents
        let reviewer = try #require(agents[Agent.ID(name: "code-reviewer")])
        #expect(reviewer.role == "Expert code review" && reviewer.kind == .explore && reviewer.model == nil)
        #expect(reviewer.harness.name == "claude")
        #expect(reviewer.instructions.hasPrefix("You are for this: Expert code review. Use proactively"))
        #expect(agents[Agent.ID(name: "fixer")]?.model == "sonnet")
        #expect(agents[Agent.ID(name: "fixer")]?.kind == .implement)
        #expect(found.notes.contains { $0.contains("notes.md: names and describes no agent") })
        #expect(found.notes.contains { $0.contains("Fixer.md: `hooks` has no counterpart") })
        let one = try OrganisationImport.read(at: package.path(".claude/agents/Fixer.md"))
        #expect(one.notes.count == 2)
    }

    @Test func nothingIsOverwritten() throws {
        let package = try TemporaryWorkspace(Self.company)
        let workspace = try Self.workspace(["agents/tester.md": "---\ncommand: [cat]\n---\nMine.\n"])
        var found = try OrganisationImport.read(at: package.root)
        let folder = try WorkspaceFolder(root: workspace.root)
        let error = #expect(throws: ConfigurationError.self) { try found.write(to: folder, harness: "claude") }
        #expect(error?.description.contains("agents/tester.md: the file exists already") == true)
        #expect(try workspace.everything == ["agents", "agents/tester.md", "skein.yaml"])
        _ = try found.write(to: folder, harness: "claude", isForced: true)
        #expect(try workspace.read("agents/tester.md").hasSuffix("You test.\n"))
        #expect(try workspace.everything.allSatisfy { !$0.hasSuffix(".new") })
    }

    @Test func schedulesOfOnesOwnStay() throws {
        let package = try TemporaryWorkspace(Self.company)
        let mine = Self.yaml + "schedules: { mine: { cron: \"@daily\", ticket: { title: a } } }\n"
        let workspace = try Self.workspace(["skein.yaml": mine])
        var found = try OrganisationImport.read(at: package.root)
        let written = try found.write(to: WorkspaceFolder(root: workspace.root), harness: "claude")
        #expect(!written.contains("skein.yaml"))
        #expect(try workspace.read("skein.yaml") == mine)
        #expect(found.notes.last?.contains("add monday-review, daily by hand") == true)
        #expect(try workspace.load().agents.count == 3)
    }
}
