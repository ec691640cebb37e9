import Domain
import Orchestration
import Storage
import Wire

extension TicketBody {
    init(_ ticket: Ticket) {
        let content = ticket.content
        let run: Run.ID? = if case .inProgress(let run) = ticket.state { run } else { nil }
        let change: Change.ID? = if case .merging(let change) = ticket.state { change } else { nil }
        self.init(
            id: ticket.id.description, title: content.title, body: content.body, project: content.project.name,
            assignee: content.assignee?.name, model: content.model, effort: content.effort,
            priority: content.priority.rawValue, labels: content.labels,
            parent: content.parent?.description, blockers: content.blockers.map(\.description),
            waitsFor: ticket.state.isClosed ? [] : ticket.openBlockers.map(\.description),
            state: ticket.state.word, note: ticket.state.sentence, run: run?.description,
            change: change?.description, branch: ticket.branch, failures: ticket.failures, returns: ticket.returns,
            retryAt: ticket.retryAt?.milliseconds, comments: ticket.comments, summary: ticket.summary,
            createdAt: ticket.createdAt.milliseconds, updatedAt: ticket.updatedAt.milliseconds)
    }
}

extension TicketBody {
    /// As the board shows it: without the long texts.
    var light: TicketBody {
        var light = self
        light.body = ""
        light.summary = ""
        return light
    }
}

extension CommentBody {
    init(_ comment: Comment) {
        self.init(author: comment.author, text: comment.text, at: comment.at.milliseconds)
    }
}

extension WhyBody {
    init(_ explanation: Explanation) {
        self.init(
            ticket: explanation.ticket.id.description, state: explanation.ticket.state.word,
            reasons: explanation.reasons.map { ReasonBody(code: $0.code, sentence: $0.sentence) })
    }
}
