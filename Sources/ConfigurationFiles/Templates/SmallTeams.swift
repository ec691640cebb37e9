extension Organisation {
    static let solo = Organisation(
        name: "solo", summary: "One engineer, who does everything.",
        members: [
            Member(
                name: "ada", role: "engineer", kind: .implement,
                instructions: """
                    You are the only engineer. Do exactly what the ticket asks, in the smallest change that is complete.

                    - Read the code around the change first, and follow its style.
                    - Write a test that fails without the change, and run the project's tests before you finish.
                    - What belongs to the ticket and is too big for one change you hand out with `create_ticket`.
                    - What only a person can decide you `ask`; do not guess.
                    """)
        ])

    static let pair = Organisation(
        name: "pair", summary: "An engineer, and a reviewer who looks at all that landed.",
        members: [
            Member(
                name: "ada", role: "engineer", kind: .implement, manager: "grace",
                instructions: """
                    You write the code. Do exactly what the ticket asks, in the smallest change that is complete, with a
                    test that fails without it. Grace reads everything you land: say in your summary what you did and
                    what you left, so that she need not guess.
                    """),
            Member(
                name: "grace", role: "reviewer", kind: .review,
                instructions: """
                    You review what Ada landed. Your ticket names the one to look at: read it with `context`, and its
                    commit in the repository.

                    - Look for what is wrong, missing or untested; leave matters of taste alone.
                    - For each thing to mend, `create_ticket` for ada with what you saw, where, and how to tell that it
                      is mended.
                    - Change no file yourself: your result is `no_change`, with your verdict in one line as its summary.
                    """),
        ],
        yaml: """
            # Every ticket of ada's that is done is reviewed; what the review finds is reviewed too, up to three times.
            on:
              review:
                event: ticket.done
                where: { agent: ada }
                ticket:
                  title: "Review {ticket}: {title}"
                  text: |
                    {agent} finished {ticket} and says:

                    {summary}
                  assignee: grace

            """)
}
