import Domain

extension Transaction {
    /// When that happened which the schedule's condition asks for, the first of it; nil when nothing did.
    func newsAt(for schedule: Schedule) throws -> Instant? {
        let last = try number(
            "SELECT max(position) FROM journal WHERE noun = 'schedule' AND subject = ?", [.id(schedule.id)])
        switch schedule.definition.onlyIf {
        case .always: return nil
        case .projectNews: return try projectNews(schedule, after: last)
        case .agentNews:
            guard let agent = schedule.definition.ticket.assignee else { return nil }
            return try agentNews(agent, after: max(last, try lastClaim(of: agent)))
        }
    }

    /// Where in the journal the agent's last run began.
    private func lastClaim(of agent: Agent.ID) throws -> Int64 {
        try number(
            """
            SELECT max(position) FROM journal WHERE noun = 'run' AND name = 'claimed'
                AND subject = (SELECT 'R-' || max(id) FROM run WHERE agent = ?)
            """, [.id(agent)])
    }

    /// What persons and other agents did to tickets that are the agent's, or that it worked on last.
    private func agentNews(_ agent: Agent.ID, after position: Int64) throws -> Instant? {
        try rows(
            """
            SELECT at FROM journal WHERE position > ?1 AND noun = 'ticket'
                AND name IN ('created', 'edited', 'commented', 'reopened', 'cancelled')
                AND (actor LIKE 'person:%'
                    OR (actor LIKE 'agent:%' AND substr(actor, 1, length(?2) + 7) <> 'agent:' || ?2 || '/'))
                AND ?2 IN (
                    (SELECT assignee FROM ticket WHERE id = CAST(substr(subject, 3) AS INTEGER)),
                    (SELECT agent FROM run WHERE ticket = CAST(substr(subject, 3) AS INTEGER) ORDER BY id DESC LIMIT 1))
            ORDER BY position LIMIT 1
            """, [.integer(position), .id(agent)]
        ).first?.instant(0)
    }

    /// What happened to tickets of the project, but to those that come from the schedule itself.
    private func projectNews(_ schedule: Schedule, after position: Int64) throws -> Instant? {
        try rows(
            """
            WITH RECURSIVE own (id) AS (
                SELECT * FROM (SELECT ticket FROM schedule_firing WHERE schedule = ?2 ORDER BY due DESC LIMIT 20)
                UNION SELECT ticket.id FROM ticket JOIN own ON parent = own.id)
            SELECT at FROM journal JOIN ticket ON ticket.id = CAST(substr(subject, 3) AS INTEGER)
            WHERE position > ?1 AND noun = 'ticket' AND ticket.project = ?3
                AND name IN ('created', 'edited', 'commented', 'done', 'blocked', 'cancelled', 'reopened')
                AND ticket.id NOT IN (SELECT id FROM own)
            ORDER BY position LIMIT 1
            """,
            [
                .integer(position), .id(schedule.id),
                .optional(schedule.definition.ticket.project) { .id($0) },
            ]
        ).first?.instant(0)
    }
}
