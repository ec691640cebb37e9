import Domain
import Orchestration
import Storage
import Wire

extension RequestBody {
    init(_ request: Domain.Request, title: String) {
        let answer: (words: String, by: String)? =
            if case .answered(let answer, let person) = request.state { (answer.words, person) } else { nil }
        self.init(
            id: request.id.description, run: request.run.description, ticket: request.ticket.description,
            ticketTitle: title, agent: request.agent.name, to: request.terms.to?.name,
            kind: request.content.kind.rawValue,
            title: request.content.title, detail: request.content.detail,
            options: request.content.options.map(\.label), state: request.state.word,
            expiresAt: request.terms.expiresAt?.milliseconds, fallback: request.terms.fallback?.words,
            answer: answer?.words,
            answeredBy: answer?.by, askedAt: request.askedAt.milliseconds, closedAt: request.closedAt?.milliseconds)
    }

    /// As the board shows it: what is asked, and as much of the rest as fits on a card.
    var light: RequestBody {
        var light = self
        if detail.count > 2000 { light.detail = detail.prefix(2000) + "…" }
        return light
    }
}

extension DeliveryBody {
    init(_ reception: RunControl.Reception) {
        switch reception {
        case .taken(let isInTurn): self.init(delivery: isInTurn ? "in_turn" : "next_turn")
        case .nextRun(let reason): self.init(delivery: "next_run", reason: reason)
        }
    }
}

extension Transaction {
    func body(_ request: Domain.Request) throws -> RequestBody {
        RequestBody(request, title: try title(of: request.ticket))
    }
}
