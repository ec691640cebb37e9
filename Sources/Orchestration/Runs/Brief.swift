import Domain

extension Assignment {
    /// What the agent is told: who it is, what to do, what was said, and what came back.
    public var brief: String {
        [instructions, task, remarks, feedback, rules].filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var instructions: String {
        agent.definition.instructions.isEmpty ? "" : "# Who you are\n\n\(agent.definition.instructions)"
    }

    private var task: String {
        let head = "# Ticket \(ticket.id): \(ticket.content.title)"
        return ticket.content.body.isEmpty ? head : "\(head)\n\n\(ticket.content.body)"
    }

    /// The latest remarks, oldest first; older ones are counted, not sent.
    private var remarks: String {
        if comments.isEmpty { return "" }
        let latest = comments.suffix(20)
        let left = comments.count - latest.count
        let older = left > 0 ? "(\(left) older ones are not shown.)\n\n" : ""
        return "# Comments\n\n" + older + latest.map { "**\($0.author)**: \($0.text)" }.joined(separator: "\n\n")
    }

    private var feedback: String {
        switch returned?.state {
        case .rejected(let evidence):
            """
            # Your change came back

            Gate `\(evidence.gate)` did not pass on your change merged with `\(project.definition.target)`. \
            The worktree holds exactly that combination. The end of the gate's output, also in \
            `\(places.evidence)/gate.txt`:

            ```
            \(evidence.output)
            ```
            """
        case .conflicted(_, let root?):
            """
            # Your change came back

            It has no commit in common with `\(project.definition.target)`, so it cannot be merged: its history begins \
            at \(root.prefix(10)). That is what `git commit --amend` on the first commit, `git checkout --orphan` and \
            `git rebase --root` do. The worktree starts from the present `\(project.definition.target)`; your earlier \
            work is in `\(places.evidence)/previous.patch`. Do the task again with new commits on top of what is \
            there now, and rewrite none that you did not make.
            """
        case .conflicted(let files, nil):
            """
            # Your change came back

            It conflicts with what landed on `\(project.definition.target)` meanwhile, in: \
            \(files.joined(separator: ", ")). The worktree starts from the present `\(project.definition.target)`; \
            your earlier work is in `\(places.evidence)/previous.patch`. Do the task again on top of what is there now.
            """
        default: ""
        }
    }

    private var rules: String {
        """
        # How to hand in

        You are in your own worktree of project \(project.id) on branch `\(ticket.branch)`. Edit files there and \
        commit, or leave them: Skein commits what is left. Do not push, and do not leave the worktree. Exit with \
        status 0 when done. You may write `\(places.result)`: \
        `{"outcome": "done" | "no_change" | "blocked" | "failed", "summary": "one line"}`.
        """
    }
}
