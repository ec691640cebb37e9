import ConfigurationFiles
import Domain
import Testing

@Suite struct ScheduleComplaintTests {
    private static let agent = "---\ncommand: [cat]\n---\n"

    private func workspace(
        _ yaml: String, projects: String = "{ web: { path: ., target: main, gates: { t: [x] } } }"
    )
        throws -> TemporaryWorkspace
    {
        try TemporaryWorkspace(["skein.yaml": "\(yaml)\nprojects: \(projects)\n", "agents/ada.md": Self.agent])
    }

    @Test func reads() throws {
        let workspace = try workspace(
            """
            schedules:
              news:
                cron: "0 9 * * mon-fri"
                zone: Europe/Berlin
                jitter: 10m
                catchUp: all
                overlap: true
                ticket:
                  title: "News of {date}"
                  text: |
                    Read the feeds.
                  assignee: ada
                  priority: high
                  labels: [weekly, "1"]
            """)
        let found = try workspace.load().schedules
        let template = TicketTemplate(
            title: "News of {date}", body: "Read the feeds.\n", project: Project.ID(name: "web"),
            assignee: Agent.ID(name: "ada"), priority: .high, labels: ["weekly", "1"])
        let expected = Schedule.Definition(
            cron: try Cron("0 9 * * mon-fri"), zone: "Europe/Berlin", jitter: .minutes(10), catchUp: .all,
            overlap: true, ticket: template)
        #expect(found == [Schedule.ID(name: "news"): expected])
    }

    /// The second line is the whole of a schedule.
    @Test(arguments: [
        Complaint(
            "{ cron: \"0 9 * *\", ticket: { title: a } }",
            "skein.yaml:2: schedules.news.cron: \"0 9 * *\" is no cron expression: expected five fields, ",
            "found 4; write minute, hour, day of the month, month and day of the week, such as `0 9 * * mon-fri`"),
        Complaint(
            "{ cron: \"@daily\" }",
            "skein.yaml:2: schedules.news.ticket: the key is missing; write for example ",
            "`ticket: { title: \"News of {date}\", assignee: ada }`"),
        Complaint(
            "{ cron: \"@daily\", zone: Europe/Berlyn, ticket: { title: a } }",
            "skein.yaml:2: schedules.news.zone: there is no time zone \"Europe/Berlyn\"; ",
            "did you mean `Europe/Berlin`?"),
        Complaint(
            "{ cron: \"@daily\", zone: CEST, ticket: { title: a } }",
            "skein.yaml:2: schedules.news.zone: there is no time zone \"CEST\"; write a name of the IANA database ",
            "such as `Europe/Berlin`, or `UTC`"),
        Complaint(
            "{ cron: \"@daily\", catch_up: one, ticket: { title: a } }",
            "skein.yaml:2: schedules.news.catch_up: there is no such key; did you mean `catchUp`?"),
        Complaint(
            "{ cron: \"@daily\", catchUp: all, ticket: { title: a } }",
            "skein.yaml:2: schedules.news.catchUp: `catchUp: all` writes several tickets at once; add ",
            "`overlap: true`, or write `catchUp: one`"),
        Complaint(
            "{ cron: \"@daily\", onlyIf: agentNews, ticket: { title: a } }",
            "skein.yaml:2: schedules.news.onlyIf: the ticket names no agent who could have news; ",
            "add `assignee: NAME` to it, or write `onlyIf: projectNews`"),
        Complaint(
            "{ cron: \"@daily\", ticket: { title: \"of {dat}\" } }",
            "skein.yaml:2: schedules.news.ticket.title: nothing is filled in for {dat}; did you mean {date}?"),
        Complaint(
            "{ cron: \"@daily\", ticket: { title: a, assignee: ana } }",
            "skein.yaml:2: schedules.news.ticket.assignee: there is no agent ana; did you mean `ada`?"),
        Complaint(
            "{ cron: \"@daily\", ticket: { title: a, project: wep } }",
            "skein.yaml:2: schedules.news.ticket.project: there is no project wep; did you mean `web`?"),
    ])
    func complains(complaint: Complaint) throws {
        let workspace = try workspace("schedules:\n  news: \(complaint.text)")
        #expect(try workspace.complaints() == complaint.expected)
    }

    @Test func twoProjectsNeedAChoice() throws {
        let workspace = try workspace(
            "schedules: { news: { cron: \"@daily\", ticket: { title: a } } }",
            projects:
                "{ a: { path: a, target: main, gates: { t: [x] } }, b: { path: b, target: main, gates: { t: [x] } } }")
        try workspace.makeFolder("a")
        try workspace.makeFolder("b")
        #expect(
            try workspace.complaints()
                == "skein.yaml:1: schedules.news.ticket: the ticket names no project, and there are several; "
                + "add `project: NAME` to it")
    }
}
