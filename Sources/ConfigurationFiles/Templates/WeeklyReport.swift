extension Organisation {
    static let weeklyReport = Organisation(
        name: "weekly-report", summary: "Three collectors at once and one writer; every Monday a report.",
        members: [
            Member(
                name: "writer", role: "writer", kind: .implement,
                instructions: """
                    You write the report of the week. In your first run, hand out three parts with `create_ticket`, all
                    at once: one to changes, one to tests and one to questions, each with the week in its title; then
                    end your turn with the result `no_change`. When you go on, what they found is in your brief and in
                    `context` of each part. Write it to `reports/`, a file a week: first what matters most, then the
                    rest; at most a page, every number with where it is from, and nothing that nobody found.
                    """),
            collector("changes", "what landed in the repository this week: `git log`, by subject, with who it is for"),
            collector("tests", "how the project's tests are: whether they pass, how long they take, what has none"),
            collector("questions", "what is open: notes in the code, unanswered questions in the documents"),
        ],
        yaml: """
            schedules:
              report:
                cron: "0 7 * * mon"
                zone: UTC
                ticket:
                  title: "Report of week {week}"
                  text: |
                    The week that ends on {date}.
                  assignee: writer

            """)

    private static func collector(_ name: String, _ subject: String) -> Member {
        Member(
            name: name, role: "collector", kind: .explore, manager: "writer",
            instructions: """
                You find out \(subject).

                Write what you found as a `comment` on your ticket: facts with where they are from, no opinions, at most
                thirty lines. You change no files: your result is `no_change`, with the most important fact as its
                summary. When you found nothing, say so.
                """)
    }
}
