import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

extension API {
    var scheduleRoutes: [Route] {
        [
            Route(.get, "/api/v1/schedules", listSchedules),
            Route(.post, "/api/v1/schedules/{name}/run", runSchedule),
            Route(.get, "/api/v1/rules", listRules),
        ]
    }

    @Sendable func listSchedules(_ request: Request, _ context: ClientContext) async throws -> Response {
        let count = try request.number("times", default: 3, in: 1...100)
        let now = engine.clock.now
        let standings = try await engine.standings(zones, at: now)
        return .json(PageBody(items: standings.map { ScheduleBody($0, times: count, after: now) }, next: nil))
    }

    @Sendable func runSchedule(_ request: Request, _ context: ClientContext) async throws -> Response {
        let name = Schedule.ID(name: context.parameter("name"))
        let written = try await engine.run(name, zones, by: person)
        let ticket = try await engine.store.read { transaction in try written.flatMap { try transaction.ticket($0) } }
        guard let ticket else { throw Rejection.unknown(name, known: []) }
        return .json(TicketBody(ticket), status: .created)
    }
}

extension API {
    @Sendable func listRules(_ request: Request, _ context: ClientContext) async throws -> Response {
        let rules = try await engine.store.read { try $0.rules().filter { !$0.isRetired } }
        return .json(PageBody(items: rules.map(RuleBody.init), next: nil))
    }
}

extension RuleBody {
    fileprivate init(_ rule: Rule) {
        let action =
            switch rule.definition.action {
            case .ticket(let template): "writes a ticket: \(template.title)"
            case .comment: "comments on the ticket"
            case .message(let agent, _): "writes to \(agent)"
            }
        self.init(
            name: rule.id.name, event: rule.definition.event.rawValue, action: action, firings: rule.firings,
            firedAt: rule.firedAt?.milliseconds, note: rule.note)
    }
}

extension ScheduleBody {
    fileprivate init(_ standing: ScheduleStanding, times: Int, after now: Instant) {
        let (schedule, definition) = (standing.schedule, standing.schedule.definition)
        self.init(
            name: schedule.id.name, cron: definition.cron.text, zone: definition.zone, title: definition.ticket.title,
            assignee: definition.ticket.assignee?.name,
            next: standing.next(times, after: max(now, schedule.decidedUntil)).map {
                schedule.start(of: $0).milliseconds
            },
            ticket: schedule.ticket?.description, note: schedule.note)
    }
}
