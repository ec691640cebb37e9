import Domain
import Orchestration
import Storage

extension Transaction {
    /// All that an agent is shown of a ticket, as Markdown.
    func page(of id: Ticket.ID, for run: Run) throws -> String {
        guard let ticket = try ticket(id) else { throw Rejection.unknown(id) }
        var parts = [head(ticket)]
        if !ticket.content.body.isEmpty { parts.append(ticket.content.body) }
        let below = try self.parts(of: id)
        if !below.isEmpty {
            parts.append("## Parts\n\n" + below.map(\.digest).joined(separator: "\n"))
        }
        let comments = try comments(of: id)
        if !comments.isEmpty { parts.append("## Comments\n\n" + comments.digest) }
        if id == run.ticket { parts.append(try surroundings(run)) }
        return parts.joined(separator: "\n\n")
    }

    private func head(_ ticket: Ticket) -> String {
        var lines = ["# \(ticket.id): \(ticket.content.title)", "", "State: \(ticket.state.word)"]
        if let assignee = ticket.content.assignee { lines.append("Assignee: \(assignee)") }
        if let parent = ticket.content.parent { lines.append("Part of: \(parent)") }
        if !ticket.openBlockers.isEmpty {
            lines.append("Waits for: \(ticket.openBlockers.map(\.description).joined(separator: ", "))")
        }
        if !ticket.summary.isEmpty { lines.append("Result: \(ticket.summary)") }
        return lines.joined(separator: "\n")
    }

    /// Whom the run's agent may give work to, and whom it answers to.
    private func surroundings(_ run: Run) throws -> String {
        let chart = try chart()
        let agents = try agents().filter { !$0.isRetired && $0.id != run.agent }
        let choice = agents.filter {
            chart.allows(run.agent, toGiveWorkTo: $0.id) && $0.definition.accepts(run.project)
        }
        var lines = ["## You", "", "You are \(run.agent), on \(run.ticket), run \(run.id)."]
        if let manager = chart.managers[run.agent] { lines.append("Your manager: \(manager)") }
        if !choice.isEmpty {
            lines.append("You may give work to:")
            lines += choice.map { "- \($0.id) (\($0.definition.kind.rawValue), \($0.definition.role))" }
        }
        if let usage = run.usage {
            lines.append("Spent in this run: \(usage.inputTokens) input and \(usage.outputTokens) output tokens.")
        }
        return lines.joined(separator: "\n")
    }
}
