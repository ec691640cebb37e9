import Domain

/// `docs/configuration.md`, generated from the tables that the reader uses.
public enum ConfigurationPage {
    public static var text: String {
        [introduction, workspace, project, schedule, agent, skill, rules].joined(separator: "\n")
    }

    private static let introduction = """
        <!-- Generated from the key tables in Sources/ConfigurationFiles/Keys; a test compares. Do not edit. -->
        # Configuration

        A workspace is a folder with a `skein.yaml`. Agents are files in `agents/`. `skein init` writes both, with
        comments. The server reads changes while it runs: an edit that is wrong is reported with file, line and key,
        and the last configuration that was right stays in force.

        """

    private static var workspace: String {
        section("skein.yaml", "The keys at the top.\n", Key<WorkspaceDraft>.workspace)
            + "\n" + section("retry", "", Key<RetryPolicy>.retry)
            + "\n" + section("health", "", Key<HealthPolicy>.health)
            + "\n" + section("watchdogs", "Each of `startUp` to `lease`.\n", Key<HealthPolicy.Watch>.watch)
            + "\n" + section("limits", "", Key<HealthPolicy.Limit>.limit)
            + "\n" + section("retention", "", Key<Retention>.retention)
    }

    private static var project: String {
        section("projects.NAME", "", Key<Project.Definition>.project)
            + "\n"
            + section(
                "gates",
                """
                `NAME: [program, argument, …]` is a gate; a map is one with a time limit:
                `NAME: { command: [make, lint], timeout: 10m }`.

                """, Key<Gate>.gate)
    }

    private static var schedule: String {
        section("schedules.NAME", "", Key<Schedule.Definition>.schedule)
            + "\n"
            + section(
                "ticket",
                """
                What a schedule writes. In its title and text these are filled in, as clocks in the schedule's zone have
                it at its time: \(Schedule.places.map { "`{\($0)}`" }.joined(separator: ", ")).

                """, Key<TicketTemplate>.template)
            + "\n"
            + section(
                "on.NAME",
                """
                A rule has a ticket, a comment or a message written when something happens. In its texts these are
                filled in; what others wrote is taken as it stands:
                \(Rule.places.map { "`{\($0)}`" }.joined(separator: ", ")).

                """, Key<RuleDraft>.rule)
            + "\n" + section("where", "", Key<Rule.Filter>.filter)
            + "\n" + section("message", "", Key<RuleMessage>.message)
    }

    private static var agent: String {
        section(
            "agents/NAME.md",
            """
            The file's name is the agent's name. Keys stand between two lines `---` at the top; the text below is
            the agent's instructions. Files that do not end in `.md`, or begin with `_` or `.`, are left alone.

            ```markdown
            ---
            role: engineer
            command: [claude, -p, --permission-mode, acceptEdits]
            ---
            Do exactly what the ticket asks.
            ```

            """, Key<AgentDraft>.agent)
    }

    private static let skill = """

        ## skills/NAME/SKILL.md

        The [Agent Skills](https://agentskills.io/specification) standard: front matter with `name` (that of the
        folder: up to \(Skill.nameLimit) lower-case letters, digits and single `-`) and `description` (what it is
        for and when it is used, up to \(Skill.descriptionLimit) characters), and if one likes `license`,
        `compatibility`, `metadata`, `allowed-tools`; then the instructions. Files beside it come along: up to
        \(Skill.fileLimit) of them, \(Skill.byteLimit >> 20) MB, no symbolic links. `skein skill validate` says what
        is wrong.

        """

    private static func section<Target>(_ title: String, _ text: String, _ keys: [Key<Target>]) -> String {
        let rows = keys.map { key in
            let page = key.page
            let cells = ["`\(key.name)`", page.type, page.standard, page.bounds, "`\(page.example)`", page.meaning]
            return "| " + cells.joined(separator: " | ") + " |\n"
        }
        let header = "| key | type | default | bounds | example | meaning |\n|---|---|---|---|---|---|\n"
        return "## \(title)\n\n" + (text.isEmpty ? "" : text + "\n") + header + rows.joined()
    }

    private static let rules = """
        ## How values are written

        - **Names** of projects, gates and agents: 1 to 40 of `a-z`, `0-9`, `-` and `_`, not beginning with `-`.
        - **Durations**: a whole number and a unit: `500ms`, `30s`, `10m`, `4h`, `1d`.
        - **Numbers** carry no quotes. **Texts** are taken as they are written: `target: 1.0` is the branch "1.0" and
          `LANG: no` is the text "no".
        - **Commands**: a list is the program and its arguments. A text is split into words: quotes and `\\` are
          honoured, nothing is expanded, and what only a shell understands (`|`, `&`, `;`, `<`, `>`, `$`, `` ` ``, `*`,
          `~`) is an error unless it is quoted. For a shell, say so: `[sh, -c, "make lint && make test"]`.
        - A key with no value, a key written twice, and a key that is not in these tables are errors.

        ## Bounds

        - The program of a gate must be found: in `PATH`, or in the repository when it contains a `/`.
        - A file is UTF-8 (a byte order mark and CRLF are fine), up to 1 MB, up to \(Document.maxNodes) values nested up
          to \(Document.maxDepth) deep. Up to \(Document.maxAliases) aliases (`*name`) are read, in a file of up to
          64 KB; merge keys (`<<`) are not.
        - `skein.yaml` and `agents/*.md` may be symbolic links only to files inside the workspace.

        """
}
