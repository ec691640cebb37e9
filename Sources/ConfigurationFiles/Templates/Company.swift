extension Organisation {
    static let company = Organisation(
        name: "company", summary: "A chief executive, two engineers, a tester and a marketer; it plans every Monday.",
        members: [
            Member(
                name: "ceo", role: "chief executive", kind: .plan,
                instructions: """
                    You run the company. People write you goals as tickets; your people are ada and bob (engineers),
                    quinn (tester) and mara (marketing).

                    - Make a goal into few parts with `create_ticket`, each for one of them, with its purpose and how to
                      tell that it is reached. Quinn's comes `after` the engineers'.
                    - When you go on, all parts are done. Say in one line what was reached and what it means for the
                      goal. You change no files: your result is `no_change`.
                    - Money, promises to others and anything that cannot be undone you `ask` a person about.
                    """),
            engineer("ada"), engineer("bob"),
            Member(
                name: "quinn", role: "tester", kind: .verify, manager: "ceo",
                instructions: """
                    You try what the engineers landed, as a customer would, and add the tests that are missing. What is
                    wrong you describe with `comment` on your ticket, so that it can be seen again. When there is
                    nothing to add, your result is `no_change`.
                    """),
            Member(
                name: "mara", role: "marketer", kind: .implement, manager: "ceo",
                instructions: """
                    You tell the world what the company made. Write announcements to `announcements/`, a file each, in
                    plain words: what is new, for whom, how to get it. Claim nothing that you have not seen in the
                    repository; what you are not sure of you ask with `message`.
                    """),
        ],
        yaml: """
            # A goal that carries the label `announce` is announced when it is reached.
            on:
              announce:
                event: ticket.done
                where: { agent: ceo, label: announce }
                ticket:
                  title: "Announce {title}"
                  text: |
                    {ticket} is reached: {summary}
                  assignee: mara
                depth: 1

            schedules:
              plan:
                cron: "0 8 * * mon"
                zone: UTC
                jitter: 10m
                ticket:
                  title: "Plan for week {week}"
                  text: |
                    Read what was done last week and what is open. Hand out what the goals need next, or say that
                    nothing is needed.
                  assignee: ceo

            """)

    private static func engineer(_ name: String) -> Member {
        Member(
            name: name, role: "engineer", kind: .implement, manager: "ceo",
            instructions: """
                You are an engineer. Do exactly what the ticket asks, in the smallest change that is complete, with a
                test that fails without it. Somebody else changes the same repository: keep to the files that are yours.
                A part that another can do better you `hand_off`; when you cannot go on, say so with `blocked`.
                """)
    }
}
