import Domain

extension Transaction {
    /// How `ticket` stands to the one that the run works on.
    public func standing(_ run: Run.ID, to ticket: Ticket.ID) throws -> Standing {
        let record = try self.run(run)
        return Standing(
            run: record, agent: try record.flatMap { try agent($0.agent) },
            relation: try record.flatMap { try relation(of: ticket, to: $0) })
    }

    /// How the ticket of a run stands to itself: what a run says of its own.
    public func standing(_ claim: RunClaim) throws -> Standing {
        let record = try run(claim.run)
        return try standing(claim.run, to: record?.ticket ?? Ticket.ID(number: 0))
    }

    /// Nil when there is no such ticket.
    private func relation(of ticket: Ticket.ID, to run: Run) throws -> Ticket.Relation? {
        let own = run.ticket
        if ticket == own { return .own }
        guard let record = try self.ticket(ticket), let mine = try self.ticket(own) else { return nil }
        if try ancestors(of: ticket).contains(own) { return .below }
        if try ancestors(of: own).contains(ticket) { return .above }
        if let parent = mine.content.parent, record.content.parent == parent { return .beside }
        let isLinked = mine.content.blockers.contains(ticket) || record.content.blockers.contains(own)
        if isLinked { return .linked }
        let isConcerned =
            try record.content.assignee == run.agent || messages(of: run.id).contains { $0.content.ticket == ticket }
        return isConcerned ? .concerned : .other
    }

    /// The tickets right below `ticket`, the oldest first.
    public func parts(of ticket: Ticket.ID) throws -> [Ticket] {
        try tickets(where: "parent = ? ORDER BY id", [.id(ticket)])
    }

    /// Who reports to whom, among the agents that there are.
    public func chart() throws -> Chart {
        let agents = try agents().filter { !$0.isRetired }
        let pairs = agents.compactMap { agent in agent.definition.manager.map { (agent.id, $0) } }
        return Chart(managers: Dictionary(uniqueKeysWithValues: pairs))
    }
}

extension OnBehalf: Performable where Base: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        Slice(standing: try transaction.standing(claim.run, to: ticket), base: try base.slice(transaction))
    }
}

extension Remember: Performable {
    public func slice(_ transaction: any Transaction) throws -> Standing {
        let own = try transaction.run(claim.run)?.ticket
        return try transaction.standing(claim.run, to: own ?? Ticket.ID(number: 0))
    }
}

extension Delegate: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let own = try transaction.run(claim.run).flatMap { try transaction.ticket($0.ticket) }
        var part = content
        part.parent = own?.id
        return Slice(
            standing: try transaction.standing(claim.run, to: own?.id ?? Ticket.ID(number: 0)), own: own,
            parts: try own.map { try transaction.parts(of: $0.id).count } ?? 0,
            depth: try own.map { try transaction.ancestors(of: $0.id).count - 1 } ?? 0, chart: try transaction.chart(),
            create: try CreateTicket(content: part).slice(transaction))
    }
}

extension Declare: Performable {
    public func slice(_ transaction: any Transaction) throws -> Slice {
        let successor: Agent.ID? = if case .handedOver(let agent, _) = declaration { agent } else { nil }
        return Slice(
            standing: try transaction.standing(claim), chart: try transaction.chart(),
            successor: try successor.flatMap { try transaction.agent($0) },
            rounds: try transaction.workspace().settings.health.rounds)
    }
}

extension ReportProgress: Performable {
    public func slice(_ transaction: any Transaction) throws -> Standing { try transaction.standing(claim) }
}
