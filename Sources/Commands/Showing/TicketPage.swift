import Wire

/// A ticket with all that belongs to it, as text.
struct TicketPage {
    let detail: TicketDetailBody

    var text: String {
        [head, body, why, comments, runs, changes].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var head: String {
        let ticket = detail.ticket
        var lines = [
            "\(ticket.id)  \(ticket.title)",
            "\(ticket.state), \(ticket.priority), project \(ticket.project), "
                + (ticket.assignee.map { "agent \($0)" } ?? "no agent named"),
        ]
        if !ticket.labels.isEmpty { lines.append("labels: \(ticket.labels.joined(separator: ", "))") }
        if !ticket.blockers.isEmpty { lines.append("waits for: \(ticket.blockers.joined(separator: ", "))") }
        if let parent = ticket.parent { lines.append("part of: \(parent)") }
        lines.append("branch: \(ticket.branch)")
        if !ticket.summary.isEmpty { lines.append("result: \(Text.line(ticket.summary))") }
        return lines.joined(separator: "\n")
    }

    private var body: String { detail.ticket.body }

    private var why: String {
        detail.why.reasons.map { "why: \(Text.line($0.sentence))" }.joined(separator: "\n")
    }

    private var comments: String {
        detail.comments.map { "\($0.author), \(Text.time($0.at)):\n\($0.text)" }.joined(separator: "\n\n")
    }

    private var runs: String {
        detail.runs.map { run in
            let state = run.outcome ?? run.state
            let note =
                run.note.isEmpty ? "" : state == "failed" ? ": it \(Text.line(run.note))" : ": \(Text.line(run.note))"
            return "\(run.id) by \(run.agent), attempt \(run.attempt): \(state)\(note)"
        }.joined(separator: "\n")
    }

    private var changes: String {
        detail.changes.map { change in
            let gates = change.gates.map {
                "\n  gate \($0.gate): \($0.verdict) in \($0.milliseconds) ms" + evidence($0)
            }
            return "\(change.id): \(change.state). \(Text.line(change.note))\(gates.joined())"
        }.joined(separator: "\n")
    }

    /// The end of what a gate printed that did not pass; `--json` has all that is kept.
    private func evidence(_ gate: GateBody) -> String {
        if gate.verdict == "passed" { return "" }
        return gate.output.split(whereSeparator: \.isNewline).suffix(20).map { "\n    | \(Text.line(String($0)))" }
            .joined()
    }
}
