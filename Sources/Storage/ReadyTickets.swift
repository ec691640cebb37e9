import Domain

extension Transaction {
    /// The ready tickets that may start now, the earliest rank first.
    ///
    /// What this costs depends on how many agents and projects there are and how much is free, not on how many tickets
    /// wait: the heads of all queues are read as keys, and only the tickets that the capacity admits are loaded.
    func candidates(_ capacity: Capacity, at now: Instant) throws -> [Ticket] {
        let projects = capacity.projects.keys.filter { capacity.obstacles(for: $0).isEmpty }
        let free = capacity.workspace.settings.maxRuns - capacity.running
        guard !projects.isEmpty, free > 0 else { return [] }
        let pairs = projects.flatMap { project in
            capacity.agents.keys.filter { capacity.obstacles(for: $0, on: project).isEmpty }.map {
                [$0.name, project.name]
            }
        }
        let most = capacity.agents.values.map { $0.definition.maxRuns }.max() ?? 0
        let anybodys = try queueHeads(projects.map { [nil, $0.name] }, limit: free, at: now)
        let somebodys = try queueHeads(pairs, limit: min(free, most), at: now)
        let heads = (anybodys + somebodys).sorted { ($0.rank, $0.ticket) < ($1.rank, $1.ticket) }
        var rest = capacity
        var admitted: [Ticket] = []
        for head in heads where admitted.count < free && rest.admit(head.content) {
            if let ticket = try ticket(head.ticket) { admitted.append(ticket) }
        }
        return admitted
    }

    /// The first `limit` ready tickets of each pair of an assignee (nil: of nobody) and a project.
    private func queueHeads(_ pairs: [[String?]], limit: Int, at now: Instant) throws -> [QueuedTicket] {
        try rows(
            """
            SELECT ticket.id, ticket.rank, ticket.assignee, ticket.project
            FROM json_each(?) AS pair JOIN ticket ON ticket.id IN (
                SELECT id FROM ticket AS head WHERE state = 'todo' AND open_blockers = 0
                    AND assignee IS json_extract(pair.value, '$[0]') AND project = json_extract(pair.value, '$[1]')
                    AND (retry_at IS NULL OR retry_at <= ?) ORDER BY rank, id LIMIT ?)
            """, [.text(try JSON.text(pairs)), .instant(now), .integer(Int64(limit))]
        ).map { row in
            QueuedTicket(
                ticket: Ticket.ID(number: row.integer(0)), rank: row.integer(1),
                content: Ticket.Content(
                    title: "", project: Project.ID(name: row.text(3)),
                    assignee: row.optionalText(2).map(Agent.ID.init(name:))))
        }
    }
}

/// A ready ticket as far as its turn depends on it.
private struct QueuedTicket {
    let ticket: Ticket.ID
    let rank: Int64
    /// Assignee and project only.
    let content: Ticket.Content
}
