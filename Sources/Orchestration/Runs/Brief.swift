import Domain
import Storage

extension Assignment {
    /// What the agent is told: who it is, what to do, what was said, what was tried, and what came back. In a session
    /// that goes on it is told only what is new.
    public var brief: String { brief(with: []) }

    /// - Parameter skills: what the agent was given for this run.
    public func brief(with skills: [SuppliedSkill]) -> String {
        let parts =
            isResumed
            ? [known, resumption, answered, letters, handedOut, remarks, feedback, skills.brief, rules]
            : [
                known, instructions, skills.brief, task, waitedFor, answered, letters, handedOut, remarks, history,
                feedback, rules,
            ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var known: String { recollection?.brief ?? "" }

    private var resumption: String {
        let base = project.definition.target
        let end = earlier.last.map { ending(of: $0) } ?? ""
        let files =
            start == .branch
            ? "Your worktree is as you left it, with the present `\(base)` merged in where that was clean."
            : "Your worktree starts from the present `\(base)`."
        return "# Ticket \(ticket.id) goes on: \(ticket.content.title)\n\nYour last run \(end). \(files) "
            + "Finish the task of this conversation."
    }

    /// What earlier runs came to; their words, not ours.
    private var history: String {
        if earlier.isEmpty { return "" }
        let lines = earlier.suffix(10).map { "- attempt \($0.attempt) by \($0.agent) \(ending(of: $0))" }
        return "# Tried before\n\n\(lines.joined(separator: "\n"))\n\nIf `\(places.evidence)/previous.patch` is there, "
            + "it holds what the last attempt had changed; "
            + "nothing of it is in your worktree unless a section below says so."
    }

    private func ending(of run: Run) -> String {
        guard case .ended(let outcome) = run.state else { return "has not ended" }
        return switch outcome {
        case .succeeded(let summary): summary.isEmpty ? "handed in a change" : "handed in: \(summary)"
        case .failed(let failure): failure.sentence
        case .cancelled: "was stopped"
        }
    }

    private var instructions: String {
        agent.definition.instructions.isEmpty ? "" : "# Who you are\n\n\(agent.definition.instructions)"
    }

    private var task: String {
        let head = "# Ticket \(ticket.id): \(ticket.content.title)"
        return ticket.content.body.isEmpty ? head : "\(head)\n\n\(ticket.content.body)"
    }

    /// What was asked, and what came of it.
    private var answered: String {
        let closed = answers.filter { $0.content.kind != .loop }
        if closed.isEmpty { return "" }
        return "# Answers\n\n" + closed.map(\.digest).joined(separator: "\n\n")
    }

    /// Mail; comments on the ticket itself stand among its comments.
    private var letters: String {
        let news = mail.filter { $0.content.kind != .comment || $0.content.ticket != ticket.id }
        return news.isEmpty ? "" : "# Mail\n\n" + news.digest
    }

    /// What came of the tickets before it, so that nobody has to ask; a session that goes on has heard it. Parts are
    /// waited for too, and have a section of their own.
    private var waitedFor: String {
        let before = blockers.filter { $0.content.parent != ticket.id }
        if before.isEmpty { return "" }
        let left = ticket.content.blockers.count - blockers.count
        let lines = before.map(\.digest) + (left > 0 ? ["(\(left) more are not shown.)"] : [])
        return "# What was done before\n\n" + lines.joined(separator: "\n")
    }

    /// What became of the parts, so that nobody has to ask.
    private var handedOut: String {
        if parts.isEmpty { return "" }
        return "# What was handed out\n\n" + parts.map(\.digest).joined(separator: "\n")
    }

    /// The latest remarks, oldest first; older ones are counted, not sent. A session that goes on has heard the others.
    private var remarks: String {
        let heard = isResumed ? earlier.last?.startedAt : nil
        let comments = comments.filter { comment in heard.map { comment.at >= $0 } ?? true }
        if comments.isEmpty { return "" }
        return "# Comments\n\n" + comments.digest
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
        commit, or leave them: Skein commits what is left. Do not push, and do not leave the worktree. \
        \(finish) You may write `\(places.result)`: \
        `{"outcome": "done" | "no_change" | "blocked" | "failed", "summary": "one line"}`.
        """
    }

    private var finish: String {
        switch agent.definition.harness {
        case .command where run.choice.harness == "command": "Exit with status 0 when done."
        case .command, .program: "End your turn when done; say in one line what you did."
        }
    }
}

extension Ticket {
    /// A line on a part of a ticket: who does it, how far it is, and what came of it.
    public var digest: String {
        let who = content.assignee.map { " by \($0)" } ?? ""
        let words = state == .done && !summary.isEmpty ? summary : state.sentence
        let result = words.isEmpty ? "" : ": \(words)"
        return "- \(id) \(content.title)\(who) is \(state.word)\(result)"
    }
}

extension Request {
    /// What was asked and what came of it, for the agent that goes on.
    public var digest: String {
        let question = content.detail.isEmpty ? content.title : content.detail
        let result =
            switch state {
            case .open: "nobody has answered yet"
            case .answered(let answer, let by): "\(by) answered: \(answer.sentence)"
            case .expired(let answer?): "nobody answered in time, so your default holds: \(answer.sentence)"
            case .expired(nil): "nobody answered in time: decide it yourself, or leave it out"
            case .withdrawn: "it was taken back"
            }
        return "**\(id)** You asked: \(question)\n\(result)"
    }
}

extension [Comment] {
    /// The latest of them, the oldest first; older ones are counted, not shown.
    public var digest: String {
        let latest = suffix(20).map { "**\($0.author)**: \($0.text)" }
        let left = count - latest.count
        return ((left > 0 ? ["(\(left) older ones are not shown.)"] : []) + latest).joined(separator: "\n\n")
    }
}
