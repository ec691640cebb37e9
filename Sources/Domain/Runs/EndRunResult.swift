extension EndRun {
    /// What the agent said of its ticket counts when its run ended well. Who reads mail, or waits, need not have
    /// changed anything.
    func declared(_ record: Run, _ ticket: Ticket, _ slice: Slice) -> Result {
        switch (result, record.declaration) {
        case (.submitted(let head, _), .done(let summary)): return .submitted(head: head, summary: summary)
        case (.nothingToDo, .done(let summary)), (.failed(.noChange), .done(let summary)):
            return .nothingToDo(summary: summary)
        case (.submitted, .blocked(let reason)), (.nothingToDo, .blocked(let reason)),
            (.failed(.noChange), .blocked(let reason)):
            return .blocked(reason: reason)
        case (.failed(.noChange), .handedOver(let agent, _)): return .nothingToDo(summary: "handed over to \(agent)")
        case (.failed(.noChange), nil)
        where ticket.purpose == .wake || ticket.waitsForParts || slice.awaited(by: ticket) != nil:
            return .nothingToDo(summary: "")
        case (.submitted, _), (.nothingToDo, _), (.blocked, _), (.failed, _), (.stopped, _): return result
        }
    }
}

extension EndRun.Slice {
    /// What the ticket goes on with once it is answered.
    func awaited(by ticket: Ticket) -> Request? {
        requests.first { $0.ticket == ticket.id && $0.terms.isAwaited && $0.state == .open }
    }
}

extension Ticket {
    /// Whether its agent handed out parts that have not ended, or something ended of which it does not know: what it
    /// did stays on its branch, and it goes on with the results.
    var waitsForParts: Bool { !openBlockers.isEmpty || hasNews }
}

extension EndRun.Result {
    func outcome(of run: Run) -> Run.Outcome {
        switch self {
        case .submitted(_, let summary), .nothingToDo(let summary): .succeeded(summary: summary)
        case .blocked(let reason): .failed(.reported(reason))
        case .failed(let failure): .failed(failure)
        case .stopped: run.standstill.map { .failed($0) } ?? .cancelled
        }
    }

    /// Agents write what they like; the database would cut at U+0000.
    var withoutNull: EndRun.Result {
        switch self {
        case .submitted(let head, let summary): .submitted(head: head, summary: summary.withoutNull)
        case .nothingToDo(let summary): .nothingToDo(summary: summary.withoutNull)
        case .blocked(let reason): .blocked(reason: reason.withoutNull)
        case .failed(.cannotStart(let why)): .failed(.cannotStart(why.withoutNull))
        case .failed(.badResult(let why)): .failed(.badResult(why.withoutNull))
        case .failed(.reported(let why)): .failed(.reported(why.withoutNull))
        case .failed(.agent(var failure)): .failed(.agent(failure.clean()))
        case .failed, .stopped: self
        }
    }
}
